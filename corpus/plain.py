"""`.txt` and `.md` files: one article a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.record import Rejected, decoded

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_TITLE_CHARACTERS = 200


def read_plain(path: Path, name: str, limit: int) -> Iterator[tuple[int | None, Article | Rejected]]:
    """The article of a text file: id `name`, text the decoded file as it is, line ends included.

    The title is the first heading of a Markdown file, else the first non-blank
    line when it is at most 200 characters long, else the file's name.
    """
    size = path.stat().st_size
    if size > limit:
        yield None, Rejected.too_large(size, limit)
        return
    text = decoded(path.read_bytes())
    if isinstance(text, Rejected):
        yield None, text
    elif not text.strip():
        yield None, Rejected("empty")
    else:
        yield None, Article(id=name, title=_title(text, path), text=text)


def _title(text: str, path: Path) -> str:
    if path.suffix.lower() == ".md" and (heading := _HEADING.search(text)):
        return heading.group(1)
    first = text.strip().splitlines()[0].strip()
    return first if len(first) <= _TITLE_CHARACTERS else path.stem
