"""Article hit@k: Success@k of ir-measures."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.ranked_articles import judge
from eval.questions import Question
from index.passage import Hit


def hit_at(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """1 when a relevant article is among the first `k`, else 0; None without relevant articles.

    Articles rank by their first passage; those to be ignored are taken out first.
    """
    from ir_measures import Success

    return judge(Success @ k, question, hits)
