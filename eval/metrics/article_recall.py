"""Article recall@k: the share of the relevant articles that are found."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.ranked_articles import judge
from eval.questions import Question
from index.passage import Hit


def article_recall(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """|relevant among the first `k`| / |relevant|; None without relevant articles. Articles rank as
    for `hit_at`."""
    from ir_measures import R

    return judge(R @ k, question, hits)
