"""Exact match (Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
EMNLP 2016)."""

from __future__ import annotations

from eval.normalisation import normalised
from eval.questions import Question


def exact_match(question: Question, said: str) -> float | None:
    """max over gold answers g of [normalised(said) = normalised(g)]: 1 or 0.

    An empty text matches nothing. None without gold answers.
    """
    return float(normalised(said) in gold_forms(question)) if question.answers else None


def gold_forms(question: Question) -> list[str]:
    """The gold answers normalised, without those of which nothing is left ("A", "?").

    SQuAD's script would find such an answer in an empty text, and so in every
    abstention; here nothing matches it, and `problems` reports it.
    """
    return [form for answer in question.answers if (form := normalised(answer))]
