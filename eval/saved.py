"""A run as it lies in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError

NOT_SCORES = frozenset(
    (
        "id",
        "kind",
        "split",
        "question",
        "answerable",
        "abstained",
        "confidence",
        "right",
        "right_if_answered",
        "ranks",
    )
)
"""The fields of a line of `scores.jsonl` that are no measure."""


@dataclass(frozen=True, slots=True)
class SavedRun:
    """What `Run.save` wrote, but for the answers; `rows` are the lines of `scores.jsonl`."""

    folder: Path
    summary: Mapping[str, Any]
    environment: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]

    @property
    def figures(self) -> dict[str, float]:
        return {name: float(value) for name, value in self.summary["figures"].items()}

    @property
    def measures(self) -> list[str]:
        """The names of the scores that each question has."""
        return [name for name in self.rows[0] if name not in NOT_SCORES] if self.rows else []


def load_run(folder: Path) -> SavedRun:
    """The run in `folder`.

    Raises:
        SettingsError: there is none, or it is broken.
    """
    try:
        lines = (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()
        run = SavedRun(
            folder,
            json.loads((folder / "summary.json").read_text(encoding="utf-8")),
            json.loads((folder / "environment.json").read_text(encoding="utf-8")),
            [json.loads(line) for line in lines],
        )
        if not run.figures or not all("right" in row and "id" in row for row in run.rows):
            raise ValueError("no figures")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_run(folder) from error
    return run


def load_figures(folder: Path) -> dict[str, float]:
    """The figures of the run in `folder`, from its summary alone.

    Raises:
        SettingsError: there is none, or it is broken.
    """
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        return {name: float(value) for name, value in summary["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_run(folder) from error


def _no_run(folder: Path) -> SettingsError:
    return SettingsError(f"{folder} holds no run; make one with: citewise-eval run --out {folder}")
