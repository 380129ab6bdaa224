"""Whether quotations are the articles' own characters."""

from __future__ import annotations

from collections.abc import Callable

from corpus.article import Article
from qa.answer import Answer


def exact_quotes(answer: Answer, article: Callable[[str], Article | None]) -> float | None:
    """Share of the answer's citations whose quotation is exactly `text[start:end]`; None without any.

    Reads the articles afresh, so it does not trust the check that made the citations.
    """
    if not answer.citations:
        return None
    exact = 0
    for citation in answer.citations:
        found = article(citation.article_id)
        exact += found is not None and found.text[citation.start : citation.end] == citation.quote
    return exact / len(answer.citations)
