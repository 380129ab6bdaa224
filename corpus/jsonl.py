"""`.jsonl` and `.jsonl.gz` files: one article a line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from corpus.article import Article
from corpus.record import Rejected, article_from_record, decoded

# JSON may write one character in six ("\u00e9"); a record's other fields need room too.
_ESCAPE_FACTOR = 6
_ROOM = 1_000_000


def read_jsonl(path: Path, name: str, limit: int) -> Iterator[tuple[int | None, Article | Rejected]]:
    """Each line's number (from 1) and its article, or why it is none. Blank lines are passed over.

    Memory stays within one line whatever the file's size: a line that is longer
    than any allowed article is drained, not read. A gzip stream that breaks off
    gives the lines before the break and then one rejection.
    """
    with _opened(path) as stream:
        number = 0
        try:
            for line in _bounded_lines(stream, limit):
                number += 1
                if isinstance(line, Rejected):
                    yield number, line
                elif line.strip():
                    yield number, _article(line, name, limit)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield number + 1, Rejected(f"damaged gzip data ({error}); nothing after it could be read")


def _article(line: bytes, name: str, limit: int) -> Article | Rejected:
    text = decoded(line)
    if isinstance(text, Rejected):
        return text
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        return Rejected(f"broken JSON: {error.msg} at column {error.colno}")
    except (RecursionError, ValueError) as error:
        return Rejected(f"unreadable JSON: {error}")
    return article_from_record(record, name, limit)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return path.open("rb")


def _bounded_lines(stream: IO[bytes], limit: int) -> Iterator[bytes | Rejected]:
    longest = limit * _ESCAPE_FACTOR + _ROOM
    while line := stream.readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line
            continue
        size = len(line)
        while (rest := stream.readline(longest)) and not rest.endswith(b"\n"):
            size += len(rest)
        yield Rejected.too_large(size + len(rest), limit)
