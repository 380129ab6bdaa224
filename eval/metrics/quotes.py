"""Whether quotations are the articles' own characters, and what is wrong with those that are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.article import Article
from qa.answer import Answer, Citation

Find = Callable[[str], Article | None]
"""The article of an id, or None."""

Everywhere = Callable[[], Iterable[Article]]
"""All articles; read only when a quotation is not in the article it names."""

Fault = Literal["misplaced", "misattributed", "stitched", "fabricated"]
_PIECE_WORDS = 3  # a stitched quotation's shortest piece


@dataclass(frozen=True, slots=True)
class QuoteCount:
    """How many citations an answer makes, their characters, and how many of them are not exact.

    An inexact citation has one fault: its quotation stands elsewhere in the article
    (`misplaced`) or in another one (`misattributed`), is put together from pieces of
    three words or more of its article (`stitched`), or is none of these
    (`fabricated`).
    """

    citations: int
    characters: int = 0
    misplaced: int = 0
    misattributed: int = 0
    stitched: int = 0
    fabricated: int = 0

    @property
    def inexact(self) -> int:
        return self.misplaced + self.misattributed + self.stitched + self.fabricated


def exact_quotes(answer: Answer, article: Find) -> float | None:
    """|exact citations| / |citations| of the answer; None without any. See `count_quotes`."""
    count = count_quotes(answer, article)
    return 1.0 - count.inexact / count.citations if count.citations else None


def count_quotes(answer: Answer, article: Find, everywhere: Everywhere = tuple) -> QuoteCount:
    """The answer's citations, each once; exact is one whose quotation is `text[start:end]` and not empty.

    The articles are read afresh and every statement's citations are looked at, also
    those that share a number, so the check that made them is not trusted.
    """
    cited = dict.fromkeys(citation for one in answer.statements for citation in one.citations)
    faults = [fault for one in cited if (fault := _fault(one, article(one.article_id), everywhere))]
    return QuoteCount(
        citations=len(cited),
        characters=sum(len(citation.quote) for citation in cited),
        misplaced=faults.count("misplaced"),
        misattributed=faults.count("misattributed"),
        stitched=faults.count("stitched"),
        fabricated=faults.count("fabricated"),
    )


def _fault(citation: Citation, article: Article | None, everywhere: Everywhere) -> Fault | None:
    start, end, quote = citation.start, citation.end, citation.quote
    if article is not None and 0 <= start < end and article.text[start:end] == quote:
        return None
    if not quote.strip():
        return "fabricated"
    if article is not None and quote in article.text:
        return "misplaced"
    if any(quote in other.text for other in everywhere() if other.id != citation.article_id):
        return "misattributed"
    return "stitched" if article is not None and _is_stitched(quote, article.text) else "fabricated"


def _is_stitched(quote: str, text: str) -> bool:
    """Whether longest pieces of the text, taken greedily, make up the quotation's words."""
    words = quote.split()
    said = f" {' '.join(text.split())} "
    at = 0
    while at < len(words):
        longest = at
        while longest < len(words) and f" {' '.join(words[at : longest + 1])} " in said:
            longest += 1
        if longest - at < _PIECE_WORDS:
            return False
        at = longest
    return True
