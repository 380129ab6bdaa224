"""What an answer costs: milliseconds, tokens, memory."""

from __future__ import annotations

import sys
from collections.abc import Sequence

PERCENTILES = (50, 95, 99)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The 50th, 95th and 99th percentiles, interpolated linearly between values, to a tenth; 0 for none."""
    import numpy as np

    found = np.percentile(values, PERCENTILES) if values else [0.0] * len(PERCENTILES)
    return {f"p{which}": round(float(value), 1) for which, value in zip(PERCENTILES, found, strict=True)}


def peak_memory_mb() -> int | None:
    """The most memory that the process has held, in MB of 2^20 bytes; None where it cannot be told."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20) if sys.platform == "darwin" else peak / 1024)
