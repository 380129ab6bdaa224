"""Articles that readers add in the chat: files kept beside the index, and part of it until they are removed.

.citewise/
  own/
    files/         the files as they were given, a source of every later `citewise build`
    incoming/      a file that is being added
    record.json    which articles came from which file
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import SourceError, UsageError
from corpus.load import ReadReport, load_articles
from index.build import Progress, add_articles, remove_articles
from qa.retriever import Retriever
from qa.settings import Settings

FOLDER = "own"
_FILES, _INCOMING, _RECORD = "files", "incoming", "record.json"
_BEFORE = ".before"  # the file whose place another one of its name takes, while that is added
_LONGEST = 120  # bytes of a file's name
_REASONS = 5  # reasons told of what was left out


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that was added: its name, the ids of its articles, how many records of it were left out and
    the first reasons for that, and when it came (ISO 8601, UTC)."""

    name: str
    articles: tuple[str, ...]
    left_out: int = 0
    reasons: tuple[str, ...] = ()
    added: str = ""


def own_files(folder: Path) -> Path | None:
    """Where the files of the index in `folder` are, None where there are none."""
    files = folder / FOLDER / _FILES
    return files if files.is_dir() and any(files.iterdir()) else None


class OwnArticles:
    """Adds files to an index and takes them out again, while questions are answered from it.

    One change is made at a time. Whatever happens during one, the index is as before it or as
    after it. Safe to use from several threads.
    """

    def __init__(self, retriever: Retriever, settings: Settings | None = None) -> None:
        self._retriever = retriever
        self._settings = settings or retriever.settings
        self._folder = Path(self._settings.index) / FOLDER
        self._lock = threading.Lock()

    def files(self) -> list[OwnFile]:
        """The files that were added, the latest first.

        Raises:
            UsageError: the record of them cannot be read.
        """
        return list(reversed(self._read()))

    def add(
        self,
        paths: Sequence[Path],
        progress: Progress = lambda stage, done, total: None,
    ) -> list[OwnFile]:
        """Take in the files; each is searchable, or has its reasons, when this returns.

        A file of a name that was added before takes its place. An article whose id
        another article of the index has is left out. A file without an article is not kept.

        Raises:
            IndexStateError: the index cannot be read or written, or another build holds it.
            UsageError: a file cannot be read or kept.
        """
        with self._lock, _told(self._folder):
            return [self._add(path, progress) for path in paths]

    def remove(self, name: str, progress: Progress = lambda stage, done, total: None) -> OwnFile:
        """Take a file and all its articles out of the index; they are gone at once.

        Raises:
            SourceError: no file of that name was added.
            IndexStateError: the index cannot be read or written, or another build holds it.
        """
        with self._lock, _told(self._folder):
            record = self._read()
            found = next((one for one in record if one.name == name), None)
            if found is None:
                raise SourceError(f"no file {name[:_LONGEST]!r} was added here")
            index = self._retriever.index()
            there = [one for one in found.articles if index.catalogue.article(one) is not None]
            if there:
                remove_articles(there, index.folder, storage=index.storage, progress=progress)
            self._write([one for one in record if one is not found])
            (self._folder / _FILES / found.name).unlink(missing_ok=True)
            return found

    def _add(self, path: Path, progress: Progress) -> OwnFile:
        name = safe_name(path.name)
        record = self._read()
        before = next((one for one in record if one.name == name), OwnFile(name, ()))
        index = self._retriever.index()
        incoming = self._folder / _INCOMING
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(parents=True)
        try:
            shutil.copyfile(path, incoming / name)
            report = ReadReport()
            # As a folder, which it will be to a later build: ids are paths below it.
            read = list(load_articles([incoming], report=report, **self._settings.reading))
            mine = set(before.articles)
            taken = {one.id: one for one in read if one.id in mine or index.catalogue.article(one.id) is None}
            reasons = [skip.reason for skip in report.skipped]
            reasons += [f"the index has another article {one.id!r}" for one in read if one.id not in taken]
            added = OwnFile(
                name,
                tuple(taken),
                len(reasons),
                tuple(dict.fromkeys(reasons))[:_REASONS],
                datetime.now(UTC).isoformat(timespec="seconds"),
            )
            if not taken:
                return added
            # Kept first: what a crash leaves without its articles can be added again, or removed.
            kept = self._folder / _FILES / name
            kept.parent.mkdir(exist_ok=True)
            if kept.exists():
                shutil.copyfile(kept, incoming / _BEFORE)
            self._write([*(one for one in record if one.name != name), added])
            (incoming / name).replace(kept)
            try:
                add_articles(
                    taken.values(),
                    index.folder,
                    index.embedder,
                    instead_of=before.articles,
                    storage=index.storage,
                    progress=progress,
                )
            except BaseException:
                self._write(record)
                if (incoming / _BEFORE).exists():
                    (incoming / _BEFORE).replace(kept)
                else:
                    kept.unlink()
                raise
            return added
        finally:
            shutil.rmtree(incoming, ignore_errors=True)

    def _read(self) -> list[OwnFile]:
        try:
            rows: list[dict[str, Any]] = json.loads((self._folder / _RECORD).read_text(encoding="utf-8"))
            return [
                replace(OwnFile(**row), articles=tuple(row["articles"]), reasons=tuple(row["reasons"]))
                for row in rows
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise UsageError(
                f"{self._folder / _RECORD} cannot be read; delete the folder {self._folder}, build again "
                "and add your files again"
            ) from error

    def _write(self, record: Sequence[OwnFile]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / f"{_RECORD}.new"
        with beside.open("w", encoding="utf-8") as stream:
            json.dump([asdict(one) for one in record], stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(self._folder / _RECORD)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the system says of a file into one line."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"cannot keep files in {folder}: {error.strerror or error}; free space, or fix its permissions"
        ) from error


def safe_name(given: str) -> str:
    """A file's name that stays in its folder and is shown as it is: one line, not hidden, not too long."""
    plain = unicodedata.normalize("NFC", Path(given.replace("\\", "/")).name)
    plain = re.sub(r'[<>:"|?*/]', "_", "".join(c if c.isprintable() else "_" for c in plain)).lstrip(". ")
    stem, dot, suffix = plain.partition(".")
    room = _LONGEST - len(f"{dot}{suffix}".encode())
    if room < 1:
        return plain.encode()[-_LONGEST:].decode(errors="ignore").lstrip(". ") or "file"
    return f"{stem.encode()[:room].decode(errors='ignore') or 'file'}{dot}{suffix}"
