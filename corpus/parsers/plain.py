"""`.txt` and `.md` files: one article a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.encoding import decoded
from corpus.options import ReadOptions
from corpus.parsers.whole import bytes_of
from corpus.record import Found, Notice, Rejected

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_TITLE_CHARACTERS = 200


def read_plain(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The article of a text file: id `name`, text the decoded file as it is, line ends included.

    The title is the first heading of a Markdown file, else the first non-blank
    line when it is at most 200 characters long, else the file's name.
    """
    data = bytes_of(path, options.max_article_bytes)
    made = data if isinstance(data, Rejected) else decoded(data)
    if isinstance(made, Rejected):
        yield None, made
    elif not made.text.strip():
        yield None, Rejected("empty")
    else:
        if made.notice:
            yield None, Notice(made.notice)
        yield None, Article(id=name, title=_title(made.text, path), text=made.text)


def _title(text: str, path: Path) -> str:
    if path.suffix.lower() == ".md" and (heading := _HEADING.search(text)):
        return heading.group(1)
    first = text.strip().splitlines()[0].strip()
    return first if len(first) <= _TITLE_CHARACTERS else path.stem
