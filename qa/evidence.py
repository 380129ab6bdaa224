"""Find the sentences that could answer a question, with what speaks for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.article import Span
from index.opened import Index
from index.passage import Hit

_MOST_EMBEDDED = 32  # sentences embedded for a question; the encoder's time is nearly all of an answer's
_LONGEST = 1200  # characters; a longer "sentence" is a table or a list without stops
_RRF_K = 60

_QUESTION_WORDS = frozenset(
    [
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "were",
    ]
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its signals, each in [0, 1] or nearly so.

    `similarity` is its cosine with the question; `overlap` the share of the
    question's words in it, weighted by idf; `coverage` the same share in the
    passage around it; `standing` its passage's place in the ranking (1 for the first).
    """

    article_id: str
    span: Span
    text: str
    hit: Hit
    similarity: float
    overlap: float
    coverage: float
    standing: float
    score: float


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """How the signals add up to a sentence's score."""

    similarity: float = 1.0
    overlap: float = 0.6
    coverage: float = 0.2
    standing: float = 0.3


def find_evidence(
    index: Index, question: str, hits: Sequence[Hit], weights: EvidenceWeights | None = None
) -> list[Evidence]:
    """The sentences of the hits' passages, best first.

    A sentence that a passage cuts is taken whole. Sentences that ask, that are too
    long to quote, or that say no more than the question are left out. Ties are
    ordered by the passage's rank, then by place.
    """
    weights = weights or EvidenceWeights()
    idf = _question_idf(index, question)
    candidates: dict[tuple[str, Span], tuple[Hit, str, float, float]] = {}
    for hit in hits:
        article = index.catalogue.article(hit.passage.article_id)
        if article is None:
            continue
        coverage = _share(index, hit.passage.text, idf)
        for span in index.catalogue.sentences(article.id):
            key = (article.id, span)
            text = span.of(article.text)
            if span.overlaps(hit.passage.span) and key not in candidates and _can_answer(text):
                candidates[key] = (hit, text, _share(index, text, idf), coverage)
    rough = sorted(
        candidates.items(),
        key=lambda item: (
            -(item[1][2] * weights.overlap + weights.standing * _standing(item[1][0])),
            item[1][0].rank,
            item[0][1],
        ),
    )[:_MOST_EMBEDDED]
    if not rough:
        return []
    vectors = index.embedder.embed_passages([text for _, (_, text, _, _) in rough])
    similarities = np.clip(vectors @ index.embedder.embed_question(question), 0.0, 1.0)
    found = []
    for ((article_id, span), (hit, text, overlap, coverage)), similarity in zip(
        rough, similarities, strict=True
    ):
        standing = _standing(hit)
        score = (
            weights.similarity * float(similarity)
            + weights.overlap * overlap
            + weights.coverage * coverage
            + weights.standing * standing
        )
        found.append(
            Evidence(article_id, span, text, hit, float(similarity), overlap, coverage, standing, score)
        )
    return sorted(found, key=lambda one: (-one.score, one.hit.rank, one.span))


def _question_idf(index: Index, question: str) -> Mapping[str, float]:
    """The idf of each of the question's words, question words left out unless there are no others."""
    plain = {term for word in _QUESTION_WORDS for term in index.lexical.terms(word)}
    terms = set(index.lexical.terms(question))
    return {term: index.lexical.idf(term) for term in sorted(terms - plain or terms)}


def _share(index: Index, text: str, idf: Mapping[str, float]) -> float:
    total = sum(idf.values())
    if not total:
        return 0.0
    present = set(index.lexical.terms(text))
    return sum(value for term, value in idf.items() if term in present) / total


def _standing(hit: Hit) -> float:
    return (_RRF_K + 1) / (_RRF_K + hit.rank)


def _can_answer(text: str) -> bool:
    return (
        len(text) <= _LONGEST and not text.rstrip("\"'”’)").endswith("?") and any(c.isalnum() for c in text)
    )
