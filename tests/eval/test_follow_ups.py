"""Questions that lean on what was asked before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.errors import QuestionError
from eval import Question, evaluate
from qa import Answer, Answerer


def test_what_was_asked_before_is_asked_first_and_handed_on(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, list[str]]] = []
    answer = Answerer.answer

    def noted(
        self: Answerer, question: str, history: Sequence[tuple[str, str]] = (), **more: float
    ) -> Answer:
        calls.append((question, [said for pair in history for said in pair]))
        return answer(self, question, history, **more)

    monkeypatch.setattr(Answerer, "answer", noted)
    question = Question(
        "q", "And what did it cost?", True, history=("When did the bridge open?", "Who spoke?")
    )
    evaluate([question], answerer)
    assert [asked for asked, _ in calls] == [
        "When did the bridge open?",
        "Who spoke?",
        "And what did it cost?",
    ]
    assert [len(history) for _, history in calls] == [0, 2, 4]
    assert calls[2][1][::2] == ["When did the bridge open?", "Who spoke?"]
    assert "3 May 2021" in calls[2][1][1]


def test_an_empty_question_before_it_is_named(answerer: Answerer) -> None:
    with pytest.raises(QuestionError, match="question 'q': the question is empty"):
        evaluate([Question("q", "And then?", True, history=(" ",))], answerer)
