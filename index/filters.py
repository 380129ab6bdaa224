"""Which articles a question may be answered from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

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


class FilteredIds(Sequence[int]):
    """The ids of the passages that pass filters, looked up when they are first needed: an engine that
    knows the articles' fields itself may read `filters` instead."""

    def __init__(self, filters: Filters, look_up: Callable[[Filters, int | None], Sequence[int]]) -> None:
        self.filters = filters
        self._look_up = look_up

    @cached_property
    def _ids(self) -> Sequence[int]:
        return self._look_up(self.filters, None)

    def few(self, most: int) -> Sequence[int] | None:
        """The ids if there are at most so many, else None; no more than those are looked up."""
        if "_ids" in self.__dict__:
            return self._ids if len(self) <= most else None
        found = self._look_up(self.filters, most + 1)
        return found if len(found) <= most else None

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...

    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        return self._ids[place]


def field_text(value: object) -> str | None:
    """A further field as filters read it: a text as it is, numbers and all else as JSON writes them, yes and
    no as 1 and 0; None for nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
