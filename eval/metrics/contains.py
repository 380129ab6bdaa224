"""Whether a text says a gold answer, as whole words after SQuAD's normalisation (Rajpurkar et al.,
EMNLP 2016); the accuracy of open-domain answering by string matching (Chen et al., "Reading
Wikipedia to Answer Open-Domain Questions", ACL 2017)."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.exact_match import gold_forms
from eval.normalisation import normalised
from eval.questions import Question
from index.passage import Hit


def contains_answer(question: Question, said: str) -> float | None:
    """1 when `said` holds a gold answer, else 0 (an abstention holds none); None without gold answers."""
    return float(_holds(said, gold_forms(question))) if question.answers else None


def passages_contain_answer(question: Question, hits: Sequence[Hit], k: int) -> float | None:
    """1 when one of the first `k` passages holds a gold answer, else 0; None without gold answers."""
    if not question.answers:
        return None
    gold = gold_forms(question)
    return float(any(_holds(hit.passage.text, gold) for hit in hits[:k]))


def _holds(said: str, gold: Sequence[str]) -> bool:
    text = f" {normalised(said)} "
    return any(f" {form} " in text for form in gold)
