"""What the reader learns from."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from corpus import Span
from training.examples import Asked, examples, read_qed, read_squad

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
