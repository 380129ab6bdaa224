"""From raw bytes and JSON values to an article, or the reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.article import Article
from corpus.dates import parse_date

_OWN_FIELDS = frozenset({"id", "title", "text", "url", "date", "published", "source", "language"})


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a record cannot be an article."""

    reason: str

    @classmethod
    def too_large(cls, size: int, limit: int) -> Rejected:
        """A record of `size` bytes where `limit` are allowed."""
        return cls(f"{size:,} bytes is over the limit of {limit:,} (setting max_article_bytes)")


def decoded(data: bytes) -> str | Rejected:
    """The text of UTF-8 bytes; a byte order mark is encoding, not text, and is left off.

    Anything else is rejected with the place of the first bad byte, never repaired.
    """
    if b"\x00" in data[:8192]:
        return Rejected("binary data, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[error.start]
        return Rejected(
            f"not UTF-8 (byte 0x{bad:02x} at offset {error.start:,}); convert it, e.g. "
            "iconv -f LATIN1 -t UTF-8"
        )


def article_from_record(record: object, fallback: str, limit: int) -> Article | Rejected:
    """An article from one JSON value with fields id, title, text and optionally url, date or
    published, source, language; every other field is kept in `extra`.

    A record without an id gets one from `fallback` (the file's name) and its
    content. A date that cannot be read as ISO 8601 stays in `extra["date"]`.
    """
    if not isinstance(record, Mapping):
        return Rejected(f"not a JSON object but {_kind(record)}")
    text = record.get("text")
    if not isinstance(text, str):
        return Rejected(f"field text is {_kind(text)}, not a string")
    if not text.strip():
        return Rejected("field text is empty")
    if len(text) > limit or (len(text) * 4 > limit and len(text.encode(errors="replace")) > limit):
        return Rejected.too_large(len(text.encode(errors="replace")), limit)
    identity = record.get("id")
    if identity is None or identity == "":
        digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]
        identity = f"{fallback}#{digest}"
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        return Rejected(f"field id is {_kind(identity)}, not a string or a whole number")
    strings: dict[str, str | None] = {}
    for name in ("title", "url", "source", "language"):
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            return Rejected(f"field {name} is {_kind(value)}, not a string")
        strings[name] = value or None
    given = record.get("published") or record.get("date")
    published = parse_date(given)
    extra = {name: value for name, value in record.items() if name not in _OWN_FIELDS}
    if given and published is None:
        extra["date"] = given
    article = Article(
        id=str(identity),
        title=strings["title"] or "",
        text=text,
        url=strings["url"],
        published=published,
        language=strings["language"],
        source=strings["source"],
        extra=extra,
    )
    if not all(_encodable(value) for value in (article.id, text, *strings.values())):
        return Rejected("holds a lone surrogate, which is no character")
    return article


def _encodable(value: str | None) -> bool:
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: object) -> str:
    names = {type(None): "missing", bool: "true/false", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
