"""Files of questions, answered in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.dates import day_of
from corpus.errors import CitewiseError, IndexStateError, QuestionError
from qa.answerer import Answerer


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One line of a question file; `problem` says why it cannot be asked, if it cannot."""

    id: str
    question: str
    date: str | None = None
    problem: str | None = None


def read_questions(path: Path) -> list[QuestionRow]:
    """The rows of a JSONL file with `id`, `question` and optionally `date`; other fields are ignored.

    A broken line becomes a row with its problem, so that output lines match
    input lines. Blank lines are passed over. A row without an id gets its line number.

    Raises:
        QuestionError: the file cannot be read, or holds no line.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise QuestionError(f"cannot read the questions in {path}: {error.strerror or error}") from error
    rows = [_row(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise QuestionError(f"{path} holds no question; each line is a JSON object with id and question")
    return rows


def answer_rows(answerer: Answerer, rows: list[QuestionRow]) -> Iterator[dict[str, object]]:
    """One JSON-ready answer a row, in order, as each is done.

    A row that cannot be asked gives an abstention without passages and an `error`
    that says why. An index that fails ends the run with its error.
    """
    for row in rows:
        if row.problem:
            yield _failed(row, row.problem)
            continue
        try:
            yield answerer.answer(row.question, asked_on=day_of(row.date)).as_dict(row.id)
        except IndexStateError:
            raise
        except CitewiseError as error:
            yield _failed(row, str(error))


def _row(line: bytes, number: int) -> QuestionRow:
    place = str(number)
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return QuestionRow(place, "", problem=f"line {number} is not JSON: {error}")
    if not isinstance(value, dict):
        return QuestionRow(place, "", problem=f"line {number} is not a JSON object")
    identity = str(value.get("id", place))
    question = value.get("question")
    if not isinstance(question, str):
        return QuestionRow(identity, "", problem=f"line {number} has no question")
    date = value.get("date")
    return QuestionRow(identity, question, date if isinstance(date, str) else None)


def _failed(row: QuestionRow, problem: str) -> dict[str, object]:
    return {
        "id": row.id,
        "question": row.question,
        "asked": None,
        "answer": "",
        "short_answer": None,
        "abstained": True,
        "confidence": 0.0,
        "statements": [],
        "passages": [],
        "timings_ms": {},
        "generated": False,
        "notice": None,
        "error": problem,
    }
