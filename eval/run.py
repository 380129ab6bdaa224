"""Ask every question of a set and measure the answers."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

from corpus.errors import IndexMismatchError, QuestionError, SettingsError
from eval import metrics
from eval.questions import Question
from index.opened import Index
from qa.answer import Answer
from qa.answerer import Answerer
from qa.retriever import checked_question

PACKAGES = ("citewise", "faiss-cpu", "numpy", "sentence-transformers", "tantivy", "torch")
_DESCRIBE = ("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")


@dataclass(frozen=True, slots=True)
class Scored:
    """One question, its answer, its scores (None where one has no meaning), and its quotations."""

    question: Question
    answer: Answer
    scores: dict[str, float | None]
    quotes: metrics.QuoteCount

    @property
    def right(self) -> bool:
        """Whether the outcome is right: a gold answer said, or an unanswerable question refused."""
        if not self.question.answerable:
            return self.answer.abstained
        return bool(self.scores["answer_contains"])


@dataclass(frozen=True, slots=True)
class Run:
    """The scored answers of a question set.

    `peak_memory_mb` is the most memory that the process had held when the run ended,
    in MB of 2^20 bytes, loading included; None where it cannot be told.
    """

    rows: tuple[Scored, ...]
    environment: dict[str, object]
    peak_memory_mb: int | None = None

    def summary(self) -> dict[str, object]:
        """Figures as JSON-ready values.

        `figures` are means over the questions that a measure applies to, `quotes_exact`
        the share over all citations; `questions` is how many questions each figure rests
        on. `by_kind` and `questions_by_kind` are the same for each kind of question,
        without `aurc`. In `aurc` an abstention and any answer to an unanswerable question
        count as wrong.
        """
        figures, counts = _means(self.rows)
        judged = [
            row
            for row in self.rows
            if row.scores["answer_contains"] is not None or not row.question.answerable
        ]
        area = metrics.area_under_risk_coverage(
            [row.answer.confidence for row in judged], [_answers_right(row) for row in judged]
        )
        if area is not None:
            figures["aurc"], counts["aurc"] = area, len(judged)
        kinds = sorted({row.question.kind for row in self.rows if row.question.kind})
        by_kind = {kind: _means([row for row in self.rows if row.question.kind == kind]) for kind in kinds}
        return {
            "figures": _rounded(figures),
            "questions": dict(sorted(counts.items())),
            "by_kind": {kind: _rounded(means) for kind, (means, _) in by_kind.items()},
            "questions_by_kind": {kind: dict(sorted(used.items())) for kind, (_, used) in by_kind.items()},
            "total_questions": len(self.rows),
            "citations": sum(row.quotes.citations for row in self.rows),
            "inexact_citations": sum(row.quotes.inexact for row in self.rows),
            "dropped_citations": sum(row.answer.dropped_citations for row in self.rows),
            "latency_ms": _latency([row.answer.timings_ms["total"] for row in self.rows]),
            "peak_memory_mb": self.peak_memory_mb,
        }

    def save(self, folder: Path) -> None:
        """Write `summary.json`, `answers.jsonl`, `scores.jsonl` and `environment.json`.

        Raises:
            SettingsError: the folder cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_json(folder / "summary.json", self.summary())
            _write_json(folder / "environment.json", self.environment)
            _write_lines(folder / "answers.jsonl", [row.answer.as_dict(row.question.id) for row in self.rows])
            _write_lines(
                folder / "scores.jsonl",
                [{"id": row.question.id, "kind": row.question.kind, **row.scores} for row in self.rows],
            )
        except OSError as error:
            raise SettingsError(f"cannot write the run to {folder}: {error.strerror or error}") from error


def evaluate(
    questions: Sequence[Question],
    answerer: Answerer,
    progress: Callable[[], object] = lambda: None,
) -> Run:
    """Ask and score every question, in order; `progress` is called after each.

    Everything but the timings is the same for the same index and settings. Whether
    each question can be asked is checked before the first one is.

    Raises:
        QuestionError: there is no question, or one cannot be asked; the message names it.
        IndexStateError: the index was rebuilt or removed while the run was under way.
    """
    if not questions:
        raise QuestionError("there is no question to ask")
    index = answerer.retriever.index()
    _check(questions, answerer, index)
    rows = []
    for question in questions:
        answer = answerer.answer(question.question)
        if answerer.retriever.index() is not index:
            raise IndexMismatchError(f"the index in {index.folder} was rebuilt during the run; run again")
        quotes = metrics.count_quotes(answer, index.catalogue.article)
        rows.append(Scored(question, answer, _scores(question, answer, index), quotes))
        progress()
    return Run(tuple(rows), _environment(answerer, index), _peak_memory_mb())


