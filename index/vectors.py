"""Dense search: FAISS behind a small protocol."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corpus.errors import IndexDamagedError
from index.embedder import Vectors
from index.passage import Scored

if TYPE_CHECKING:
    import faiss


class VectorStore(Protocol):
    """Vectors by passage id, searched by inner product (cosine, for unit vectors)."""

    def __len__(self) -> int: ...

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store the rows of `vectors`, shape (len(ids), dimension)."""
        ...

    def search(self, vector: Vectors, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        """At most `k` passages, best first, for a vector of shape (dimension,); only among
        `allowed` where given."""
        ...

    def save(self, path: Path) -> None:
        """Write the store to a file."""
        ...


class FaissStore:
    """Exact search in a flat FAISS index with 64-bit ids. Searching is thread-safe."""

    def __init__(self, dimension: int) -> None:
        import faiss

        self._index: faiss.Index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def open(cls, path: Path) -> FaissStore:
        """The store that `save` wrote.

        Raises:
            IndexDamagedError: the file is not a FAISS index.
        """
        import faiss

        store = cls.__new__(cls)
        try:
            store._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamagedError(
                f"{path} is not a readable FAISS index; build again with: citewise build"
            ) from error
        return store

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))

    def search(self, vector: Vectors, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        import faiss

        k = min(k, len(self) if allowed is None else len(allowed))
        if k < 1:
            return []
        selector = None if allowed is None else faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
        parameters = faiss.SearchParameters(sel=selector) if selector else None  # type: ignore[call-arg]
        scores, ids = self._index.search(vector.reshape(1, -1), k, params=parameters)
        return [Scored(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]

    def save(self, path: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(path))
