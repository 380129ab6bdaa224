"""Whether a text says a gold answer, as whole words after SQuAD's normalisation."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.exact_match import normalised
from eval.questions import Question
from index.passage import Hit


def contains_answer(question: Question, said: str) -> float | None:
    """1 when `said` holds a gold answer, else 0 (an abstention holds none); None without gold answers."""
    if not question.answers:
        return None
    text = f" {normalised(said)} "
    return float(any(f" {normalised(answer)} " in text for answer in question.answers))


def passages_contain_answer(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """1 when one of the first `k` passages holds a gold answer, else 0; None without gold answers."""
    if not question.answers:
        return None
    return max((contains_answer(question, hit.passage.text) or 0.0 for hit in hits[:k]), default=0.0)
