"""Questions and what would be right, in the project's own form."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from corpus.article import Span
from corpus.errors import QuestionError

T = TypeVar("T")

BUILT_IN = Path(__file__).resolve().parent / "data" / "questions.jsonl"


Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Characters of an article that answer a question, or a part of it.

    Spans of one `fact` say the same thing, so any of them will do; another fact is
    another part of the answer. Without `fact`, spans in the same words are one.
    """

    article_id: str
    span: Span
    text: str
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its judgements.

    `answers` are acceptable short strings; `relevant` the articles that answer;
    `ignore` articles that count neither as hits nor as misses; `superseded` those
    whose answer a newer article replaced; `graded` relevant articles with how relevant
    they are, from 1. `date` is the day it is asked, as the file has it; `history` what
    was asked before in the same conversation, oldest first. Empty fields mean "not
    judged", except that an unanswerable question has none by nature.
    """

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    spans: tuple[GoldSpan, ...] = ()
    ignore: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()
    kind: str | None = None
    date: str | None = None
    history: tuple[str, ...] = ()
    graded: tuple[tuple[str, int], ...] = ()
    split: Split | None = None

    @property
    def side(self) -> Split:
        """Its split; where the file gives none, one that its id decides for good."""
        if self.split is not None:
            return self.split
        return "dev" if hashlib.sha256(self.id.encode("utf-8", "surrogatepass")).digest()[0] < 128 else "test"

    @property
    def judged(self) -> bool:
        """Whether anything but being asked is known about it."""
        return not self.answerable or bool(self.answers or self.relevant or self.spans)


def load_questions(path: Path = BUILT_IN) -> list[Question]:
    """The questions of a JSONL file (or `.jsonl.gz`) in order; unknown fields are ignored.

    A line needs `id` and `question`; a field that is missing or null is empty. Without
    `answerable`, a question counts as answerable when it has answers, relevant
    articles or spans. Blank lines are passed over.

    Raises:
        QuestionError: the file cannot be read, it holds no question, or a line is broken
            or has a field of the wrong kind; the message names file and line.
    """
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    except (OSError, EOFError, zlib.error) as error:
        raise QuestionError(f"cannot read the questions in {path}: {error}") from error
    questions = [_question(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise QuestionError(f"{path} holds no question; docs/formats.md shows the form of one")
    return questions


def _question(line: bytes, place: str) -> Question:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{place} is not a question: not JSON, {error}") from error
    if not isinstance(row, dict):
        raise QuestionError(f"{place} is not a question: not a JSON object")
    try:
        return question_from(row)
    except KeyError as error:
        raise QuestionError(f"{place} is not a question: KeyError {error}") from error
    except ValueError as error:
        raise QuestionError(f"{place} is not a question: {error}") from error


def question_from(row: Mapping[str, object]) -> Question:
    """The question that an object in the form of docs/formats.md holds.

    Raises:
        KeyError, ValueError: `id` or `question` is missing, or a field is of the wrong kind.
    """
    answers, graded = _strings(row, "answers"), _grades(row)
    relevant = tuple(dict.fromkeys((*_strings(row, "relevant"), *(name for name, _ in graded))))
    spans = tuple(_gold_span(value) for value in _list(row, "spans"))
    answerable = row.get("answerable")
    if answerable is None:
        answerable = bool(answers or relevant or spans)
    return Question(
        id=_identity(row["id"]),
        question=_of_kind(row["question"], str, "question", "a string"),
        answerable=_of_kind(answerable, bool, "answerable", "true or false"),
        answers=answers,
        relevant=relevant,
        spans=spans,
        ignore=_strings(row, "ignore"),
        superseded=_strings(row, "superseded"),
        kind=_text_or_none(row, "kind"),
        date=_text_or_none(row, "date"),
        history=_strings(row, "history"),
        graded=graded,
        split=_split(row),
    )


def _gold_span(value: object) -> GoldSpan:
    if not isinstance(value, dict):
        raise ValueError(f"field spans holds {value!r}, not an object")
    doc = _of_kind(value.get("doc"), str, "doc of a span", "a string")
    start = _of_kind(value.get("start"), int, "start of a span", "a whole number")
    end = _of_kind(value.get("end"), int, "end of a span", "a whole number")
    text = _of_kind(value.get("text"), str, "text of a span", "a string")
    fact = value.get("fact")
    if fact is not None:
        fact = _of_kind(fact, int, "fact of a span", "a whole number")
    return GoldSpan(doc, Span(start, end), text, fact)


def _grades(row: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    """The articles with a grade above 0."""
    value = row.get("graded") or {}
    grades = _of_kind(value, dict, "graded", "an object of article ids and whole numbers")
    found = [(name, _of_kind(grade, int, "graded", "whole numbers")) for name, grade in grades.items()]
    return tuple((name, grade) for name, grade in found if grade > 0)


def _split(row: Mapping[str, object]) -> Split | None:
    value = row.get("split")
    if value is None or value == "dev" or value == "test":
        return value
    raise ValueError(f"field split is {value!r}, neither dev nor test")


def _identity(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _of_kind(value, str, "id", "a string or a whole number")


def _text_or_none(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return None if value is None else _of_kind(value, str, name, "a string")


def _strings(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(_of_kind(value, str, name, "a list of strings") for value in _list(row, name))


def _list(row: Mapping[str, object], name: str) -> list[object]:
    value = row.get(name)
    return [] if value is None else _of_kind(value, list, name, "a list")


def _of_kind(value: object, kind: type[T], name: str, wanted: str) -> T:
    # JSON's true is no number, though Python's is.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"field {name} is {value!r}, not {wanted}")
    return value
