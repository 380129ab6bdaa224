"""Whether questions were refused that should be, and only those (Rajpurkar et al., "Know What You
Don't Know: Unanswerable Questions for SQuAD", ACL 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.questions import Question
from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Abstention:
    """precision = |refused and unanswerable| / |refused|, recall = the same / |unanswerable|, and f1,
    their harmonic mean; None where there is nothing to divide by."""

    precision: float | None
    recall: float | None
    f1: float | None


def refused(question: Question, answer: Answer, *, answerable: bool) -> float | None:
    """1 when the answer abstains, else 0; None for a question of the other kind. The mean over
    unanswerable questions is to be high, over answerable ones low."""
    return float(answer.abstained) if question.answerable == answerable else None


def abstention(refused: Sequence[bool], answerable: Sequence[bool]) -> Abstention:
    """The figures over questions, given which were refused and which could be answered.

    Raises:
        ValueError: the two have different lengths.
    """
    rightly = sum(no and not can for no, can in zip(refused, answerable, strict=True))
    said, wanted = sum(refused), len(answerable) - sum(answerable)
    precision = rightly / said if said else None
    recall = rightly / wanted if wanted else None
    f1 = 2 * rightly / (said + wanted) if said + wanted else None
    return Abstention(precision, recall, f1)
