"""How much of a question an article is about."""

from __future__ import annotations

from index.opened import Index
from qa.evidence import Evidence
from qa.rarity import question_rarity, rarity_share

_AROUND = 50_000  # characters of an article that are looked at, on either side


def article_share(index: Index, question: str, evidence: Evidence) -> float:
    """The share of the question's words, by rarity, that the evidence's article has anywhere, in [0, 1]."""
    return rarity_share(question_rarity(index.lexical, question), terms_around(index, evidence))


def terms_around(index: Index, evidence: Evidence) -> frozenset[str]:
    """The terms of the evidence's article: its title, its date, and its text, of a very long one the part
    around the evidence."""
    article = index.catalogue.article(evidence.article_id)
    if article is None:
        return frozenset()
    part = article.text[max(0, evidence.span.start - _AROUND) : evidence.span.end + _AROUND]
    return frozenset(index.lexical.terms(f"{article.title}\n{article.published or ''}\n{part}"))
