"""A statement is shown only when its citations have what it says."""

from __future__ import annotations

import pytest

from index import Index
from qa.attribution import Attribution, attribute

QUOTE = "The harbour bridge of Velmora opened on 3 May 2021 after nine years of work."
COST = "It cost 412 million crowns, the mayor said."


@pytest.mark.parametrize(
    "statement",
    [QUOTE, QUOTE[4:40], f"{QUOTE} {COST}", f"  {COST} "],
    ids=["whole", "a part", "both", "white space"],
)
def test_a_quotation_is_fully_supported(opened: Index, statement: str) -> None:
    assert attribute(opened, statement, [QUOTE, COST]) == Attribution(1.0)


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("The bridge cost 421 million crowns.", ("421",)),
        ("The bridge opened on 4 May 2021.", ("4",)),
        ("The bridge opened on 2021-05-04.", ("2021-05-04",)),
        ("The bridge opened on 2021-06-03.", ("2021-06-03",)),
        ("The harbour bridge of Lindal opened in 2021.", ("Lindal",)),
        ("It opened after ten years of work.", ("10",)),
        ("The bridge of Velmora opened in March 2020.", ("2020", "March")),
    ],
)
def test_a_number_date_or_name_of_its_own_is_unsupported(
    opened: Index, statement: str, missing: tuple[str, ...]
) -> None:
    found = attribute(opened, statement, [QUOTE, COST])
    assert found == Attribution(0.0, missing)
    assert not found.supported


@pytest.mark.parametrize(
    "statement",
    [
        "The harbour bridge opened on 2021-05-03.",
        "The bridge of Velmora opened after 9 years of work.",
        "The mayor said it cost 412 million crowns.",
    ],
)
def test_the_same_in_other_words_is_supported(opened: Index, statement: str) -> None:
    found = attribute(opened, statement, [QUOTE, COST])
    assert found.missing == ()
    assert found.supported
    assert found.support <= 1.0 + 1e-6


@pytest.mark.parametrize(("said", "written"), [("9,999", "9999"), ("1.5", "1,5"), ("03", "3")])
def test_one_number_is_written_in_several_ways(opened: Index, said: str, written: str) -> None:
    assert attribute(opened, f"There were {said} of them.", [f"They were {written}."]).missing == ()


def test_something_else_is_unsupported(opened: Index) -> None:
    assert not attribute(opened, "Frost destroyed the orchards overnight.", [QUOTE, COST]).supported


@pytest.mark.parametrize(("statement", "quotes"), [("", [QUOTE]), (QUOTE, [])])
def test_nothing_supports_and_nothing_is_supported(opened: Index, statement: str, quotes: list[str]) -> None:
    assert attribute(opened, statement, quotes) == Attribution(0.0)
