"""From raw bytes and JSON values to an article, or the reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.article import Article
from corpus.dates import parse_date
from corpus.fields import columns_of, no_text
from corpus.options import ReadOptions


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a record cannot be an article."""

    reason: str

    @classmethod
    def too_large(cls, size: int, limit: int) -> Rejected:
        """A record of `size` bytes where `limit` are allowed."""
        return cls(f"{size:,} bytes is over the limit of {limit:,} (setting max_article_bytes)")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd about a record that is taken in all the same."""

    reason: str


Found = tuple[int | None, Article | Rejected | Notice]
"""A record's line (or row, page, place in an archive) from 1, None for a whole file, and what it
holds. A notice stands before the article that it is about."""


def article_from_record(record: object, fallback: str, options: ReadOptions) -> Article | Rejected:
    """An article from one JSON object or table row; which column holds which field is decided
    by `corpus.fields`, and every other column is kept in `extra`; so is a column that was
    guessed by its name and holds something else.

    A record without an id gets one from `fallback` (the file's name) and its
    content. A date that cannot be read as ISO 8601 stays in `extra["date"]`.
    """
    if not isinstance(record, Mapping):
        return Rejected(f"not a JSON object but {_kind(record)}")
    columns = columns_of(record, options.fields)
    text = record.get(columns.get("text", "text"))
    if "text" not in columns and record and "text" not in record:
        return Rejected(f"field text is missing: {no_text(record, options.fields)}")
    if not isinstance(text, str):
        return Rejected(f"field text is {_kind(text)}, not a string")
    if not text.strip():
        return Rejected("field text is empty")
    limit = options.max_article_bytes
    if len(text) > limit or (len(text) * 4 > limit and len(text.encode(errors="replace")) > limit):
        return Rejected.too_large(len(text.encode(errors="replace")), limit)
    given = {
        name: record[column]
        for name, column in columns.items()
        if name == column or name in options.fields or isinstance(record[column], str)
    }
    identity = given.get("id")
    if identity is None or identity == "":
        digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]
        identity = f"{fallback}#{digest}"
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        return Rejected(f"field id is {_kind(identity)}, not a string or a whole number")
    strings: dict[str, str | None] = {}
    for name in ("title", "url", "source", "language"):
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            return Rejected(f"field {name} is {_kind(value)}, not a string")
        strings[name] = value or None
    dated = given.get("published") or record.get("date")
    published = parse_date(dated)
    used = {columns[name] for name in given} | {"date"}
    extra = {name: value for name, value in record.items() if name not in used}
    if dated and published is None:
        extra["date"] = dated
    return Article(
        id=str(identity),
        title=strings["title"] or "",
        text=text,
        url=strings["url"],
        published=published,
        language=strings["language"],
        source=strings["source"],
        published_from="record" if published else None,
        extra=extra,
    )


def broken(error: Exception) -> Rejected:
    """Libraries raise what they like on a broken file; one such file must not end a build."""
    said = " ".join(str(error).split())[:120]
    return Rejected(f"damaged, or not what its name says: {type(error).__name__}{said and f' ({said})'}")


def unfit(article: Article) -> str | None:
    """Why an article that a parser gave cannot be stored and cited, or None when it can."""
    if not article.text.strip():
        return "no text"
    values = (article.id, article.title, article.text, article.url, article.source, article.language)
    try:
        for value in values:
            (value or "").encode()
    except UnicodeEncodeError:
        return "holds a lone surrogate, which is no character"
    return None


def _kind(value: object) -> str:
    names = {type(None): "missing", bool: "true/false", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
