"""Token vectors as sign bits in a memory-mapped file: 48 bytes a token for 384 dimensions.

A unit vector cut to its signs keeps its direction well enough to rank with
(Charikar, "Similarity estimation techniques from rounding algorithms", STOC
2002); docs/performance.md says what is lost. A record is the codes of one text:
a passage, or an article's title. Every record carries its CRC-32, checked when
it is read, so that opening need not read the whole file.

tokens.codes    the records' rows, one after another, `ceil(dimension / 8)` bytes each
tokens.npy      one row a record: id, first row, rows, CRC-32; sorted by id
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamagedError
from index.embedder import TokenVectors

Codes = NDArray[np.uint8]
"""Shape (tokens, ceil(dimension / 8)): bit i of a row is 1 where dimension i is above 0."""

_RECORD = np.dtype([("id", "<i8"), ("first", "<i8"), ("rows", "<i4"), ("crc", "<u4")])


def codes_of(tokens: TokenVectors) -> Codes:
    """The sign bits of a text's token vectors."""
    return np.packbits(tokens > 0, axis=1)


def code_width(dimension: int) -> int:
    """Bytes of a token's code."""
    return (dimension + 7) // 8


class FileTokenCodesWriter:
    """Appends records to a new file; nothing is readable before `close`, and nothing remains open
    after `close` or `abandon`."""

    def __init__(self, codes: Path, table: Path) -> None:
        self._stream = codes.open("wb")
        self._table = table
        self._records: list[tuple[int, int, int, int]] = []
        self._first = 0

    def add(self, ids: Sequence[int], tokens: Sequence[TokenVectors]) -> None:
        """Store the signs of each text's token vectors."""
        for identity, rows in zip(ids, tokens, strict=True):
            self.copy(identity, codes_of(rows))

    def copy(self, identity: int, codes: Codes) -> None:
        """Store a record as it is."""
        data = codes.tobytes()
        self._stream.write(data)
        self._records.append((identity, self._first, len(codes), zlib.crc32(data)))
        self._first += len(codes)

    def close(self) -> None:
        """Finish both files."""
        self._stream.close()
        table = np.array(self._records, dtype=_RECORD)
        with self._table.open("wb") as stream:
            np.save(stream, table[np.argsort(table["id"], kind="stable")], allow_pickle=False)

    def abandon(self) -> None:
        """Let go of an unfinished file."""
        self._stream.close()


class TokenCodes(Protocol):
    """Read access by record id. Safe to use from several threads."""

    def __len__(self) -> int: ...

    @property
    def dimension(self) -> int:
        """Of the token vectors."""
        ...

    def get(self, ids: Sequence[int]) -> list[Codes]:
        """The records of those ids, in order.

        Raises:
            IndexStateError: one is missing or was altered, or they cannot be read.
        """
        ...

    def verify(self) -> None:
        """Check every record.

        Raises:
            IndexStateError: one was altered.
        """
        ...

    def records(self) -> Iterator[int]:
        """The ids of all records, ascending."""
        ...


class FileTokenCodes:
    """Token codes in files of the generation.

    Raises:
        IndexDamagedError: the files do not belong together or cannot be read.
    """

    def __init__(self, codes: Path, table: Path, dimension: int) -> None:
        self._path = codes
        self._dimension = dimension
        width = code_width(dimension)
        try:
            self._records: NDArray[np.void] = np.load(table, allow_pickle=False)
            if self._records.dtype != _RECORD:
                raise ValueError("not a table of token codes")
            rows = int(self._records["rows"].sum())
            if codes.stat().st_size != rows * width:
                raise ValueError(f"{codes.stat().st_size} bytes for {rows} tokens")
            self._rows: Codes = (
                np.memmap(codes, np.uint8, "r", shape=(rows, width))
                if rows
                else np.zeros((0, width), dtype=np.uint8)
            )
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamagedError(
                f"{codes} does not hold readable token codes ({error}); build again with: citewise build"
            ) from error
        self._ids: NDArray[np.int64] = np.ascontiguousarray(self._records["id"])

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def dimension(self) -> int:
        return self._dimension

    def get(self, ids: Sequence[int]) -> list[Codes]:
        wanted = np.asarray(ids, dtype=np.int64)
        places = np.searchsorted(self._ids, wanted)
        found = []
        for identity, place in zip(wanted, places, strict=True):
            if place == len(self._ids) or self._ids[place] != identity:
                raise self._damaged(f"it has no record {identity}")
            record = self._records[place]
            codes = self._rows[record["first"] : record["first"] + record["rows"]]
            if zlib.crc32(codes.data) != record["crc"]:
                raise self._damaged(f"record {identity} was altered")
            found.append(codes)
        return found

    def verify(self) -> None:
        for identity in self._ids:
            self.get([identity])

    def records(self) -> Iterator[int]:
        return (int(identity) for identity in self._ids)

    def _damaged(self, what: str) -> IndexDamagedError:
        return IndexDamagedError(f"{self._path}: {what}; build again with: citewise build")
