"""How likely it is that the best evidence answers the question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from index.opened import Index
from qa.about import terms_around
from qa.evidence import Evidence
from qa.mentions import mentions
from qa.rarity import question_rarity, rarity_share
from qa.reading import Found

# Logistic regressions by benchmarks/calibrate.py, which docs/quality.md explains.
_ALONE = {
    "intercept": -5.62,
    "similarity": 3.21,
    "passage": 2.75,
    "agreed": 1.14,
    "article": 1.66,
    "names": 1.18,
}
_WITH_READER = {
    "intercept": -2.46,
    "similarity": 0.63,
    "passage": 1.89,
    "agreed": 0.71,
    "article": 1.24,
    "names": 0.81,
    "refuses": -2.06,
    "lead": 0.47,
}
_MARGIN = 8.0  # logits below 0 at which less margin tells nothing more; above 0 none does
_LEAD = 12.0  # logits at which more lead tells nothing more


def confidence_features(
    index: Index, question: str, evidence: Sequence[Evidence], found: Found | None = None
) -> dict[str, float]:
    """The signals of the evidence and, when it has read, of the reader, each in [0, 1]; without evidence
    all are 0.

    `evidence` begins with the sentence that holds the short answer, when there is
    one. `article` is the share of the question's words that the article has
    anywhere, by rarity, `names` the same of its names and numbers alone: what is
    asked about must be what the article is about.
    """
    best = evidence[0] if evidence else None
    parts = best.hit.scores if best else {}
    rarities = question_rarity(index.lexical, question)
    named = {term for name in mentions(question) for term in index.lexical.terms(name)}
    names = {term: rarity for term, rarity in rarities.items() if term in named}
    present = terms_around(index, best) if best else frozenset()
    features = {
        "similarity": best.similarity if best else 0.0,
        "passage": max(0.0, parts.get("late", 0.0)),
        "agreed": float(best is not None and {"dense", "lexical"} <= parts.keys() and best.hit.rank == 1),
        "article": rarity_share(rarities, present),
        "names": rarity_share(names, present) if names else float(best is not None),
    }
    if found is not None:
        features["refuses"] = min(1.0, max(0.0, -found.short.margin / _MARGIN)) if found.short else 1.0
        features["lead"] = min(1.0, found.lead / _LEAD) if found.short else 0.0
    return features


def confidence(
    index: Index, question: str, evidence: Sequence[Evidence], found: Found | None = None
) -> float:
    """The calibrated chance, in [0, 1], that the evidence answers; 0 when there is none.

    `found` is what the reader found in it, None when none has read.
    """
    if not evidence:
        return 0.0
    weights = _ALONE if found is None else _WITH_READER
    return _chance(confidence_features(index, question, evidence, found), weights)


def _chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights["intercept"] + sum(weights[name] * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))
