"""The article record and the spans that point into it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character range `[start, end)` of an article's text, in `str` indices.

    Raises:
        ValueError: `start` is negative or `end` is before `start`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end < self.start:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share at least one character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The characters of `text` in this range."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of an article that is not the article's own prose, and why it is thought so."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was given.

    `text` is never rewritten: every offset in the project points into it.
    `published` is ISO 8601 (`YYYY-MM-DD`, or with a time), or None when no date
    was found or it could not be read; `published_from` says where it stood:
    `record`, `page`, `url` or `dateline`. `boilerplate` is sorted and does not
    overlap. `pages` are the offsets at which a document's pages begin, empty where
    there are none. `extra` holds the record's other fields, as they were.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    published: str | None = None
    language: str | None = None
    source: str | None = None
    boilerplate: tuple[Mark, ...] = ()
    duplicate_of: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    published_from: str | None = None
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The number, from 1, of the page that holds the character at `offset`; None without pages."""
        return bisect_right(self.pages, offset) or None
