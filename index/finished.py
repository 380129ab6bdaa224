"""Vectors and token codes that were made for an index, on disk until it is whole.

.citewise/
  finished/
    3f2a.../          one folder for each embedder
      <number>.arrow  a batch: ids, vectors, codes; written beside and renamed, so whole or not there

Whatever kills a build, the next one begins with the batches that are there. Ids are those of
passages and titles, which stand for their characters: a batch written twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.embedder import Vectors
from index.generation import unwritable
from index.manifest import EmbedderRecord
from index.token_codes import Codes, code_width

_FOLDER = "finished"


class FinishedWork:
    """The batches of one embedder in an index folder.

    Raises:
        IndexWriteError: the folder cannot be written.
    """

    def __init__(self, folder: Path, record: EmbedderRecord) -> None:
        key = hashlib.blake2b(json.dumps(asdict(record)).encode(), digest_size=8).hexdigest()
        self._all = folder / _FOLDER
        self._folder = self._all / key
        self._width = code_width(record.token_dimension)
        self._places: dict[int, tuple[int, int]] = {}  # id -> batch, row
        self._batches: list[tuple[Vectors, Sequence[bytes]]] = []
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self._folder, error) from error
        for path in sorted(self._folder.glob("*.arrow")):
            self._read(path)

    def __len__(self) -> int:
        return len(self._places)

    def add(self, ids: Sequence[int], vectors: Vectors, codes: Sequence[Codes]) -> None:
        """Keep a batch for good: `vectors` of shape (len(ids), dimension), `codes` without any where none are
        wanted."""
        import pyarrow as pa
        from pyarrow import ipc

        coded = [one.tobytes() for one in codes] or [b""] * len(ids)
        table = pa.table(
            {
                "id": pa.array([int(one) for one in ids], pa.int64()),
                "vector": pa.array([row.tobytes() for row in vectors.astype(np.float32)], pa.binary()),
                "codes": pa.array(coded, pa.binary()),
            }
        )
        path = self._folder / f"{secrets.token_hex(8)}.arrow"
        beside = path.with_suffix(".new")
        try:
            with beside.open("wb") as stream:
                with ipc.new_file(stream, table.schema) as writer:
                    writer.write_table(table)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except OSError as error:
            raise unwritable(self._folder, error) from error
        self._keep(ids, vectors.astype(np.float32), coded)

    def has_passage(self, passage_id: int) -> bool:
        """Whether a passage of that id is embedded."""
        return passage_id in self._places

    def has_codes(self, identity: int) -> bool:
        """Whether there is a record of token codes of that id."""
        return identity in self._places

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those passages, in order."""
        return np.stack([self._batches[batch][0][row] for batch, row in map(self._places.__getitem__, ids)])

    def codes(self, ids: Sequence[int]) -> list[Codes]:
        """The token codes of those records, in order."""
        found = (self._batches[batch][1][row] for batch, row in map(self._places.__getitem__, ids))
        return [np.frombuffer(one, dtype=np.uint8).reshape(-1, self._width) for one in found]

    def clear(self) -> None:
        """Delete every batch, of other embedders too: the index is whole."""
        self._places.clear()
        self._batches.clear()
        shutil.rmtree(self._all, ignore_errors=True)

    def _read(self, path: Path) -> None:
        import pyarrow as pa
        from pyarrow import ipc

        try:
            with pa.memory_map(str(path)) as mapped:
                table = ipc.open_file(mapped).read_all().combine_chunks()
        except (pa.ArrowInvalid, OSError):
            path.unlink(missing_ok=True)  # a disk that lost its end; its texts are embedded again
            return
        ids = table["id"].to_pylist()
        if not ids:
            return
        vectors = np.stack([np.frombuffer(one, dtype=np.float32) for one in table["vector"].to_pylist()])
        self._keep(ids, vectors, table["codes"].to_pylist())

    def _keep(self, ids: Sequence[int], vectors: Vectors, codes: Sequence[bytes]) -> None:
        self._places |= {int(identity): (len(self._batches), row) for row, identity in enumerate(ids)}
        self._batches.append((vectors, codes))
