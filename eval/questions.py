"""Question sets: what is asked, and what would be right."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from corpus.article import Article, Span
from corpus.errors import QuestionError
from eval.normalisation import normalised

T = TypeVar("T")

BUILT_IN = Path(__file__).resolve().parent / "data" / "questions.jsonl"


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Characters of an article that answer a question."""

    article_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its judgements.

    `answers` are acceptable short strings; `relevant` the articles that answer;
    `ignore` articles that count neither as hits nor as misses; `superseded` those
    whose answer a newer article replaced. `date` is the day it is asked, as the file
    has it. Empty fields mean "not judged", except that an unanswerable question has
    none by nature.
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


def problems(questions: Sequence[Question], articles: Mapping[str, Article]) -> list[str]:
    """What is wrong with a question set over these articles, a line each; none when it is sound."""
    found = [
        f"{name}: id used {count} times"
        for name, count in Counter(q.id for q in questions).items()
        if count > 1
    ]
    for one in questions:
        if not one.question.strip():
            found.append(f"{one.id}: empty question")
        if not one.answerable and (one.answers or one.relevant or one.spans):
            found.append(f"{one.id}: unanswerable, yet it has answers, relevant articles or spans")
        found += [
            f"{one.id}: answer {answer!r} has no word to compare, so nothing can match it"
            for answer in one.answers
            if not normalised(answer)
        ]
        found += [
            f"{one.id}: article {name!r} is both relevant and to be ignored"
            for name in one.relevant
            if name in one.ignore
        ]
        found += [
            f"{one.id}: no article {name!r}"
            for name in (*one.relevant, *one.superseded, *one.ignore)
            if name not in articles
        ]
        for gold in one.spans:
            article = articles.get(gold.article_id)
            if article is None:
                found.append(f"{one.id}: no article {gold.article_id!r}")
            elif gold.span.of(article.text) != gold.text or not gold.text:
                found.append(f"{one.id}: span {gold.span} of {gold.article_id!r} is not {gold.text!r}")
            elif any(gold.span.overlaps(mark.span) for mark in article.boilerplate):
                found.append(f"{one.id}: span {gold.span} of {gold.article_id!r} lies in boilerplate")
    return found


def _question(line: bytes, place: str) -> Question:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{place} is not a question: not JSON, {error}") from error
    if not isinstance(row, dict):
        raise QuestionError(f"{place} is not a question: not a JSON object")
    try:
        answers, relevant = _strings(row, "answers"), _strings(row, "relevant")
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
        )
    except KeyError as error:
        raise QuestionError(f"{place} is not a question: KeyError {error}") from error
    except ValueError as error:
        raise QuestionError(f"{place} is not a question: {error}") from error


def _gold_span(value: object) -> GoldSpan:
    if not isinstance(value, dict):
        raise ValueError(f"field spans holds {value!r}, not an object")
    doc = _of_kind(value.get("doc"), str, "doc of a span", "a string")
    start = _of_kind(value.get("start"), int, "start of a span", "a whole number")
    end = _of_kind(value.get("end"), int, "end of a span", "a whole number")
    return GoldSpan(doc, Span(start, end), _of_kind(value.get("text"), str, "text of a span", "a string"))


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
