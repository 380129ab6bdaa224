"""Dense search: FAISS behind a small protocol."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from corpus.errors import IndexDamagedError
from index.embedder import Vectors
from index.passage import Scored

EXACT_BELOW = 100_000
"""Up to so many vectors every one is compared; docs/performance.md has the table behind it."""

_EXACT_ALLOWED = 50_000  # so many filtered vectors are compared one by one, whatever the index
LINKS = 32
EF_CONSTRUCTION = 120
EF_SEARCH = 96


class VectorStore(Protocol):
    """Vectors by passage id, searched by inner product (cosine, for unit vectors)."""

    def __len__(self) -> int: ...

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store the rows of `vectors`, shape (len(ids), dimension)."""
        ...

    def search(self, vector: Vectors, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        """At most `k` passages, best first, for a vector of shape (dimension,); only among
        `allowed` where given, else among all that are not hidden."""
        ...

    def hide(self, ids: Sequence[int]) -> None:
        """Find those ids only where they are allowed by name. Called once, before searching."""
        ...

    def get(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those ids, which are in the store, in order."""
        ...


class FaissStore:
    """Half-precision vectors in FAISS with 64-bit ids. Searching is thread-safe.

    Below `EXACT_BELOW` vectors every one is compared; above, a graph (HNSW; Malkov and
    Yashunin, 2018) is walked, and a search among few allowed ids still compares
    each of them.

    Args:
        dimension: of the vectors.
        expected: how many vectors are to come, which decides the kind of index.
    """

    def __init__(self, dimension: int, expected: int = 0) -> None:
        faiss = _faiss()
        inner: Any
        if expected < EXACT_BELOW:
            inner = faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
        else:
            inner = faiss.IndexHNSWSQ(
                dimension, faiss.ScalarQuantizer.QT_fp16, LINKS, faiss.METRIC_INNER_PRODUCT
            )
            inner.hnsw.efConstruction = EF_CONSTRUCTION
        self._index: Any = faiss.IndexIDMap2(inner)
        self._hidden: Any = None
        self._graph = expected >= EXACT_BELOW

    @classmethod
    def open(cls, path: Path) -> FaissStore:
        """The store that `save` wrote, its vectors read from the file as they are needed.

        Raises:
            IndexDamagedError: the file is not a FAISS index.
        """
        faiss = _faiss()
        store = cls.__new__(cls)
        store._hidden = None
        try:
            store._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexDamagedError(
                f"{path} is not a readable FAISS index; build again with: citewise build"
            ) from error
        store._graph = isinstance(faiss.downcast_index(store._index.index), faiss.IndexHNSW)
        return store

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        _faiss().omp_set_num_threads(os.cpu_count() or 1)
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))

    def search(self, vector: Vectors, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        k = min(k, len(self) if allowed is None else len(allowed))
        if k < 1:
            return []
        if self._graph and allowed is not None and len(allowed) <= _EXACT_ALLOWED:
            return self._compared(vector, k, allowed)
        # One question gives the library nothing to share out; its waiting threads would take the cores.
        _faiss().omp_set_num_threads(1)
        scores, ids = self._index.search(vector.reshape(1, -1), k, params=self._parameters(k, allowed))
        return [Scored(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]

    def hide(self, ids: Sequence[int]) -> None:
        faiss = _faiss()
        hidden = faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64))
        # The second selector does not keep the first one alive.
        self._hidden = (faiss.IDSelectorNot(hidden), hidden) if len(ids) else None

    def get(self, ids: Sequence[int]) -> Vectors:
        if not len(ids):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._index.reconstruct(int(one)) for one in ids])

    def _parameters(self, k: int, allowed: Sequence[int] | None) -> Any:
        faiss = _faiss()
        selector: Any = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
        elif self._hidden is not None:
            selector = self._hidden[0]
        if self._graph:
            return faiss.SearchParametersHNSW(sel=selector, efSearch=max(EF_SEARCH, 2 * k))
        return faiss.SearchParameters(sel=selector) if selector else None

    def _compared(self, vector: Vectors, k: int, allowed: Sequence[int]) -> list[Scored]:
        found = []
        for one in dict.fromkeys(allowed):
            try:
                found.append(Scored(one, float(self._index.reconstruct(one) @ vector)))
            except RuntimeError:
                continue  # not in the store
        return sorted(found, key=lambda scored: (-scored.score, scored.passage_id))[:k]

    def save(self, path: Path) -> None:
        """Write the store to a file."""
        faiss = _faiss()
        faiss.write_index(self._index, str(path))


def _faiss() -> Any:
    """The library, loaded when it is needed; its stubs lack much of what it has."""
    import faiss

    return faiss
