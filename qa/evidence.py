"""Find the sentences that could answer a question, with what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from corpus.article import Article, Span
from index.opened import Index
from index.passage import Hit
from qa.expectation import meets_expectation
from qa.orders import gives_orders
from qa.rarity import question_rarity

_MOST_EMBEDDED = 20  # sentences embedded for a question; the encoder's time is nearly all of an answer's
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LONGEST = 1200  # characters; a longer "sentence" is a table or a list without stops


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its signals, each in [0, 1] or nearly so.

    `similarity` is its cosine with the question; `overlap` the share of the
    question's words in it or its article's title, weighted by rarity; `coverage` the
    same share in the passage around it or the title; `fit` whether it holds the kind
    of thing that is asked for.
    """

    article_id: str
    span: Span
    text: str
    hit: Hit
    similarity: float
    overlap: float
    coverage: float
    fit: float
    score: float


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """How the signals add up to a sentence's score; docs/quality.md has the search behind them."""

    similarity: float = 1.0
    overlap: float = 1.0
    coverage: float = 0.3
    fit: float = 0.5


@dataclass(frozen=True, slots=True)
class _Candidate:
    article: Article
    span: Span
    text: str
    hit: Hit
    overlap: float
    coverage: float
    fit: float

    @property
    def promise(self) -> float:
        """How well it looks before it is embedded: its words, its kind, its passage's rank."""
        return self.overlap + 0.3 * self.coverage + 0.3 * self.fit + 0.3 / self.hit.rank


def find_evidence(
    index: Index, question: str, hits: Sequence[Hit], weights: EvidenceWeights | None = None
) -> list[Evidence]:
    """The most promising sentences of the hits' passages, best first.

    A sentence that a passage cuts is taken whole. Sentences that ask or that are
    too long to quote are left out, and so are lines that give orders to a program,
    and articles that never name the year that the question names. Ties are ordered
    by the passage's rank, then by place.
    """
    weights = weights or EvidenceWeights()
    candidates = _candidates(index, question, hits)
    if not candidates:
        return []
    vectors = index.embedder.embed_passages([one.text for one in candidates])
    similarities = np.clip(vectors @ index.embedder.encode_question(question).vector, 0.0, 1.0)
    found = [
        Evidence(
            article_id=one.article.id,
            span=one.span,
            text=one.text,
            hit=one.hit,
            similarity=float(similarity),
            overlap=one.overlap,
            coverage=one.coverage,
            fit=one.fit,
            score=weights.similarity * float(similarity)
            + weights.overlap * one.overlap
            + weights.coverage * one.coverage
            + weights.fit * one.fit,
        )
        for one, similarity in zip(candidates, similarities, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.score, one.hit.rank, one.span))


def _candidates(index: Index, question: str, hits: Sequence[Hit]) -> list[_Candidate]:
    rarities = question_rarity(index.lexical, question)
    years = set(_YEAR.findall(question))
    articles: dict[str, Article | None] = {}
    found: dict[tuple[str, Span], _Candidate] = {}
    for hit in hits:
        identity = hit.passage.article_id
        if identity not in articles:
            articles[identity] = index.catalogue.article(identity)
        article = articles[identity]
        if article is None or not _speaks_of(article, years):
            continue
        # An article's sentences rarely repeat what its title has said.
        coverage = _share(index, f"{article.title}\n{hit.passage.text}", rarities)
        for span in index.catalogue.sentences(article.id, hit.passage.span):
            text = span.of(article.text)
            if (article.id, span) not in found and _can_answer(text):
                overlap = _share(index, f"{article.title}\n{text}", rarities)
                fit = meets_expectation(question, text)
                found[article.id, span] = _Candidate(article, span, text, hit, overlap, coverage, fit)
    ranked = sorted(found.values(), key=lambda one: (-one.promise, one.hit.rank, one.span))
    tells = (one for one in ranked if not gives_orders(_line(one.article.text, one.span)))
    return list(islice(tells, _MOST_EMBEDDED))


def _speaks_of(article: Article, years: set[str]) -> bool:
    """Whether the article names one of the years asked about, or is from one; true if none is asked."""
    said = f"{article.title}\n{article.text}\n{article.published or ''}"
    return not years or any(year in said for year in years)


def _share(index: Index, text: str, rarities: Mapping[str, float]) -> float:
    total = sum(rarities.values())
    if not total:
        return 0.0
    present = set(index.lexical.terms(text))
    return sum(value for term, value in rarities.items() if term in present) / total


def _line(text: str, span: Span) -> str:
    """The whole line that the span stands in."""
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : len(text) if end < 0 else end]


def _can_answer(text: str) -> bool:
    return (
        len(text) <= _LONGEST and not text.rstrip("\"'”’)").endswith("?") and any(c.isalnum() for c in text)
    )
