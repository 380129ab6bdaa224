"""`.zip` and `.tar` archives: the files in them, unfolded one at a time within limits."""

from __future__ import annotations

import gzip
import stat
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from corpus.options import ReadOptions
from corpus.record import Rejected

Refusal = Callable[[str], Rejected | None]
"""Why a member of that name is not wanted, None when it is."""

Member = tuple[str, Path | Rejected]
"""A member's path in the archive (empty for the archive itself), and where it was put or why not."""

Unfolder = Callable[[Path, Path, Refusal, ReadOptions], Iterator[Member]]

_PIECE = 1 << 16
_SMALL = 10_000_000  # extracted bytes below which no ratio is suspicious


class _BombError(Exception):
    """An archive unfolds to more than is allowed."""


class _Meter:
    """Counts what comes out of an archive, and stops it at the limits."""

    def __init__(self, archive: Path, options: ReadOptions) -> None:
        self._packed = max(1, archive.stat().st_size)
        self._options = options
        self._bytes = 0

    def count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > self._options.max_extracted_bytes:
            raise _BombError(
                f"unfolds to over {self._options.max_extracted_bytes:,} bytes (setting max_extracted_bytes)"
            )
        ratio = self._options.max_compression_ratio
        if self._bytes > max(_SMALL, ratio * self._packed):
            raise _BombError(f"unfolds to over {ratio:,} times its size (setting max_compression_ratio)")


class _Metered:
    """A stream to read from, which counts what it gives."""

    def __init__(self, stream: IO[bytes], meter: _Meter) -> None:
        self._stream = stream
        self._meter = meter

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if 0 <= size <= _PIECE else _PIECE)
        self._meter.count(len(data))
        return data


def unfold_zip(path: Path, folder: Path, refusal: Refusal, options: ReadOptions) -> Iterator[Member]:
    """The files of a zip archive, in its order, each put into `folder` until the next is asked for."""
    meter = _Meter(path, options)
    try:
        with ZipFile(path) as archive:
            for info in archive.infolist():
                refused = _misplaced(info.filename)
                if info.is_dir() or (refused is None and _hidden(info.filename)):
                    continue
                refused = refused or _unusual(info) or refusal(info.filename)
                if refused is not None:
                    yield info.filename, refused
                    continue
                try:
                    with archive.open(info) as stream:
                        put = _put(stream, folder, info.filename, meter)
                except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
                    yield info.filename, Rejected(f"damaged in the archive: {error}")
                    continue
                yield info.filename, put
                put.unlink()
    except _BombError as error:
        yield "", Rejected(f"{error}; nothing after it was read")
    except (BadZipFile, LargeZipFile, OSError, ValueError) as error:
        yield "", Rejected(f"damaged, or not a zip archive: {error}")


def unfold_tar(path: Path, folder: Path, refusal: Refusal, options: ReadOptions) -> Iterator[Member]:
    """The files of a tar archive, gzipped or not, in its order, like `unfold_zip`."""
    meter = _Meter(path, options)
    try:
        with _unpacked(path) as stream, tarfile.open(fileobj=_stream(stream, meter), mode="r|") as archive:
            for info in archive:
                refused = _misplaced(info.name)
                if info.isdir() or (refused is None and _hidden(info.name)):
                    continue
                refused = refused or _linked(info) or refusal(info.name)
                content = None if refused else archive.extractfile(info)
                if content is None:
                    yield info.name, refused or Rejected("not a file")
                    continue
                put = _put(content, folder, info.name, None)
                yield info.name, put
                put.unlink()
    except _BombError as error:
        yield "", Rejected(f"{error}; nothing after it was read")
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        yield "", Rejected(f"damaged, or not a tar archive: {error}; nothing after it could be read")


ARCHIVES: dict[str, Unfolder] = {
    ".zip": unfold_zip,
    ".tar": unfold_tar,
    ".tar.gz": unfold_tar,
    ".tgz": unfold_tar,
}


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path, "rb")) if packed else path.open("rb")


def _stream(stream: IO[bytes], meter: _Meter) -> IO[bytes]:
    return cast(IO[bytes], _Metered(stream, meter))


def _put(stream: IO[bytes], folder: Path, name: str, meter: _Meter | None) -> Path:
    # Under a name of ours but for its end, which parsers look at and which may become a title.
    target = folder / PurePosixPath(name).name[-60:]
    with target.open("wb") as file:
        while piece := stream.read(_PIECE):
            if meter is not None:
                meter.count(len(piece))
            file.write(piece)
    return target


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts


def _misplaced(name: str) -> Rejected | None:
    if not name.isprintable():
        return Rejected("a file name that is not printable text")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or "\\" in name or name[1:2] == ":":
        return Rejected("a path that leads out of the archive")
    return None


def _unusual(info: ZipInfo) -> Rejected | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return Rejected("a link, not a file")
    return Rejected("encrypted in the archive") if info.flag_bits & 1 else None


def _linked(info: tarfile.TarInfo) -> Rejected | None:
    if info.issym() or info.islnk():
        return Rejected("a link, not a file")
    return None if info.isfile() else Rejected("not a file")
