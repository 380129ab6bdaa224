"""Article hit@k and reciprocal rank (Voorhees, "The TREC-8 Question Answering Track Report", 1999)."""

from __future__ import annotations

from collections.abc import Sequence

from eval.questions import Question
from index.passage import Hit


def hit_at(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """1 when a relevant article is among the first `k`, else 0; None without relevant articles.

    Articles rank by their first passage; those to be ignored are taken out first.
    """
    if not question.relevant:
        return None
    return float(any(name in question.relevant for name in ranked_articles(question, hits)[:k]))


def reciprocal_rank(question: Question, hits: Sequence[Hit]) -> float | None:
    """1 / rank of the first relevant article, 0 when there is none among the hits; None without
    relevant articles. Articles rank as for `hit_at`."""
    if not question.relevant:
        return None
    for rank, name in enumerate(ranked_articles(question, hits), start=1):
        if name in question.relevant:
            return 1.0 / rank
    return 0.0


def ranked_articles(question: Question, hits: Sequence[Hit]) -> list[str]:
    """The hits' articles once each, in the order of their first passages, without those to be
    ignored; one that is relevant too stays."""
    names = dict.fromkeys(hit.passage.article_id for hit in hits)
    return [name for name in names if name not in question.ignore or name in question.relevant]
