"""The built-in dialogues, and how dialogues are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import load_articles, sample_corpus
from corpus.errors import QuestionError
from eval.dialogue_text import dialogue_text
from eval.dialogues import ALONE, Dialogue, ask_after_others, ask_dialogues, load_dialogues, summary
from eval.questions import Question, load_questions
from eval.validation import problems
from qa import Answerer


@pytest.fixture(scope="module")
def dialogues() -> list[Dialogue]:
    return load_dialogues()


def test_the_built_in_dialogues_are_sound(dialogues: list[Dialogue]) -> None:
    articles = {one.id: one for one in load_articles([sample_corpus()])}
    turns = [turn.question for one in dialogues for turn in one.turns]
    assert [line for line in problems(turns, articles) if "asks the same" not in line] == []
    assert all(one.answers and one.spans and one.kind for one in turns)


def test_there_are_enough_of_three_turns_on_both_sides(dialogues: list[Dialogue]) -> None:
    assert all(len(one.turns) == 3 for one in dialogues)
    assert min(sum(one.split == side for one in dialogues) for side in ("dev", "test")) >= 20


def test_what_leans_on_others_is_also_there_in_full(dialogues: list[Dialogue]) -> None:
    for one in dialogues:
        for number, turn in enumerate(one.turns):
            stands = number == 0 or turn.question.kind == ALONE
            assert (turn.in_full is None) == stands, turn.question.id


def test_no_article_is_on_both_sides(dialogues: list[Dialogue]) -> None:
    sides: dict[str, set[str]] = {}
    for question in load_questions():
        for name in question.relevant:
            sides.setdefault(name, set()).add(question.side)
    for one in dialogues:
        for turn in one.turns:
            for name in turn.question.relevant:
                sides.setdefault(name, set()).add(one.split)
    assert {name: both for name, both in sides.items() if len(both) > 1} == {}


def test_turns_are_asked_with_alone_and_in_full(tmp_path: Path, answerer: Answerer) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(
        '{"id": "d", "split": "dev", "turns": [{"question": "When did the harbour bridge of Velmora open?"}, '
        '{"question": "And what did it cost?", "kind": "pronoun", "answers": ["412 million"], '
        '"in_full": "What did the harbour bridge of Velmora cost?"}]}\n',
        encoding="utf-8",
    )
    (turn,) = ask_dialogues(load_dialogues(path), answerer)
    assert turn.id == "d-2"
    assert turn.with_history
    assert turn.in_full
    assert turn.asked is not None
    figures = summary([turn], [], 0)
    assert figures["right"] == {
        "with_history": 1.0,
        "without_history": float(turn.without_history),
        "in_full": 1.0,
    }
    assert "pronoun" in dialogue_text(figures, [turn], [])


def test_questions_that_stand_alone_are_put_after_others(answerer: Answerer) -> None:
    questions = [
        Question(
            "a", "When did the harbour bridge of Velmora open?", True, relevant=("bridge",), split="dev"
        ),
        Question("b", "How many tonnes of steel did Velmora use?", True, relevant=("bridge",), split="dev"),
        Question("c", "What did it cost?", True, relevant=("orchard",), split="dev"),
    ]
    changed, tried = ask_after_others(questions, answerer)
    assert tried == 5
    assert [one.id for one in changed] == ["c"]
    assert changed[0].about == "another article"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "is not a dialogue"),
        ('{"id": "d", "split": "dev", "turns": [{}]}', "question"),
        ('{"id": "d", "split": "both", "turns": []}', "neither dev nor test"),
        ("", "holds no dialogue"),
    ],
)
def test_what_is_no_dialogue_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(QuestionError, match=problem):
        load_dialogues(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="cannot read the dialogues"):
        load_dialogues(tmp_path / "none.jsonl")
