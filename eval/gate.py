"""Figures against their floors."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import GateError, SettingsError

FLOORS = Path(__file__).resolve().parent / "floors.toml"


def check_floors(figures: Mapping[str, float], path: Path = FLOORS) -> list[str]:
    """A line for every figure that was checked against `[floors]` and `[ceilings]` of the file.

    A figure that equals its limit passes.

    Raises:
        SettingsError: the file cannot be read, sets no limit, or names a figure that the run
            does not have.
        GateError: a figure is below its floor or above its ceiling; the message lists each.
    """
    checked: list[str] = []
    missed: list[str] = []
    for table, name, limit in _limits(path):
        if name not in figures:
            raise SettingsError(
                f"floors file {path}: the run has no figure {name!r}; it has: {', '.join(sorted(figures))}"
            )
        figure = figures[name]
        line = f"{name} is {figure:.4f}, {table[:-1]} {limit:.4f}"
        # Said this way round, a figure that is not a number fails.
        if figure >= limit if table == "floors" else figure <= limit:
            checked.append(line)
        else:
            by = abs(figure - limit)
            missed.append(f"{line}, off by {by:.1g}" if by < 0.0001 else f"{line}, off by {by:.4f}")
    if missed:
        raise GateError("; ".join(missed))
    return checked


def _limits(path: Path) -> list[tuple[str, str, float]]:
    """Table, figure and limit of every line of the file."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"floors file {path}: {error}") from error
    limits = []
    for table, lines in tables.items():
        if table not in ("floors", "ceilings"):
            raise SettingsError(f"floors file {path}: unknown table {table!r}; known: floors, ceilings")
        if not isinstance(lines, dict):
            raise SettingsError(f"floors file {path}: {table} is not a table")
        for name, limit in lines.items():
            if not isinstance(limit, int | float) or isinstance(limit, bool):
                raise SettingsError(f"floors file {path}: {table}.{name} is {limit!r}, not a number")
            limits.append((table, name, float(limit)))
    if not limits:
        raise SettingsError(f"floors file {path} sets no limit, so it would let anything pass")
    return limits
