"""Reciprocal rank (Voorhees, "The TREC-8 Question Answering Track Report", 1999); its mean is MRR."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.ranked_articles import judge
from eval.questions import Question
from index.passage import Hit


def reciprocal_rank(question: Question, hits: Sequence[Hit]) -> float | None:
    """1 / rank of the first relevant article, 0 when there is none among the hits; None without
    relevant articles. Articles rank as for `hit_at`."""
    from ir_measures import RR

    return judge(RR, question, hits)
