"""`.jsonl` and `.jsonl.gz` files: one article a line."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from corpus.article import Article
from corpus.encoding import Decoded, decoded, marked_encoding
from corpus.options import ReadOptions
from corpus.record import Found, Notice, Rejected, article_from_record

# JSON may write one character in six ("\u00e9"); a record's other fields need room too.
_ESCAPE_FACTOR = 6
_ROOM = 1_000_000


def read_jsonl(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """Each line's number (from 1) and its article, or why it is none. Blank lines are passed over.

    Memory stays within one line whatever the file's size: a line that is longer
    than any allowed article is drained, not read. A gzip stream that breaks off
    gives the lines before the break and then one rejection.
    """
    with _opened(path) as stream:
        number = 0
        try:
            for line in _bounded_lines(_readline(stream), options.max_article_bytes):
                number += 1
                if isinstance(line, Rejected):
                    yield number, line
                elif line.strip():
                    made = decoded(line)
                    if isinstance(made, Decoded) and made.notice:
                        yield number, Notice(made.notice)
                    yield number, made if isinstance(made, Rejected) else _article(made.text, name, options)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield number + 1, Rejected(f"damaged gzip data ({error}); nothing after it could be read")
        except UnicodeDecodeError as error:
            yield number + 1, Rejected(f"not {error.encoding}, which the file's byte order mark says")


def _article(text: str, name: str, options: ReadOptions) -> Article | Rejected:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        return Rejected(f"broken JSON: {error.msg} at column {error.colno}")
    except (RecursionError, ValueError) as error:
        return Rejected(f"unreadable JSON: {error}")
    return article_from_record(record, name, options)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return path.open("rb")


def _readline(stream: IO[bytes]) -> Callable[[int], bytes]:
    """The stream's `readline`, recoded to UTF-8 where a byte order mark says that it is no UTF-8."""
    mark, encoding = marked_encoding(stream.read(4))
    stream.seek(0)
    if encoding == "utf-8":
        return stream.readline
    stream.seek(mark)
    # Not codecs.EncodedFile, which takes U+2028 inside a JSON string for the end of the line.
    text = io.TextIOWrapper(stream, encoding, newline="\n")
    return lambda size: text.readline(size).encode()


def _bounded_lines(readline: Callable[[int], bytes], limit: int) -> Iterator[bytes | Rejected]:
    longest = limit * _ESCAPE_FACTOR + _ROOM
    while line := readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line
            continue
        size = len(line)
        while (rest := readline(longest)) and not rest.endswith(b"\n"):
            size += len(rest)
        yield Rejected.too_large(size + len(rest), limit)
