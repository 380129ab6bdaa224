"""A run that is interrupted goes on where it stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from eval import Question, evaluate
from eval.partial import PARTIAL
from eval.scored import Scored
from qa import Answer, Answerer, Retriever, Settings

QUESTIONS = [
    Question("q1", "How many tonnes of steel?", True, ("38,000",), ("bridge",)),
    Question("q2", "Who discovered the comet?", True, ("Ilse Brandt",), ("comet",)),
    Question("q3", "What is the capital of the moon?", answerable=False),
]


class StopError(Exception):
    """An interruption."""


class Counting:
    """Progress that stops the run after a number of questions."""

    def __init__(self, after: int = 99) -> None:
        self.left = after

    def __call__(self) -> None:
        self.left -= 1
        if not self.left:
            raise StopError


@pytest.fixture
def interrupted(answerer: Answerer, tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    with pytest.raises(StopError):
        evaluate(QUESTIONS, answerer, Counting(2), folder=folder)
    return folder


@pytest.fixture
def asked(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that reach the answerer."""
    found: list[str] = []
    answer = Answerer.answer

    def noted(self: Answerer, question: str, *rest: object, **more: object) -> Answer:
        found.append(question)
        return answer(self, question, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Answerer, "answer", noted)
    return found


def _rows(rows: tuple[Scored, ...]) -> list[dict]:
    costs = ("timings_ms", "answer")
    return [
        {name: value for name, value in row.as_dict().items() if name not in costs}
        | {"answer": {**row.answer, "timings_ms": 0}}
        for row in rows
    ]


def test_only_what_is_left_is_asked(interrupted: Path, answerer: Answerer, asked: list[str]) -> None:
    run = evaluate(QUESTIONS, answerer, folder=interrupted)
    assert asked == [QUESTIONS[2].question]
    assert len(run.rows) == 3


def test_the_result_is_that_of_an_uninterrupted_run(interrupted: Path, answerer: Answerer) -> None:
    again = evaluate(QUESTIONS, answerer, folder=interrupted)
    assert json.loads(json.dumps(_rows(again.rows))) == json.loads(
        json.dumps(_rows(evaluate(QUESTIONS, answerer).rows))
    )


def test_nothing_is_left_behind_by_a_finished_run(interrupted: Path, answerer: Answerer) -> None:
    evaluate(QUESTIONS, answerer, folder=interrupted)
    assert not (interrupted / PARTIAL).exists()


def test_a_row_that_was_cut_off_is_asked_again(
    interrupted: Path, answerer: Answerer, asked: list[str]
) -> None:
    text = (interrupted / PARTIAL).read_text()
    (interrupted / PARTIAL).write_text(text[:-40])
    evaluate(QUESTIONS, answerer, folder=interrupted)
    assert asked == [QUESTIONS[1].question, QUESTIONS[2].question]


@pytest.mark.parametrize("damage", ["", "nonsense\n", "[]\n", '{"fingerprint": 3}\n'])
def test_a_broken_record_is_no_record(
    interrupted: Path, answerer: Answerer, asked: list[str], damage: str
) -> None:
    (interrupted / PARTIAL).write_text(damage)
    evaluate(QUESTIONS, answerer, folder=interrupted)
    assert len(asked) == 3


def test_other_questions_are_another_run(interrupted: Path, answerer: Answerer, asked: list[str]) -> None:
    changed = [replace(QUESTIONS[0], answers=("40,000",)), *QUESTIONS[1:]]
    evaluate(changed, answerer, folder=interrupted)
    assert len(asked) == 3


def test_other_settings_are_another_run(interrupted: Path, answerer: Answerer, asked: list[str]) -> None:
    other = Answerer(Retriever(answerer.retriever.index(), Settings(threshold=0.0, passages=3)))
    evaluate(QUESTIONS, other, folder=interrupted)
    assert len(asked) == 3


def test_a_folder_that_cannot_be_written(answerer: Answerer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot write the run"):
        evaluate(QUESTIONS, answerer, folder=tmp_path / "file")
