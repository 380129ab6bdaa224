"""Token F1 (Rajpurkar et al., SQuAD, EMNLP 2016)."""

from __future__ import annotations

from collections import Counter

from eval.metrics.exact_match import normalised
from eval.questions import Question


def token_f1(question: Question, said: str) -> float | None:
    """The best harmonic mean of token precision and recall against a gold answer; None without
    gold answers. Two empty texts agree."""
    if not question.answers:
        return None
    return max(_f1(normalised(said).split(), normalised(answer).split()) for answer in question.answers)


def _f1(said: list[str], gold: list[str]) -> float:
    if not said or not gold:
        return float(said == gold)
    common = sum((Counter(said) & Counter(gold)).values())
    return 2 * common / (len(said) + len(gold))
