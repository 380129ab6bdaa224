"""What an index is made of, and whether it is still that."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexDamagedError, IndexMismatchError
from index.layout import CHECKED_WHEN_READ, MANIFEST
from index.weights import file_sha256

FORMAT = 3
_AGAIN = "build again with: citewise build SOURCE..."


@dataclass(frozen=True, slots=True)
class EmbedderRecord:
    """Which embedder made the vectors; `probe` is its vector of `index.embedder.PROBE`."""

    name: str
    dimension: int
    token_dimension: int
    max_tokens: int
    probe: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the index: its size in bytes and SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a finished index, written last.

    `collection` is that in Milvus and `schema` that in PostgreSQL, None where files hold what they would;
    their names begin with `identity`, which stays the same from build to build.
    """

    format: int
    created: str
    citewise: str
    articles: int
    passages: int
    passage_tokens: int
    token_codes: bool
    embedder: EmbedderRecord
    files: dict[str, FileRecord]
    identity: str = ""
    collection: str | None = None
    schema: str | None = None

    def save(self, folder: Path) -> None:
        """Write the manifest into `folder`."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """The manifest of `folder`.

        Raises:
            IndexDamagedError: it is missing or not readable.
            IndexMismatchError: it is of another format version.
        """
        path = folder / MANIFEST
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            version = data["format"]
            if version != FORMAT:
                raise IndexMismatchError(
                    f"{folder} has index format {version}, this Citewise reads format {FORMAT}; {_AGAIN}"
                )
            embedder = EmbedderRecord(**(data.pop("embedder")))
            files = {name: FileRecord(**record) for name, record in data.pop("files").items()}
            return cls(embedder=embedder, files=files, **data)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexDamagedError(f"{path} is missing or unreadable; {_AGAIN}") from error

    def verify(self, folder: Path) -> None:
        """Compare every file's size, and SHA-256 but for those that are checked when they are read.

        Raises:
            IndexDamagedError: a file is missing, cut short or altered.
        """
        for name, record in self.files.items():
            path = folder / name
            size = path.stat().st_size if path.is_file() else None
            if size is None:
                raise IndexDamagedError(f"{path} is missing; {_AGAIN}")
            if size != record.bytes:
                raise IndexDamagedError(f"{path} has {size:,} bytes instead of {record.bytes:,}; {_AGAIN}")
            if name not in CHECKED_WHEN_READ and file_sha256(path) != record.sha256:
                raise IndexDamagedError(f"{path} was altered (its SHA-256 differs); {_AGAIN}")


def file_records(folder: Path) -> dict[str, FileRecord]:
    """Size and checksum of every file below `folder`, by relative path, lock files left out."""
    return {
        path.relative_to(folder).as_posix(): FileRecord(path.stat().st_size, file_sha256(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and path.name != MANIFEST
    }