def _check(questions: Sequence[Question], answerer: Answerer, index: Index) -> None:
    for question in questions:
        try:
            checked_question(
                question.question, index.embedder, answerer.retriever.settings.max_question_characters
            )
        except QuestionError as error:
            raise QuestionError(f"question {question.id!r}: {error}") from error


def _scores(question: Question, answer: Answer, index: Index) -> dict[str, float | None]:
    hits = answer.passages
    return {
        "article_hit_at_1": metrics.hit_at(question, hits, 1),
        "article_hit_at_5": metrics.hit_at(question, hits, 5),
        "article_mrr": metrics.reciprocal_rank(question, hits),
        "span_in_first": metrics.span_inside(question, hits, 1),
        "span_in_five": metrics.span_inside(question, hits, 5),
        "span_recall_at_5": metrics.span_recall(question, hits, 5),
        "passages_contain": metrics.passages_contain_answer(question, hits, 5),
        "answer_contains": metrics.contains_answer(question, answer.answer),
        "exact_match": metrics.exact_match(question, answer.short_answer or answer.answer),
        "token_f1": metrics.token_f1(question, answer.short_answer or answer.answer),
        "refused_unanswerable": metrics.refused(question, answer, answerable=False),
        "refused_answerable": metrics.refused(question, answer, answerable=True),
        "quotes_exact": metrics.exact_quotes(answer, index.catalogue.article),
    }


def _answers_right(row: Scored) -> bool:
    """For the risk-coverage curve: whether what was said is right; never for an unanswerable question."""
    return row.question.answerable and bool(row.scores["answer_contains"])


def _means(rows: Sequence[Scored]) -> tuple[dict[str, float], dict[str, int]]:
    """Each figure over `rows`, and on how many of them it rests."""
    figures: dict[str, float] = {}
    counts: dict[str, int] = {}
    for name in rows[0].scores if rows else ():
        values = [score for row in rows if (score := row.scores[name]) is not None]
        if values:
            figures[name] = sum(values) / len(values)
            counts[name] = len(values)
    if "quotes_exact" in figures:
        # A share of citations, not a mean of shares: one bad quotation weighs the same in any answer.
        cited = sum(row.quotes.citations for row in rows)
        figures["quotes_exact"] = 1.0 - sum(row.quotes.inexact for row in rows) / cited
    return figures, counts


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in sorted(figures.items())}


def _latency(values: Sequence[float]) -> dict[str, float]:
    if len(values) < 2:
        return {"p50": round(sum(values), 1), "p95": round(sum(values), 1)}
    cuts = quantiles(values, n=20, method="inclusive")
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}


def _peak_memory_mb() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20) if sys.platform == "darwin" else peak / 1024)


def _environment(answerer: Answerer, index: Index) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "processors": os.cpu_count(),
        "commit": _commit(Path(__file__).resolve().parent),
        "settings": asdict(answerer.retriever.settings),
        "manifest": asdict(index.manifest),
    }


def _commit(folder: Path) -> str | None:
    """The commit of the checkout that `folder`, this file's, is part of, with `-dirty` when tracked
    files differ from it; None when it is installed, even into another project's checkout."""
    git = ("git", "--no-optional-locks", "-C", str(folder))
    try:
        for arguments in (("ls-files", "--error-unmatch", "run.py"), _DESCRIBE):
            ran = subprocess.run([*git, *arguments], capture_output=True, text=True, check=False, timeout=10)
            if ran.returncode:
                return None
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.strip()


def _write_json(path: Path, value: object) -> None:
    _write(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write_lines(path: Path, rows: Sequence[object]) -> None:
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write(path: Path, text: str) -> None:
    # A lone surrogate of a question is written as JSON's own escape for it.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
