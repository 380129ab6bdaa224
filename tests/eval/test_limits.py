"""Floors that would let anything pass, and misses that must be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import GateError, SettingsError
from eval import check_floors


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    return tmp_path / "floors.toml"


def test_every_missed_figure_is_listed_and_no_other(floors: Path) -> None:
    floors.write_text("[floors]\na = 0.9\nb = 0.1\n[ceilings]\nc = 0.2\n")
    with pytest.raises(GateError) as error:
        check_floors({"a": 0.85, "b": 0.5, "c": 0.25}, floors)
    assert (
        str(error.value)
        == "a is 0.8500, floor 0.9000, off by 0.0500; c is 0.2500, ceiling 0.2000, off by 0.0500"
    )


def test_a_near_miss_does_not_look_like_none(floors: Path) -> None:
    floors.write_text("[floors]\na = 1.0\n")
    with pytest.raises(GateError, match="off by 2e-06"):
        check_floors({"a": 0.999998}, floors)


@pytest.mark.parametrize(("figure", "limit"), [(float("nan"), "0.5"), (0.5, "nan")])
@pytest.mark.parametrize("table", ["floors", "ceilings"])
def test_what_is_not_a_number_does_not_pass(floors: Path, figure: float, limit: str, table: str) -> None:
    floors.write_text(f"[{table}]\na = {limit}\n")
    with pytest.raises(GateError):
        check_floors({"a": figure}, floors)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "sets no limit"),
        ("[floors]\n[ceilings]\n", "sets no limit"),
        ("floors = 3", "floors is not a table"),
        ('[floors]\na = "1"', "floors.a is '1', not a number"),
        ("[ceilings]\na = true", "ceilings.a is True, not a number"),
        ("[floors]\nb = 1.0", "no figure 'b'; it has: a"),
    ],
)
def test_a_file_of_no_use_is_refused(floors: Path, text: str, message: str) -> None:
    floors.write_text(text)
    with pytest.raises(SettingsError, match=message):
        check_floors({"a": 1.0}, floors)


def test_the_floors_that_come_with_it_can_be_read() -> None:
    with pytest.raises((SettingsError, GateError), match="quotes_exact"):
        check_floors({"quotes_exact": 0.5})
