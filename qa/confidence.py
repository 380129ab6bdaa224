"""How likely it is that the best evidence answers the question."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.evidence import Evidence

# Logistic regression on 900 questions, 612 of them answerable, about 40 Wikipedia articles with
# parts left out (SQuADShifts new_wiki); benchmarks/calibrate.py made these figures, docs/quality.md
# says what they are worth.
_INTERCEPT = -6.762
_WEIGHTS = {
    "similarity": 2.571,
    "nearest": 2.067,
    "overlap": 2.58,
    "coverage": 1.348,
    "passage": 2.578,
    "agreed": 1.106,
}


def confidence_features(evidence: Sequence[Evidence]) -> dict[str, float]:
    """The signals of the evidence, each in [0, 1]; all 0 when there is none."""
    if not evidence:
        return dict.fromkeys(_WEIGHTS, 0.0)
    best = evidence[0]
    parts = best.hit.scores
    return {
        "similarity": best.similarity,
        "nearest": max(one.similarity for one in evidence[:5]),
        "overlap": best.overlap,
        "coverage": max(one.coverage for one in evidence[:5]),
        "passage": max(0.0, parts.get("late", 0.0)),
        "agreed": float("dense" in parts and "lexical" in parts and best.hit.rank == 1),
    }


def confidence(evidence: Sequence[Evidence]) -> float:
    """The calibrated chance, in [0, 1], that the evidence answers; 0 when there is none."""
    if not evidence:
        return 0.0
    features = confidence_features(evidence)
    return 1.0 / (
        1.0 + math.exp(-(_INTERCEPT + sum(_WEIGHTS[name] * value for name, value in features.items())))
    )
