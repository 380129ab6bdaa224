"""nDCG@k (Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", ACM TOIS 2002)."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.ranked_articles import judge
from eval.questions import Question
from index.passage import Hit


def ndcg(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """Σ grade / log2(rank + 1) over the first `k` articles, over the same sum of the best order;
    None without relevant articles. Articles rank as for `hit_at`."""
    from ir_measures import nDCG

    return judge(nDCG @ k, question, hits)
