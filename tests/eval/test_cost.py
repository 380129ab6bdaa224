from __future__ import annotations

import pytest

from eval.metrics import peak_memory_mb, percentiles


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (0.0, 0.0, 0.0)),
        ([7.04], (7.0, 7.0, 7.0)),
        ([3.0, 1.0], (2.0, 2.9, 3.0)),
        ([float(n) for n in range(101)], (50.0, 95.0, 99.0)),
    ],
)
def test_percentiles_interpolate_between_the_nearest(
    values: list[float], expected: tuple[float, float, float]
) -> None:
    assert percentiles(values) == dict(zip(("p50", "p95", "p99"), expected, strict=True))


def test_memory_is_told_in_mb() -> None:
    peak = peak_memory_mb()
    assert peak is None or 10 < peak < 1_000_000
