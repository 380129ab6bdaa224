"""Filters of the page, and the timeline."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionError
from index import Filters
from index.facets import Facets
from qa.chat.filters import choices, chosen_filters, period, timeline_html


def test_empty_fields_are_no_filter() -> None:
    assert chosen_filters([], None, " ", None) is None


def test_fields_become_filters() -> None:
    assert chosen_filters(["Gazette"], ["en"], " 2024-01-01", "") == Filters(
        sources=("Gazette",), languages=("en",), published_from="2024-01-01"
    )


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(QuestionError, match="write a day as YYYY-MM-DD"):
        chosen_filters([], [], "yesterday", None)


def test_choices_tell_how_many() -> None:
    assert choices({"Gazette": 1200}) == [("Gazette (1,200)", "Gazette")]


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_period_holds_its_days_and_no_other(day: date) -> None:
    for name in (f"{day.year:04d}-{day.month:02d}", f"{day.year:04d}"):
        days = period(name)
        assert days is not None
        first, last = (date.fromisoformat(one) for one in days)
        assert first <= day <= last
        assert first.isoformat().startswith(name)
        assert last.isoformat().startswith(name)
        assert first.day == 1
        assert last == date.max or (last.toordinal() + 1, 1) == (
            date.fromordinal(last.toordinal() + 1).toordinal(),
            date.fromordinal(last.toordinal() + 1).day,
        )


@given(st.text(max_size=10))
def test_anything_else_is_no_period(name: str) -> None:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", name):
        assert period(name) is None


def test_the_timeline_has_a_bar_for_every_month_between() -> None:
    page = timeline_html(Facets({}, {}, {"2023-11": 4, "2024-02": 1}))
    bars = re.findall(r'data-period="([^"]*)".*?height: (\d+)%', page)
    assert bars == [("2023-11", "100"), ("2023-12", "0"), ("2024-01", "0"), ("2024-02", "25")]


def test_a_long_timeline_goes_by_year() -> None:
    page = timeline_html(Facets({}, {}, {"1999-11": 4, "2024-02": 1, "2024-03": 1}))
    names = re.findall(r'data-period="([^"]*)"', page)
    assert names == [str(year) for year in range(1999, 2025)]


@pytest.mark.parametrize("months", [{}, {"2024-01": 3}, {"no date": 1, "2024-01": 3}])
def test_what_cannot_be_told_apart_has_no_timeline(months: dict[str, int]) -> None:
    assert timeline_html(Facets({}, {}, months)) == ""
