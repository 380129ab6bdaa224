"""The figures of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval import metrics
from eval.scored import Scored

_THRESHOLDS = tuple(step / 20 for step in range(1, 20))
_DEPTHS = range(1, 11)
_RESAMPLES = 2000


def summarise(rows: Sequence[Scored], peak_memory_mb: int | None, seed: int) -> dict[str, Any]:
    """Figures as JSON-ready values; see `Run.summary`."""
    figures, counts = figures_of(rows)
    kinds = sorted({row.question.kind for row in rows if row.question.kind})
    by_kind = {kind: figures_of([row for row in rows if row.question.kind == kind]) for kind in kinds}
    quotes = _quotes(rows)
    return {
        "figures": _rounded(figures),
        "intervals": _intervals(rows, seed),
        "questions": dict(sorted(counts.items())),
        "by_kind": {kind: _rounded(found) for kind, (found, _) in by_kind.items()},
        "questions_by_kind": {kind: dict(sorted(used.items())) for kind, (_, used) in by_kind.items()},
        "total_questions": len(rows),
        "without_judgement": sum(not row.question.judged for row in rows),
        "right": sum(row.right is True for row in rows),
        "citations": quotes["citations"],
        "inexact_citations": quotes["inexact"],
        "dropped_citations": sum(row.dropped_citations for row in rows),
        "dropped_statements": sum(row.dropped_statements for row in rows),
        "quotes": quotes,
        "curves": _curves(rows),
        "latency_ms": _latency(rows),
        "tokens": {
            name: round(sum(row.tokens[name] for row in rows) / len(rows), 1)
            for name in ("passages", "answer")
        }
        if rows
        else {},
        "peak_memory_mb": peak_memory_mb,
    }


def figures_of(rows: Sequence[Scored]) -> tuple[dict[str, float], dict[str, int]]:
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
    confidences, right = sureness(rows)
    for name, figure in (
        ("aurc", metrics.area_under_risk_coverage(confidences, right)),
        ("ece", metrics.expected_calibration_error(confidences, right)),
    ):
        if figure is not None:
            figures[name], counts[name] = figure, len(right)
    known = [row for row in rows if row.question.judged]
    abstained = metrics.abstention(
        [row.abstained for row in known], [row.question.answerable for row in known]
    )
    if abstained.precision is not None:
        figures["abstention_precision"] = abstained.precision
        counts["abstention_precision"] = sum(row.abstained for row in known)
    if abstained.recall is not None and abstained.f1 is not None:
        figures["abstention_f1"], counts["abstention_f1"] = abstained.f1, len(known)
    return figures, counts


def sureness(rows: Sequence[Scored]) -> tuple[list[float], list[bool]]:
    """The confidence in each judged question, and whether what would be said is right."""
    judged = [(row.confidence, row.right_if_answered) for row in rows if row.right_if_answered is not None]
    return [sure for sure, _ in judged], [bool(right) for _, right in judged]


def _intervals(rows: Sequence[Scored], seed: int) -> dict[str, tuple[float, float]]:
    """The 95 % percentile bootstrap interval of each mean (Efron, "Bootstrap Methods: Another Look at
    the Jackknife", Annals of Statistics 1979), questions drawn with replacement."""
    import numpy as np

    draw = np.random.default_rng(seed)
    found: dict[str, tuple[float, float]] = {}
    for name in sorted(rows[0].scores) if rows else ():
        values = np.array([score for row in rows if (score := row.scores[name]) is not None])
        if len(values) > 1:
            means = values[draw.integers(0, len(values), (_RESAMPLES, len(values)))].mean(axis=1)
            low, high = np.percentile(means, (2.5, 97.5))
            found[name] = (round(float(low), 4), round(float(high), 4))
    return found


def _quotes(rows: Sequence[Scored]) -> dict[str, float | int]:
    counts = [asdict(row.quotes) for row in rows]
    total = {name: sum(one[name] for one in counts) for name in (counts[0] if counts else ())}
    characters, cited = total.pop("characters", 0), total.get("citations", 0)
    return total | {
        "inexact": sum(row.quotes.inexact for row in rows),
        "mean_characters": round(characters / cited, 1) if cited else 0.0,
    }


def _curves(rows: Sequence[Scored]) -> dict[str, Any]:
    """What the report draws: shares found by depth, risk by coverage, right by confidence, refusals
    by threshold, outcomes by kind."""
    confidences, right = sureness(rows)
    points = metrics.risk_coverage(confidences, right)
    asked = [row for row in rows if row.question.judged]
    return {
        "found_at": {
            "article": _found_at([row.ranks["article"] for row in rows if row.question.relevant]),
            "span": _found_at([row.ranks["span"] for row in rows if row.question.spans]),
        },
        "risk_coverage": [
            [round(one.coverage, 6), round(one.risk, 6), round(one.confidence, 6)] for one in points
        ],
        "calibration": [
            [one.questions, round(one.confidence, 6), round(one.right, 6)]
            for one in metrics.calibration_bins(confidences, right)
        ],
        "thresholds": [_at_threshold(asked, threshold) for threshold in _THRESHOLDS],
        "outcomes": _outcomes(rows),
    }


def _outcomes(rows: Sequence[Scored]) -> dict[str, dict[str, int]]:
    """By kind of question: outcomes that are right, refusals and answers that are not."""
    found: dict[str, dict[str, int]] = {}
    for row in sorted(
        (row for row in rows if row.right is not None), key=lambda row: row.question.kind or ""
    ):
        counts = found.setdefault(row.question.kind or "all", {"right": 0, "refused": 0, "wrong": 0})
        counts["right" if row.right else "refused" if row.abstained else "wrong"] += 1
    return found


def _found_at(ranks: Sequence[int | None]) -> list[float]:
    return (
        [
            round(sum(rank is not None and rank <= depth for rank in ranks) / len(ranks), 6)
            for depth in _DEPTHS
        ]
        if ranks
        else []
    )


def _at_threshold(rows: Sequence[Scored], threshold: float) -> dict[str, float | None]:
    """Refusals, had the threshold been this."""
    shares: dict[str, float | None] = {"threshold": threshold}
    for name, answerable in (("refused_unanswerable", False), ("refused_answerable", True)):
        asked = [row.confidence < threshold for row in rows if row.question.answerable == answerable]
        shares[name] = round(sum(asked) / len(asked), 6) if asked else None
    return shares


def _latency(rows: Sequence[Scored]) -> dict[str, Any]:
    stages = list(rows[0].timings_ms) if rows else []
    by_stage = {stage: metrics.percentiles([row.timings_ms[stage] for row in rows]) for stage in stages}
    return {**by_stage.get("total", metrics.percentiles([])), "stages": by_stage}


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in sorted(figures.items())}
