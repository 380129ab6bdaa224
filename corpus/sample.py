"""Where the sample corpus lies."""

from __future__ import annotations

from pathlib import Path


def sample_corpus() -> Path:
    """The folder of the sample articles that come with the package."""
    return Path(__file__).resolve().parent / "data"
