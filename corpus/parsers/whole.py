"""A file that is one article is read whole, so its size is looked at first."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from corpus.options import ReadOptions
from corpus.record import Rejected

_UNFOLDED = (
    20  # times max_article_bytes: XML is several times as long as its text, and pictures are beside it
)


def bytes_of(path: Path, limit: int) -> bytes | Rejected:
    """The file's bytes, unless it is empty or larger than `limit`."""
    size = path.stat().st_size
    if size > limit:
        return Rejected.too_large(size, limit)
    return path.read_bytes() or Rejected("empty")


def unfolds_too_far(data: bytes, options: ReadOptions) -> Rejected | None:
    """Why the zip file that a document is must not be opened: its parts are too large together.

    Raises:
        BadZipFile: it is no zip file.
    """
    with ZipFile(BytesIO(data)) as parts:
        size = sum(part.file_size for part in parts.infolist())  # zipfile reads no more than that
    most = min(options.max_article_bytes * _UNFOLDED, options.max_extracted_bytes)
    if size > most:
        return Rejected(
            f"its parts hold {size:,} bytes, over the limit of {most:,} (setting max_article_bytes)"
        )
    return None
