"""Figures against their floors."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import GateError, SettingsError

FLOORS = Path(__file__).resolve().parent / "floors.toml"


def check_floors(figures: Mapping[str, float], path: Path = FLOORS) -> list[str]:
    """A line for every figure that was checked against `[floors]` and `[ceilings]` of the file.

    Raises:
        SettingsError: the file cannot be read, or names a figure that the run does not have.
        GateError: a figure is below its floor or above its ceiling; the message lists each.
    """
    try:
        limits = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"floors file {path}: {error}") from error
    if unknown := set(limits) - {"floors", "ceilings"}:
        raise SettingsError(f"floors file {path}: unknown table {sorted(unknown)[0]!r}")
    checked: list[str] = []
    missed: list[str] = []
    for table, sign in (("floors", 1), ("ceilings", -1)):
        for name, limit in limits.get(table, {}).items():
            if name not in figures:
                raise SettingsError(f"floors file {path}: the run has no figure {name!r}")
            line = f"{name} is {figures[name]:.4f}, {table[:-1]} {limit:.4f}"
            if sign * (figures[name] - limit) < 0:
                missed.append(f"{line}, off by {abs(figures[name] - limit):.4f}")
            checked.append(line)
    if missed:
        raise GateError("; ".join(missed))
    return checked
