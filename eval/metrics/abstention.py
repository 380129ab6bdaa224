"""Whether a question was refused; the mean over unanswerable questions is to be high, over
answerable ones low."""

from __future__ import annotations

from eval.questions import Question
from qa.answer import Answer


def refused(question: Question, answer: Answer, *, answerable: bool) -> float | None:
    """1 when the answer abstains, else 0; None for a question of the other kind."""
    return float(answer.abstained) if question.answerable == answerable else None
