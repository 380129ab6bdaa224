"""How much of the gold characters the first passages hold (Smith and Troynikov, "Evaluating
Chunking Strategies for Retrieval", Chroma technical report, 2024, there by tokens)."""

from __future__ import annotations

from collections.abc import Sequence

from eval.questions import Question
from index.passage import Hit


def span_recall(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """Share of the question's gold characters that the first `k` passages cover; None without spans."""
    gold = {
        (one.article_id, place) for one in question.spans for place in range(one.span.start, one.span.end)
    }
    if not gold:
        return None
    covered = {
        (hit.passage.article_id, place)
        for hit in hits[:k]
        for place in range(hit.passage.span.start, hit.passage.span.end)
    }
    return len(gold & covered) / len(gold)


def span_inside(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """1 when one of the first `k` passages holds a gold span whole, else 0; None without spans."""
    if not question.spans:
        return None
    return float(
        any(
            hit.passage.article_id == gold.article_id
            and hit.passage.span.start <= gold.span.start
            and gold.span.end <= hit.passage.span.end
            for hit in hits[:k]
            for gold in question.spans
        )
    )
