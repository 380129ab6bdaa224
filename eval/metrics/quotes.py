"""Whether quotations are the articles' own characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corpus.article import Article
from qa.answer import Answer, Citation

Find = Callable[[str], Article | None]
"""The article of an id, or None."""


@dataclass(frozen=True, slots=True)
class QuoteCount:
    """How many citations an answer makes, and how many of them are not exact."""

    citations: int
    inexact: int


def exact_quotes(answer: Answer, article: Find) -> float | None:
    """|exact citations| / |citations| of the answer; None without any. See `count_quotes`."""
    count = count_quotes(answer, article)
    return 1.0 - count.inexact / count.citations if count.citations else None


def count_quotes(answer: Answer, article: Find) -> QuoteCount:
    """The answer's citations, each once; exact is one whose quotation is `text[start:end]` and not empty.

    The articles are read afresh and every statement's citations are looked at, also
    those that share a number, so the check that made them is not trusted.
    """
    cited = dict.fromkeys(citation for one in answer.statements for citation in one.citations)
    inexact = sum(not _is_exact(citation, article(citation.article_id)) for citation in cited)
    return QuoteCount(len(cited), inexact)


def _is_exact(citation: Citation, article: Article | None) -> bool:
    start, end = citation.start, citation.end
    return article is not None and 0 <= start < end and article.text[start:end] == citation.quote
