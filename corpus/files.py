"""From sources to files: folders walked, archives unfolded, web addresses fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from corpus.archives import ARCHIVES, Member, Unfolder
from corpus.options import ReadOptions
from corpus.parsers import PARSERS
from corpus.record import Rejected, broken
from corpus.report import ReadReport
from corpus.web import fetched

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to parse: where it is, the id of an article that is all of it, the name to show."""

    path: Path
    name: str
    shown: str


@contextmanager
def fetched_file(address: str, report: ReadReport, options: ReadOptions) -> Iterator[SourceFile | None]:
    """What a web address gives, as a file that is there until this is left; None where that is none, which is
    noted in `report`."""
    with TemporaryDirectory(prefix="citewise-") as folder:
        found = fetched(address, Path(folder), options)
        if isinstance(found, Rejected):
            report.skip(address, None, found.reason)
            yield None
        else:
            yield SourceFile(found, address, address)


def opened(file: SourceFile, report: ReadReport, options: ReadOptions) -> Iterator[SourceFile]:
    """The file itself, or the files in it when it is an archive."""
    if not file.path.is_file():
        report.skip(file.shown, None, "not a file that can be read: a broken link, a pipe or a device")
        return
    unfold = registered(ARCHIVES, file.path.name)
    if unfold is None:
        yield file
        return
    with TemporaryDirectory(prefix="citewise-") as folder:
        for member, found in _members(unfold, file.path, Path(folder), options):
            shown = f"{file.shown}/{member}" if member else file.shown
            if isinstance(found, Rejected):
                report.skip(shown if shown.isprintable() else ascii(shown), None, found.reason)
            else:
                yield SourceFile(found, f"{file.name}/{member}", shown)


def _members(unfold: Unfolder, path: Path, folder: Path, options: ReadOptions) -> Iterator[Member]:
    try:
        yield from unfold(path, folder, _unwanted, options)
    except Exception as error:
        yield "", broken(error)


def _unwanted(member: str) -> Rejected | None:
    if registered(ARCHIVES, member) is not None:
        return Rejected("an archive in an archive; unpack it first")
    if registered(PARSERS, member) is None:
        return Rejected("unknown kind of file; docs/formats.md lists the known ones")
    return None


def walked(path: Path, report: ReadReport) -> Iterator[SourceFile]:
    """The files of a file or folder, in order, archives as they are; what is none is noted in `report`."""
    if not path.is_dir():
        yield SourceFile(path, path.name, str(path))
        return
    root = path.resolve()
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if name.startswith("."):
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                report.skip(str(file), None, "a link that leads out of the folder")
                continue
            relative = file.relative_to(path).as_posix()
            if not relative.isprintable():
                report.skip(ascii(str(file)), None, "a file name that is not printable text")
                continue
            yield SourceFile(file, relative, str(file))


def registered(kinds: Mapping[str, _Value], name: str) -> _Value | None:
    """What is registered for the longest suffix that `name` ends with."""
    fitting = [suffix for suffix in kinds if name.lower().endswith(suffix)]
    return kinds[max(fitting, key=len)] if fitting else None


def kinds() -> str:
    """The suffixes that are read, to tell a person."""
    return ", ".join([*PARSERS, *ARCHIVES])
