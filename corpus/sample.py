"""Where the sample corpus lies."""

from __future__ import annotations

from pathlib import Path

SAMPLE_QUESTIONS = {
    "How many people died in the Lahaina fire?": "maui-fire-toll-revised-97-2023",
    "By how many minutes did DART shorten the orbit of Dimorphos?": "dart-nature-papers-33-minutes-2023",
    "Why did UBS take over Credit Suisse?": "ubs-credit-suisse-takeover-2023",
    "Who makes the R21 malaria vaccine?": "r21-malaria-vaccine-who-2023",
}
"""Questions to begin with, each with an article of the sample corpus that answers it."""


def sample_corpus() -> Path:
    """The folder of the sample articles that come with the package."""
    return Path(__file__).resolve().parent / "data"
