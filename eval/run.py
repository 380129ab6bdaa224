"""Ask every question of a set and measure the answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.dates import day_of
from corpus.errors import IndexMismatchError, QuestionError, SettingsError
from eval import metrics
from eval.environment import environment
from eval.partial import PartialRun, fingerprint
from eval.questions import Question
from eval.scored import Scored, score
from eval.summary import summarise
from index.opened import Index
from qa.answer import Answer
from qa.answerer import Answerer
from qa.retriever import checked_question


@dataclass(frozen=True, slots=True)
class Run:
    """The scored answers of a question set.

    `peak_memory_mb` is the most memory that the process had held when the run ended,
    in MB of 2^20 bytes, loading included; None where it cannot be told.
    """

    rows: tuple[Scored, ...]
    environment: dict[str, Any]
    peak_memory_mb: int | None = None

    def summary(self) -> dict[str, Any]:
        """Figures as JSON-ready values.

        `figures` are means over the questions that a measure applies to, `quotes_exact`
        the share over all citations; `questions` is how many questions each figure rests
        on, `intervals` the 95 % bootstrap interval of each mean. `by_kind` and
        `questions_by_kind` are the same for each kind of question. `aurc` and `ece` rest
        on what would be said without a threshold; anything said to an unanswerable
        question counts as wrong there. `curves` are what the report draws.
        """
        return summarise(self.rows, self.peak_memory_mb, int(self.environment["seed"]))

    def save(self, folder: Path) -> None:
        """Write `summary.json`, `answers.jsonl`, `scores.jsonl` and `environment.json`.

        Raises:
            SettingsError: the folder cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_json(folder / "summary.json", self.summary())
            _write_json(folder / "environment.json", self.environment)
            _write_lines(folder / "answers.jsonl", [dict(row.answer) for row in self.rows])
            _write_lines(folder / "scores.jsonl", [_scores(row) for row in self.rows])
        except OSError as error:
            raise SettingsError(f"cannot write the run to {folder}: {error.strerror or error}") from error


def evaluate(
    questions: Sequence[Question],
    answerer: Answerer,
    progress: Callable[[], object] = lambda: None,
    *,
    folder: Path | None = None,
    seed: int = 0,
) -> Run:
    """Ask and score every question, in order; `progress` is called after each.

    Everything but the costs is the same for the same index and settings. Whether
    each question can be asked is checked before the first one is. What was asked
    before in the conversation is asked first, and answered by the answerer itself.
    A question that is refused is asked again without a threshold, for the figures
    that do not depend on one. With `folder`, an interrupted run goes on where it
    stopped (see `PartialRun`). `seed` is that of the intervals.

    Raises:
        QuestionError: there is no question, or one cannot be asked; the message names it.
        IndexStateError: the index was rebuilt or removed while the run was under way.
        SettingsError: the folder cannot be written.
    """
    if not questions:
        raise QuestionError("there is no question to ask")
    index = answerer.retriever.index()
    _check(questions, answerer, index)
    made = environment(index, answerer.retriever.settings, seed)
    partial = None
    if folder is not None:
        partial = PartialRun(folder, fingerprint(questions, made, index.catalogue.digests()), questions)
    rows = []
    finished = False
    try:
        for number, question in enumerate(questions):
            row = partial.rows.get(number) if partial else None
            if row is None:
                row = _asked(question, answerer, index)
                if answerer.retriever.index() is not index:
                    raise IndexMismatchError(
                        f"the index in {index.folder} was rebuilt during the run; run again"
                    )
                if partial:
                    partial.add(number, row)
            rows.append(row)
            progress()
        finished = True
    finally:
        if partial:
            partial.close(finished=finished)
    return Run(tuple(rows), made, metrics.peak_memory_mb())


def _asked(question: Question, answerer: Answerer, index: Index) -> Scored:
    history: list[tuple[str, str]] = []
    day = day_of(question.date)
    for earlier in question.history:
        history.append(answerer.answer(earlier, history, asked_on=day).turn)
    answer: Answer = answerer.answer(question.question, history, asked_on=day)
    unrefused = answer
    if answer.abstained:
        unrefused = answerer.answer(question.question, history, threshold=0.0, asked_on=day)
    return score(
        question,
        answer,
        unrefused,
        index.catalogue.article,
        index.catalogue.articles,
        index.embedder.count_tokens,
    )


def _check(questions: Sequence[Question], answerer: Answerer, index: Index) -> None:
    most = answerer.retriever.settings.max_question_characters
    for one in questions:
        for text in (*one.history, one.question):
            try:
                checked_question(text, index.embedder, most)
            except QuestionError as error:
                raise QuestionError(f"question {one.id!r}: {error}") from error


def _scores(row: Scored) -> dict[str, Any]:
    """What `compare` reads of a question."""
    return {
        "id": row.question.id,
        "kind": row.question.kind,
        "split": row.question.side,
        "question": row.question.question,
        "answerable": row.question.answerable,
        "abstained": row.abstained,
        "confidence": row.confidence,
        "right": row.right,
        "right_if_answered": row.right_if_answered,
        "ranks": dict(row.ranks),
        **row.scores,
    }


def _write_json(path: Path, value: object) -> None:
    _write(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write_lines(path: Path, rows: Sequence[object]) -> None:
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write(path: Path, text: str) -> None:
    # A lone surrogate of a question is written as JSON's own escape for it.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
