"""When two short answers cannot both be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.values import can_exclude, exclude_one_another, figures_of, says


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("97", "115"),
        ("Fourteen people", "17 lives"),
        ("more than 7,000", "53,537"),
        ("1.48 °C", "1.45 °C"),
        ("12 July", "19 July"),
        ("2031", "2033"),
        ("about 14 metres", "15.2 metres"),
        ("$5.4 billion", "7 billion dollars"),
        ("twenty-one", "22"),
        ("Berit Aas", "Olav Rud"),
    ],
)
def test_different_values_exclude_each_other(one: str, other: str) -> None:
    assert exclude_one_another(one, other, names=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at least 97", "97"),
        ("More than 7,000", "7,108"),
        ("seven", "7"),
        ("$5.4 billion", "5.4 billion dollars"),
        ("July", "19 July 2030"),
        ("12 July", "2030"),
        ("12 July", "12"),
        ("three days", "12 kilometres"),
        ("32 minutes", "11 hours and 55 minutes"),
        ("$1.9 billion", "between $1.7 billion and $1.9 billion"),
        ("Ida Holm", "Holm, the director"),
        ("a broken cable", "a cigarette"),
        ("", "12"),
    ],
)
def test_what_agrees_or_cannot_be_compared_does_not(one: str, other: str) -> None:
    assert not exclude_one_another(one, other, names=True)


def test_names_are_compared_only_where_a_name_is_asked_for() -> None:
    assert not exclude_one_another("Berit Aas", "Olav Rud", names=False)


@given(st.integers(1, 10**9))
def test_a_number_agrees_with_itself_however_it_is_written(number: int) -> None:
    assert not exclude_one_another(f"{number}", f"some {number:,} people", names=True)
    assert [figure.number for figure in figures_of(f"{number:,}")] in ([number], [])


@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_it_is_the_same_both_ways(one: str, other: str, names: bool) -> None:
    assert exclude_one_another(one, other, names=names) == exclude_one_another(other, one, names=names)
    assert not exclude_one_another(one, one, names=names)


PARTS = st.lists(
    st.sampled_from(
        ["14", "1,400", "twenty-one", "May", "12 July", "2031", "$", "million", "Berit", "bus", "3:1"]
    ),
    max_size=4,
).map(" ".join)


@given(PARTS, PARTS, st.booleans())
def test_what_can_exclude_nothing_does_not(one: str, other: str, names: bool) -> None:
    if exclude_one_another(one, other, names=names):
        assert can_exclude(one, names=names)
        assert can_exclude(other, names=names)


def test_words_can_exclude_nothing_and_names_only_where_a_name_is_asked_for() -> None:
    assert not can_exclude("a broken cable", names=True)
    assert not can_exclude("Berit Aas", names=False)
    assert can_exclude("Berit Aas", names=True)


def test_an_article_says_a_figure_whole() -> None:
    assert says("cut to at least 97, down from the 115 announced in August", "115")
    assert not says("cut to at least 97, down from 1,150", "115")
    assert not says("nobody knows", "unknown")
