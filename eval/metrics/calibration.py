"""Expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about one confidence: how many, their mean confidence, the share answered right."""

    questions: int
    confidence: float
    right: float


def calibration_bins(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """The questions in `bins` bins of equal width over [0, 1], from the least confident; empty bins
    are left out.

    Raises:
        ValueError: the two have different lengths.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for sure, ok in zip(confidences, right, strict=True):
        held[min(bins - 1, int(sure * bins))].append((sure, ok))
    return [
        Bin(len(one), sum(sure for sure, _ in one) / len(one), sum(ok for _, ok in one) / len(one))
        for one in held
        if one
    ]


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> float | None:
    """Σ over bins of |bin| / n · |share right - mean confidence|, in [0, 1]; None for no questions."""
    if not confidences:
        return None
    made = calibration_bins(confidences, right, bins)
    return sum(one.questions * abs(one.right - one.confidence) for one in made) / len(confidences)
