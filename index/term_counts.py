"""How many passages hold each term, for engines that do not tell.

terms.npy    one row a term: the 64-bit hash of the term, and the count; sorted by hash
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamagedError

_ROW = np.dtype([("term", "<u8"), ("count", "<u4")])


def term_hash(term: str) -> int:
    """A term's 64-bit hash."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


class TermCountsWriter:
    """Counts in memory, some 100 bytes a term; nothing is on disk before `save`."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, hashes: Iterable[int]) -> None:
        """Count the terms of one passage, each hash given once."""
        self._counts.update(hashes)

    def save(self, path: Path) -> None:
        """Write the counts."""
        table = np.fromiter(self._counts.items(), dtype=_ROW, count=len(self._counts))
        with path.open("wb") as stream:
            np.save(stream, np.sort(table, order="term"), allow_pickle=False)


class TermCounts:
    """Read access to the counts that were saved.

    Raises:
        IndexDamagedError: the file is not a table of counts.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._rows: NDArray[np.void] = np.load(path, mmap_mode="r", allow_pickle=False)
            if self._rows.dtype != _ROW:
                raise ValueError("not a table of term counts")
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamagedError(f"{path}: {error}; build again with: citewise build") from error
        self._terms: NDArray[np.uint64] = np.ascontiguousarray(self._rows["term"])

    def of(self, term: str) -> int:
        """How many passages hold the term."""
        wanted = np.uint64(term_hash(term))
        place = int(np.searchsorted(self._terms, wanted))
        known = place < len(self._terms) and self._terms[place] == wanted
        return int(self._rows["count"][place]) if known else 0
