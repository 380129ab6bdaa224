from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpus import Article, Mark, Span
from corpus.errors import QuestionError
from eval import GoldSpan, Question, load_questions, problems

ROW = {
    "id": "q1",
    "question": "How many?",
    "answers": ["17"],
    "answerable": True,
    "relevant": ["a"],
    "spans": [{"doc": "a", "start": 4, "end": 6, "text": "17"}],
    "kind": "number",
    "choices": ["17", "18"],
}


@pytest.mark.parametrize("name", ["q.jsonl", "q.jsonl.gz"])
def test_the_bench_format_is_read(tmp_path: Path, name: str) -> None:
    data = (json.dumps(ROW) + "\n\n").encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert load_questions(tmp_path / name) == [
        Question("q1", "How many?", True, ("17",), ("a",), (GoldSpan("a", Span(4, 6), "17"),), kind="number")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read the questions"),
        ("\n", "holds no question"),
        ('{"id": "a"}', r"q.jsonl:1 is not a question: KeyError 'question'"),
        ("{", "q.jsonl:1 is not a question"),
        ("[]", "q.jsonl:1 is not a question"),
        (
            '{"id": "a", "question": "?", "spans": [{"doc": "a", "start": 5, "end": 2, "text": ""}]}',
            "not a span",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "q.jsonl").write_text(content)
    with pytest.raises(QuestionError, match=message):
        load_questions(tmp_path / "q.jsonl")


def test_problems_are_found() -> None:
    articles = {"a": Article("a", "T", "The 17 came. Share:", boilerplate=(Mark(Span(13, 19), "share"),))}
    sound = Question("q1", "How many?", True, ("17",), ("a",), (GoldSpan("a", Span(4, 6), "17"),))
    assert problems([sound], articles) == []
    questions = [
        sound,
        Question("q1", " ", False, ("x",)),
        Question(
            "q2", "?", True, ("x",), ("b",), (GoldSpan("b", Span(0, 1), "T"), GoldSpan("a", Span(0, 1), "x"))
        ),
        Question("q3", "?", True, ("Share",), (), (GoldSpan("a", Span(13, 18), "Share"),)),
    ]
    found = problems(questions, articles)
    assert [line.split(":", 1)[1].split("'")[0].strip() for line in found] == [
        "id used 2 times",
        "empty question",
        "unanswerable, yet it has answers, relevant articles or spans",
        "no article",
        "no article",
        "span Span(start=0, end=1) of",
        "span Span(start=13, end=18) of",
        "asks the same as q2",
    ]
