"""Area under the risk-coverage curve (Geifman and El-Yaniv, "Selective Classification for Deep
Neural Networks", NeurIPS 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def area_under_risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """1/n Σ over i = 1 … n of (wrong among the i most confident) / i: from 0, perfect, to 1.

    Equal confidences enter together: each counts at the error rate of its whole
    group, so their order does not matter. None for no questions.

    Raises:
        ValueError: the two have different lengths.
    """
    if len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences for {len(right)} judgements")
    if not confidences:
        return None
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    area, wrong, place = 0.0, 0, 0
    for _, pairs in groupby(ordered, key=lambda pair: pair[0]):
        group = [ok for _, ok in pairs]
        missed = group.count(False)
        for step in range(1, len(group) + 1):
            area += (wrong + missed * step / len(group)) / (place + step)
        wrong += missed
        place += len(group)
    return area / place
