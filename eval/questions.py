"""Question sets: what is asked, and what would be right."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article, Span
from corpus.errors import QuestionError

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
    whose answer a newer article replaced. Empty fields mean "not judged", except that
    an unanswerable question has none by nature.
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
    """The questions of a JSONL file (or `.jsonl.gz`) in the bench format; unknown fields are ignored.

    Raises:
        QuestionError: the file or a line of it cannot be read, or it holds no question.
    """
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    except (OSError, EOFError) as error:
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
        row: dict[str, Any] = json.loads(line.decode("utf-8-sig"))
        spans = tuple(
            GoldSpan(s["doc"], Span(s["start"], s["end"]), s["text"]) for s in row.get("spans") or ()
        )
        answers = tuple(row.get("answers") or ())
        return Question(
            id=str(row["id"]),
            question=row["question"],
            answerable=bool(row.get("answerable", answers or spans)),
            answers=answers,
            relevant=tuple(row.get("relevant") or ()),
            spans=spans,
            ignore=tuple(row.get("ignore") or ()),
            superseded=tuple(row.get("superseded") or ()),
            kind=row.get("kind"),
            date=row.get("date"),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{place} is not a question: {type(error).__name__} {error}") from error
