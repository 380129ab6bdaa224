"""Ask every question of a set and measure the answers."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

from corpus.errors import SettingsError
from eval import metrics
from eval.questions import Question
from index.opened import Index
from qa.answer import Answer
from qa.answerer import Answerer

PACKAGES = ("citewise", "faiss-cpu", "numpy", "sentence-transformers", "tantivy", "torch")
_OVERALL = "all"


@dataclass(frozen=True, slots=True)
class Scored:
    """One question, its answer, and its scores; a score is None where it has no meaning."""

    question: Question
    answer: Answer
    scores: dict[str, float | None]

    @property
    def right(self) -> bool:
        """Whether the outcome is right: a gold answer said, or an unanswerable question refused."""
        if not self.question.answerable:
            return self.answer.abstained
        return bool(self.scores["answer_contains"])


@dataclass(frozen=True, slots=True)
class Run:
    """The scored answers of a question set."""

    rows: tuple[Scored, ...]
    environment: dict[str, object]

    def summary(self) -> dict[str, object]:
        """Figures as JSON-ready values.

        `figures` are means over the questions that a measure applies to, and
        `questions` how many those were; `by_kind` the same for each kind of question.
        """
        kinds = sorted({row.question.kind for row in self.rows if row.question.kind})
        figures, counts = _means(self.rows)
        judged = [row for row in self.rows if row.question.answers or not row.question.answerable]
        area = metrics.area_under_risk_coverage(
            [row.answer.confidence for row in judged], [_answers_right(row) for row in judged]
        )
        if area is not None:
            figures["aurc"], counts["aurc"] = area, len(judged)
        citations = sum(len(row.answer.citations) for row in self.rows)
        return {
            "figures": {name: round(value, 6) for name, value in sorted(figures.items())},
            "questions": dict(sorted(counts.items())),
            "by_kind": {
                kind: {
                    name: round(value, 6)
                    for name, value in sorted(
                        _means([row for row in self.rows if row.question.kind == kind])[0].items()
                    )
                }
                for kind in kinds
            },
            "total_questions": len(self.rows),
            "citations": citations,
            "dropped_citations": sum(row.answer.dropped_citations for row in self.rows),
            "latency_ms": _latency([row.answer.timings_ms["total"] for row in self.rows]),
            "peak_memory_mb": round(_peak_memory_mb()),
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

    Everything but the timings is the same for the same index and settings.

    Raises:
        QuestionError: a question cannot be asked.
    """
    rows = []
    index = answerer.retriever.index()
    for question in questions:
        answer = answerer.answer(question.question)
        rows.append(Scored(question, answer, _scores(question, answer, index)))
        progress()
    return Run(tuple(rows), _environment(answerer, index))


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
    """For the risk-coverage curve: would answering have been right? Never for an unanswerable one."""
    return row.question.answerable and bool(row.scores["answer_contains"])


def _means(rows: Sequence[Scored]) -> tuple[dict[str, float], dict[str, int]]:
    figures: dict[str, float] = {}
    counts: dict[str, int] = {}
    for name in rows[0].scores if rows else ():
        values = [score for row in rows if (score := row.scores[name]) is not None]
        if values:
            figures[name] = sum(values) / len(values)
            counts[name] = len(values)
    return figures, counts


def _latency(values: Sequence[float]) -> dict[str, float]:
    if len(values) < 2:
        return {"p50": round(sum(values), 1), "p95": round(sum(values), 1)}
    cuts = quantiles(values, n=20, method="inclusive")
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def _environment(answerer: Answerer, index: Index) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "processors": os.cpu_count(),
        "commit": _commit(),
        "settings": asdict(answerer.retriever.settings),
        "manifest": asdict(index.manifest),
    }


def _commit() -> str | None:
    try:
        ran = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.strip() or None


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_lines(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
