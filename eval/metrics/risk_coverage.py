"""Area under the risk-coverage curve (Geifman and El-Yaniv, "Selective Classification for Deep
Neural Networks", NeurIPS 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What happens when only answers at least this confident are given: the share of questions that
    get one, and the share of those that are wrong."""

    confidence: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """A point for each confidence that occurs, from the most confident.

    Raises:
        ValueError: the two have different lengths.
    """
    points, wrong, place = [], 0, 0
    for confidence, group in _by_confidence(confidences, right):
        wrong += group.count(False)
        place += len(group)
        points.append(RiskPoint(confidence, place / len(confidences), wrong / place))
    return points


def area_under_risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """1/n Σ over i = 1 … n of (wrong among the i most confident) / i: from 0, perfect, to 1.

    Equal confidences enter together: each counts at the error rate of its whole
    group, so their order does not matter. None for no questions.

    Raises:
        ValueError: the two have different lengths.
    """
    if not confidences and not right:
        return None
    area, wrong, place = 0.0, 0, 0
    for _, group in _by_confidence(confidences, right):
        missed = group.count(False)
        for step in range(1, len(group) + 1):
            area += (wrong + missed * step / len(group)) / (place + step)
        wrong += missed
        place += len(group)
    return area / place


def _by_confidence(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, list[bool]]]:
    if len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences for {len(right)} judgements")
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    return [
        (confidence, [ok for _, ok in pairs]) for confidence, pairs in groupby(ordered, lambda pair: pair[0])
    ]
