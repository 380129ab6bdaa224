"""How likely it is that the best evidence answers the question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.evidence import Evidence
from qa.reading import Found

# Logistic regressions by benchmarks/calibrate.py, which docs/quality.md explains.
_ALONE = {
    "intercept": -6.8,
    "similarity": 2.6,
    "nearest": 2.1,
    "overlap": 2.6,
    "coverage": 1.3,
    "named": 0.0,
    "passage": 2.6,
    "agreed": 1.1,
}
_WITH_READER = {
    "intercept": -6.8,
    "similarity": 2.6,
    "nearest": 2.1,
    "overlap": 2.6,
    "coverage": 1.3,
    "named": 0.0,
    "passage": 2.6,
    "agreed": 1.1,
    "margin": 1.0,
    "answer": 0.2,
}
_MARGIN = 8.0  # logits at which more margin tells nothing more


def confidence_features(evidence: Sequence[Evidence], found: Found | None = None) -> dict[str, float]:
    """The signals of the evidence, each in [0, 1], and of the reader, in [-1, 1], when there is one;
    without evidence all are 0.

    `evidence` begins with the sentence that holds the short answer, when there is one.
    """
    names = ("similarity", "nearest", "overlap", "coverage", "named", "passage", "agreed")
    if not evidence:
        return dict.fromkeys(names if found is None else (*names, "margin", "answer"), 0.0)
    best = evidence[0]
    parts = best.hit.scores
    features = {
        "similarity": best.similarity,
        "nearest": max(one.similarity for one in evidence[:5]),
        "overlap": best.overlap,
        "coverage": max(one.coverage for one in evidence[:5]),
        "named": best.named,
        "passage": max(0.0, parts.get("late", 0.0)),
        "agreed": float("dense" in parts and "lexical" in parts and best.hit.rank == 1),
    }
    if found is not None:
        margin = found.short.margin if found.short else min(found.margin, 0.0)
        features["margin"] = max(-1.0, min(1.0, margin / _MARGIN))
        features["answer"] = float(found.short is not None)
    return features


def confidence(evidence: Sequence[Evidence], found: Found | None = None) -> float:
    """The calibrated chance, in [0, 1], that the evidence answers; 0 when there is none.

    `found` is what the reader found in it, None when none has read.
    """
    if not evidence:
        return 0.0
    return _chance(confidence_features(evidence, found), _ALONE if found is None else _WITH_READER)


def _chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights["intercept"] + sum(weights[name] * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))
