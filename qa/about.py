"""What an article is about, by its words."""

from __future__ import annotations

from index.opened import Index
from qa.evidence import Evidence

_AROUND = 50_000  # characters of an article that are looked at, on either side


def terms_around(index: Index, evidence: Evidence) -> frozenset[str]:
    """The terms of the evidence's article: its title, its date, and its text, of a very long one the part
    around the evidence."""
    article = index.catalogue.article(evidence.article_id)
    if article is None:
        return frozenset()
    part = article.text[max(0, evidence.span.start - _AROUND) : evidence.span.end + _AROUND]
    return frozenset(index.lexical.terms(f"{article.title}\n{article.published or ''}\n{part}"))
