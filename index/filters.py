"""Which articles a question may be answered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.dates import parse_date
from corpus.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on articles, all of which must hold; an empty field sets none.

    `published_from` and `published_to` are days (`YYYY-MM-DD`), both included. An
    article without a date passes no date condition. `languages` are compared with
    the articles' `language`, given or told from the text; `fields` with further fields, kept as
    they were given, both sides read as text. Filters are applied before ranking, so
    k passages come back when k exist.

    Raises:
        QuestionError: a day is not in ISO 8601.
    """

    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None
    languages: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("published_from", "published_to"):
            day = getattr(self, name)
            if day is not None and (parse_date(day) is None or len(day) != 10):
                raise QuestionError(f"filter {name} is {day!r}; write a day as YYYY-MM-DD")

    def __bool__(self) -> bool:
        return bool(
            self.sources
            or self.article_ids
            or self.published_from
            or self.published_to
            or self.languages
            or self.fields
        )
