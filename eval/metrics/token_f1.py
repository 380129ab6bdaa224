"""Token F1 (Rajpurkar et al., SQuAD, EMNLP 2016)."""

from __future__ import annotations

from collections import Counter

from eval.metrics.exact_match import gold_forms
from eval.normalisation import normalised
from eval.questions import Question


def token_f1(question: Question, said: str) -> float | None:
    """max over gold answers g of 2 |said ∩ g| / (|said| + |g|), over bags of normalised tokens.

    This is the harmonic mean of token precision and recall; 0 when no token is
    shared or nothing is said. None without gold answers.
    """
    if not question.answers:
        return None
    tokens = Counter(normalised(said).split())
    return max((_f1(tokens, Counter(form.split())) for form in gold_forms(question)), default=0.0)


def _f1(said: Counter[str], gold: Counter[str]) -> float:
    return 2 * (said & gold).total() / (said.total() + gold.total())
