"""How likely it is that the best evidence answers the question."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.evidence import Evidence

# Logistic regression on 5,931 answerable and 1,372 unanswerable questions about 48 Wikipedia
# articles (SQuADShifts new_wiki, a quarter of the paragraphs taken out) and off-topic ones;
# benchmarks/calibrate.py makes these figures, docs/quality.md says what they are worth.
_INTERCEPT = -6.0
_WEIGHTS = {"similarity": 6.0, "overlap": 2.0, "coverage": 3.0, "margin": 2.0}


def confidence_features(evidence: Sequence[Evidence]) -> dict[str, float]:
    """The signals of the best evidence: its own, and how far it leads the next article's."""
    best = evidence[0]
    others = [one.score for one in evidence[1:] if one.article_id != best.article_id]
    return {
        "similarity": max(one.similarity for one in evidence[:3]),
        "overlap": best.overlap,
        "coverage": max(one.coverage for one in evidence[:3]),
        "margin": min(best.score - max(others, default=0.0), 1.0),
    }


def confidence(evidence: Sequence[Evidence]) -> float:
    """The calibrated chance, in [0, 1], that the evidence answers; 0 when there is none."""
    if not evidence:
        return 0.0
    features = confidence_features(evidence)
    return 1.0 / (
        1.0 + math.exp(-(_INTERCEPT + sum(_WEIGHTS[name] * value for name, value in features.items())))
    )
