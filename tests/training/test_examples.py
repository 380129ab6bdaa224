"""What the reader learns from."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from corpus import Span
from training.examples import Asked, examples, read_qed, read_squad, swapped

BRIDGE = "The bridge opened in 1904. It was built by Ada Holm. Trains crossed it every day of the week."
FERRY = "The ferry began in 1890. It was rowed by two men. The last ferry crossed the river in 1904."


def _words(text: str) -> int:
    return len(text.split())


def _span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


@pytest.fixture
def asked() -> list[Asked]:
    return [
        Asked("f/a", BRIDGE, "Who built the bridge?", (_span(BRIDGE, "Ada Holm"),)),
        Asked("f/a", FERRY, "When did the ferry begin?", (_span(FERRY, "1890"), _span(FERRY, "in 1890"))),
    ]


def test_squad_answers_that_are_not_where_they_say_are_left_out(tmp_path: Path) -> None:
    answers = [{"text": "1904", "answer_start": 21}, {"text": "1905", "answer_start": 21}]
    bad = [{"text": "Ada", "answer_start": 0}]
    qas = [{"question": "When?", "answers": answers}, {"question": "Who?", "answers": bad}]
    data = {"data": [{"title": "T", "paragraphs": [{"context": BRIDGE, "qas": qas}]}]}
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    assert list(read_squad(path)) == [Asked("x.json.gz/T", BRIDGE, "When?", (Span(21, 25),))]


def test_qed_marks_are_checked_against_the_paragraph(tmp_path: Path) -> None:
    row = {
        "title_text": "T",
        "question_text": "who built the bridge",
        "paragraph_text": BRIDGE,
        "annotation": {"answer": [{"paragraph_reference": {"start": 43, "end": 51, "string": "Ada Holm"}}]},
        "original_nq_answers": [[{"start": 0, "end": 3, "string": "Not"}]],
    }
    path = tmp_path / "q.jsonlines"
    path.write_text(json.dumps(row) + "\n")
    assert list(read_qed(path)) == [Asked("q.jsonlines/T", BRIDGE, "who built the bridge?", (Span(43, 51),))]


def test_the_answering_window_has_its_answers_and_the_others_have_none(asked: list[Asked]) -> None:
    made = list(examples(asked, _words, negatives=2.0, seed=0))
    assert [one.question for one in made if one.answers] == [one.question for one in asked]
    for one in made:
        if one.answers:
            assert {span.of(one.window) for span in one.answers} <= {"Ada Holm", "1890", "in 1890"}
        else:
            assert "Ada Holm" not in one.window or one.question != asked[0].question
            assert "1890" not in one.window or one.question != asked[1].question


def test_the_same_seed_gives_the_same_examples(asked: list[Asked]) -> None:
    def made(seed: int) -> list:
        return list(examples(asked, _words, negatives=1.2, seed=seed))

    assert made(3) == made(3)


@pytest.mark.parametrize(
    ("question", "elsewhere", "asked_instead"),
    [
        ("What did Ada Holm build in town?", "It was led by Karl Berg.", "What did Karl Berg build in town?"),
        ("What opened in 1904?", "A ferry sank in 1890.", "What opened in 1890?"),
    ],
)
def test_a_name_or_number_is_exchanged_for_one_of_elsewhere(
    question: str, elsewhere: str, asked_instead: str
) -> None:
    assert swapped(question, BRIDGE, [elsewhere], random.Random(0)) == asked_instead


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("Who built the bridge?", "It was led by Karl Berg."),
        ("What did Nobody build in town?", "It was led by Karl Berg."),
        ("What did Ada Holm build in town?", "It was led by Ada Holm."),
        ("What opened in 1904?", "Nothing was built."),
    ],
    ids=["no name", "not in the window", "nothing new", "nothing at all"],
)
def test_a_question_without_anything_to_exchange_is_left(question: str, elsewhere: str) -> None:
    assert swapped(question, BRIDGE, [elsewhere], random.Random(0)) is None


def test_the_window_does_not_answer_an_exchanged_question() -> None:
    bridge = Asked("f/a", BRIDGE, "What did Ada Holm build in 1904?", (_span(BRIDGE, "bridge"),))
    others = [Asked(f"f/{n}", FERRY + " again" * n, "When did it begin?", ()) for n in range(3)]
    plain = list(examples([bridge, *others], _words, negatives=0.0, seed=0))
    more = list(examples([bridge, *others], _words, negatives=0.0, seed=0, swaps=1.0))
    assert [one.question for one in plain] == [bridge.question]
    assert [one.question for one in more if one.answers] == [bridge.question]
    (made,) = [one for one in more if not one.answers]
    assert made.window == more[0].window
    assert made.question != bridge.question
    assert "1890" in made.question
