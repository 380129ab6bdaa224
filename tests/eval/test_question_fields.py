"""Lines of a question file that must not be read as something else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpus import Article, Span
from corpus.errors import QuestionError
from eval import GoldSpan, Question, load_questions, problems

SPAN = {"doc": "a", "start": 4, "end": 6, "text": "17"}


def _read(folder: Path, *rows: object) -> list[Question]:
    path = folder / "q.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return load_questions(path)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": None}, "field id is None, not a string or a whole number"),
        ({"id": True}, "field id is True"),
        ({"question": 5}, "field question is 5, not a string"),
        ({"answers": "Paris"}, "field answers is 'Paris', not a list"),
        ({"answers": [17]}, "field answers is 17, not a list of strings"),
        ({"relevant": "a"}, "field relevant is 'a', not a list"),
        ({"ignore": {"a": 1}}, "field ignore is {'a': 1}, not a list"),
        ({"answerable": "false"}, "field answerable is 'false', not true or false"),
        ({"kind": ["number"]}, "field kind is"),
        ({"date": 2024}, "field date is 2024, not a string"),
        ({"spans": ["a"]}, "field spans holds 'a', not an object"),
        ({"spans": [SPAN | {"start": 4.0}]}, "field start of a span is 4.0, not a whole number"),
        ({"spans": [SPAN | {"end": True}]}, "field end of a span is True, not a whole number"),
        ({"spans": [SPAN | {"text": None}]}, "field text of a span is None, not a string"),
        ({"spans": [{"start": 4}]}, "field doc of a span is None, not a string"),
        ({"spans": [SPAN | {"start": -1}]}, "not a span"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named_with_its_line(
    tmp_path: Path, fields: dict[str, object], message: str
) -> None:
    with pytest.raises(QuestionError) as error:
        _read(tmp_path, {"id": "q1", "question": "?"}, {"id": "q2", "question": "?"} | fields)
    assert str(error.value).startswith(f"{tmp_path / 'q.jsonl'}:2 is not a question: ")
    assert message in str(error.value)


def test_fields_may_be_missing_or_null(tmp_path: Path) -> None:
    names = ("answers", "relevant", "spans", "ignore", "superseded", "kind", "date", "answerable")
    bare, empty = _read(
        tmp_path, {"id": 1, "question": "?"}, {"id": "1", "question": "?"} | dict.fromkeys(names)
    )
    assert bare == empty == Question("1", "?", answerable=False)


@pytest.mark.parametrize("judged", [{"answers": ["17"]}, {"relevant": ["a"]}, {"spans": [SPAN]}])
def test_a_question_with_judgements_is_answerable_unless_it_says_otherwise(
    tmp_path: Path, judged: dict[str, object]
) -> None:
    row = {"id": "q", "question": "?"} | judged
    said, unsaid = _read(tmp_path, row | {"answerable": False}, row)
    assert (said.answerable, unsaid.answerable) == (False, True)


def test_every_field_is_read(tmp_path: Path) -> None:
    row = {"id": "q", "question": "How many?", "answers": ["17"], "answerable": True, "relevant": ["a"]}
    row |= {"spans": [SPAN], "ignore": ["b"], "superseded": ["c"], "kind": "number", "date": "2024-04-12"}
    assert _read(tmp_path, row) == [
        Question(
            id="q",
            question="How many?",
            answerable=True,
            answers=("17",),
            relevant=("a",),
            spans=(GoldSpan("a", Span(4, 6), "17"),),
            ignore=("b",),
            superseded=("c",),
            kind="number",
            date="2024-04-12",
        )
    ]


@pytest.mark.parametrize("line", ["[" * 100_000, b'{"id": "\xff"}'.decode("latin-1")], ids=["deep", "latin"])
def test_what_is_not_json_or_not_utf_8(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(line.encode("latin-1"))
    with pytest.raises(QuestionError, match=r"q\.jsonl:1 is not a question: not JSON"):
        load_questions(tmp_path / "q.jsonl")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "q", "question": "?"}\n', encoding="utf-8-sig")
    assert load_questions(tmp_path / "q.jsonl")[0].id == "q"


@pytest.mark.parametrize("place", [0, 12, 20, -4, None])
def test_a_damaged_archive(tmp_path: Path, place: int | None) -> None:
    """In the header, in the compressed data, in the checksum, cut short."""
    data = bytearray(gzip.compress(b'{"id": "q", "question": "Who was it?"}\n' * 20, mtime=0))
    if place is None:
        data = data[:-12]
    else:
        data[place : place + 3] = bytes(255 - byte for byte in data[place : place + 3])
    (tmp_path / "q.jsonl.gz").write_bytes(data)
    with pytest.raises(QuestionError, match=r"q\.jsonl\.gz"):
        load_questions(tmp_path / "q.jsonl.gz")


def test_judgements_that_contradict_each_other_or_match_nothing_are_problems() -> None:
    question = Question("q", "?", answerable=True, answers=("A",), relevant=("a",), ignore=("a",))
    assert problems([question], {"a": Article("a", "T", "The 17 came.")}) == [
        "q: answer 'A' has no word to compare, so nothing can match it",
        "q: article 'a' is both relevant and to be ignored",
    ]
