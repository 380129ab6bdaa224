"""Generations: an index folder changes from one finished state to the next in one rename.

.citewise/
  CURRENT            names the generation that answers
  build.lock         held while a build runs
  generations/
    20240412T083000-1f3c/     a finished generation
    staging-9a0b/             one being written; nobody reads it
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import IndexDamagedError, IndexMissingError, IndexWriteError
from index.layout import MANIFEST

CURRENT = "CURRENT"
_GENERATIONS = "generations"
_STAGING = "staging-"


def current_generation(folder: Path) -> Path:
    """The folder of the generation that answers now.

    Raises:
        IndexMissingError: nothing has been built in `folder`.
        IndexDamagedError: the pointer is unreadable or names something that is gone.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(
            f"no index in {folder}; make one with: citewise build SOURCE... --index {folder}"
        ) from error
    except (OSError, ValueError) as error:
        raise IndexDamagedError(
            f"{folder / CURRENT} cannot be read; build again with: citewise build SOURCE..."
        ) from error
    generation = folder / _GENERATIONS / name
    if not name or Path(name).name != name or not generation.is_dir():
        raise IndexDamagedError(
            f"{folder / CURRENT} names no generation; build again with: citewise build SOURCE..."
        )
    return generation


@contextmanager
def new_generation(folder: Path) -> Iterator[Path]:
    """A staging folder to write a generation into; on leaving without an error it becomes current,
    unless no manifest was written into it: then the current one stays.

    Every file is flushed to disk before the pointer is replaced by one rename, so
    whatever kills the process, `current_generation` is the old or the new state.
    Earlier generations and abandoned staging folders are removed afterwards;
    readers that have them open keep their open files.

    Raises:
        IndexWriteError: the folder cannot be written, or another build holds it.
    """
    lock = FileLock(folder / "build.lock")
    try:
        (folder / _GENERATIONS).mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexWriteError(
            f"another build is writing {folder}; wait for it, or give another --index"
        ) from error
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        _clear(folder, keep=_named(folder))
        staging = folder / _GENERATIONS / f"{_STAGING}{secrets.token_hex(4)}"
        try:
            staging.mkdir()
            yield staging
            if not (staging / MANIFEST).exists():
                return
            _flush(staging)
            final = folder / _GENERATIONS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
            staging.rename(final)
            _flush_folder(final.parent)
            _point(folder, final.name)
        except OSError as error:
            raise unwritable(folder, error) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _clear(folder, keep=final.name)
    finally:
        lock.release()


def _point(folder: Path, name: str) -> None:
    beside = folder / f"{CURRENT}.new"
    with beside.open("w", encoding="ascii") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder / CURRENT)
    _flush_folder(folder)


def _named(folder: Path) -> str | None:
    try:
        return current_generation(folder).name
    except (IndexMissingError, IndexDamagedError):
        return None


def _clear(folder: Path, keep: str | None) -> None:
    for path in (folder / _GENERATIONS).iterdir():
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(folder: Path, error: OSError) -> IndexWriteError:
    """What is told where the index folder, or a part of it, cannot be written."""
    return IndexWriteError(
        f"cannot write the index folder {folder}: {error.strerror or error}; free space, fix its "
        "permissions, or give another folder with --index"
    )
