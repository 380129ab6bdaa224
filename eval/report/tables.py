"""The report's tables, for the page and for Markdown alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GROUPS: Mapping[str, Mapping[str, str]] = {
    "Retrieval": {
        "article_hit_at_1": "a relevant article first",
        "article_hit_at_5": "a relevant article among the first five",
        "article_recall_at_5": "relevant articles among the first five",
        "article_mrr": "mean reciprocal rank of the first relevant article",
        "article_ndcg_at_10": "nDCG@10 over articles",
        "span_in_first": "a gold span inside the first passage",
        "span_in_five": "a gold span inside the first five passages",
        "span_recall_at_5": "gold characters in the first five passages",
        "token_precision_at_5": "token precision of the first five passages",
        "token_recall_at_5": "token recall of the first five passages",
        "token_iou_at_5": "token intersection over union of the first five passages",
        "passages_contain": "a gold string in the first five passages",
    },
    "Answers": {
        "answer_contains": "the answer contains a gold string",
        "exact_match": "exact match of the short answer",
        "token_f1": "token F1 of the short answer",
    },
    "Citations": {
        "quotes_exact": "quotations that are exactly the article's characters",
        "citation_precision": "citations that touch a gold span",
        "citation_recall": "gold facts covered by citations",
    },
    "Time and disagreement": {
        "newest_preferred": "superseded facts answered from the newer article",
        "sides_cited": "disputed questions with every side cited",
        "disagreement_told": "superseded and disputed questions where it is told",
        "false_disagreement": "other questions where one is told (low is good)",
    },
    "Abstention and calibration": {
        "refused_unanswerable": "unanswerable questions refused",
        "refused_answerable": "answerable questions refused (low is good)",
        "abstention_precision": "refusals that were right",
        "abstention_f1": "F1 of refusals",
        "aurc": "area under the risk-coverage curve (low is good)",
        "ece": "expected calibration error (low is good)",
    },
}
"""Figures by group, each with what it says."""

BY_KIND = (
    "article_hit_at_1",
    "span_in_five",
    "answer_contains",
    "citation_recall",
    "refused_answerable",
    "refused_unanswerable",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of a table: numbers as they are shown."""

    name: str
    meaning: str
    value: str
    interval: str
    questions: int


def figure_groups(summary: Mapping[str, Any]) -> dict[str, list[Figure]]:
    """The figures that the run has, by group."""
    found = {}
    for group, names in GROUPS.items():
        lines = [
            Figure(
                name,
                meaning,
                f"{summary['figures'][name]:.3f}",
                "{:.3f} to {:.3f}".format(*summary["intervals"][name])
                if name in summary["intervals"]
                else "",
                summary["questions"][name],
            )
            for name, meaning in names.items()
            if name in summary["figures"]
        ]
        if lines:
            found[group] = lines
    return found


def kind_rows(summary: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Each kind of question with the figures of `BY_KIND`, "–" where it has none."""
    rows = []
    for kind, figures in summary["by_kind"].items():
        used = summary["questions_by_kind"][kind]
        rows.append(
            (kind, [f"{figures[name]:.2f} of {used[name]}" if name in figures else "–" for name in BY_KIND])
        )
    return rows


def facts(summary: Mapping[str, Any], environment: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the run was made of, and what it cost."""
    quotes, latency, manifest = summary["quotes"], summary["latency_ms"], environment["manifest"]
    inexact = ", ".join(
        f"{quotes[name]} {name}" for name in ("misplaced", "misattributed", "stitched", "fabricated")
    )
    return [
        (
            "questions",
            f"{summary['total_questions']}, {summary['without_judgement']} of them without a judgement",
        ),
        ("corpus", f"{manifest['articles']:,} articles, {manifest['passages']:,} passages"),
        (
            "citations",
            f"{quotes['citations']}, of {quotes['mean_characters']} characters in the mean; "
            f"{inexact}; {summary['dropped_citations']} dropped before they were shown; "
            f"{summary['dropped_statements']} statements dropped as unsupported",
        ),
        (
            "milliseconds an answer",
            f"p50 {latency['p50']}, p95 {latency['p95']}, p99 {latency['p99']}",
        ),
        (
            "tokens an answer",
            f"{summary['tokens']['passages']} in passages, {summary['tokens']['answer']} in the answer",
        ),
        ("peak memory", f"{summary['peak_memory_mb']} MB" if summary["peak_memory_mb"] else "not known"),
        ("embedder", f"{manifest['embedder']['name']}, engine {environment['settings']['engine']}"),
        ("threshold", str(environment["settings"]["threshold"])),
        ("commit", environment["commit"] or "not known"),
        (
            "machine",
            f"{environment['processor'] or environment['machine']}, {environment['processors']} processors, "
            f"Python {environment['python']}",
        ),
    ]
