from __future__ import annotations

import logging

import pytest

from corpus import Article, Mark, Span
from qa.citing import Citer

ARTICLE = Article("a", "T", "One. Two. Share:", boilerplate=(Mark(Span(10, 16), "share"),))


def test_an_exact_quote_is_cited() -> None:
    citation = Citer().cite(ARTICLE, Span(5, 9), "Two.")
    assert citation is not None
    assert (citation.number, citation.start, citation.end, citation.quote) == (1, 5, 9, "Two.")


@pytest.mark.parametrize(
    ("article", "span", "quote"),
    [
        (ARTICLE, Span(5, 9), "two."),
        (ARTICLE, Span(5, 9), "Two. "),
        (ARTICLE, Span(4, 8), "Two."),
        (ARTICLE, Span(5, 5), ""),
        (ARTICLE, Span(4, 5), " "),
        (ARTICLE, Span(50, 54), "Two."),
        (ARTICLE, Span(10, 16), "Share:"),
        (None, Span(5, 9), "Two."),
    ],
)
def test_anything_else_is_dropped_and_counted(
    article: Article | None, span: Span, quote: str, caplog: pytest.LogCaptureFixture
) -> None:
    citer = Citer()
    with caplog.at_level(logging.WARNING):
        assert citer.cite(article, span, quote) is None
    assert citer.dropped == 1
    assert "dropped a citation" in caplog.text


def test_one_stretch_has_one_number() -> None:
    citer = Citer()
    numbers = [
        citer.cite(ARTICLE, Span(*span), quote)
        for span, quote in [((0, 4), "One."), ((5, 9), "Two."), ((0, 4), "One.")]
    ]
    assert [citation.number for citation in numbers if citation] == [1, 2, 1]
