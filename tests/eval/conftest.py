"""Outcomes to be measured, made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus import Span
from index import Hit, Passage
from qa import Answer, Citation, Statement

Hits = Callable[..., list[Hit]]


@pytest.fixture
def make_hits() -> Hits:
    def make(*places: tuple[str, int, int], text: str = "") -> list[Hit]:
        return [
            Hit(Passage(number, name, Span(start, end), text), number, 1.0 / number)
            for number, (name, start, end) in enumerate(places, start=1)
        ]

    return make


@pytest.fixture
def make_answer() -> Callable[..., Answer]:
    def make(*quotes: tuple[str, int, int, str], abstained: bool = False) -> Answer:
        citations = tuple(
            Citation(number, name, "T", None, None, start, end, quote)
            for number, (name, start, end, quote) in enumerate(quotes, start=1)
        )
        statements = tuple(Statement(citation.quote, (citation,), 1.0) for citation in citations)
        text = " ".join(statement.text for statement in statements)
        return Answer("?", text, None, abstained, 0.5, statements, (), {"total": 1.0})

    return make
