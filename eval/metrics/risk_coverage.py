"""Area under the risk-coverage curve (Geifman and El-Yaniv, "Selective Classification for Deep
Neural Networks", NeurIPS 2017)."""

from __future__ import annotations

from collections.abc import Sequence


def area_under_risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Mean over coverages 1/n, 2/n, … 1 of the share of wrong ones among the most confident.

    0 is perfect. Equal confidences enter together: each counts at the error rate
    of its whole group, so their order does not matter. None for no questions.

    Raises:
        ValueError: the two have different lengths.
    """
    if len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences for {len(right)} judgements")
    if not confidences:
        return None
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    area, wrong, place = 0.0, 0.0, 0
    while place < len(ordered):
        group = [ok for confidence, ok in ordered[place:] if confidence == ordered[place][0]]
        rate = group.count(False) / len(group)
        for step in range(1, len(group) + 1):
            area += (wrong + rate * step) / (place + step)
        wrong += rate * len(group)
        place += len(group)
    return area / len(ordered)
