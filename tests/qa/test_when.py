"""Words for time, understood on the day of asking."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.when import period_of

THURSDAY = date(2030, 6, 20)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened today?", "2030-06-20", "2030-06-20"),
        ("What happened yesterday?", "2030-06-19", "2030-06-20"),
        ("Who won this week?", "2030-06-13", "2030-06-20"),
        ("Who won last week?", "2030-06-10", "2030-06-16"),
        ("Who won two weeks ago?", "2030-06-03", "2030-06-09"),
        ("What was decided three days ago?", "2030-06-17", "2030-06-18"),
        ("What was decided this month?", "2030-06-01", "2030-06-20"),
        ("What was decided last month?", "2030-05-01", "2030-05-31"),
        ("What was decided six months ago?", "2029-12-01", "2029-12-31"),
        ("What was decided this year?", "2030-01-01", "2030-06-20"),
        ("What was decided last year?", "2029-01-01", "2029-12-31"),
        ("What came in the past ten days?", "2030-06-10", "2030-06-20"),
        ("What came in the last two months?", "2030-04-20", "2030-06-20"),
        ("What was said in April 2024?", "2024-04-01", "2024-05-07"),
        ("What was said in April?", "2030-04-01", "2030-05-07"),
        ("What was said in December?", "2029-12-01", "2030-01-07"),
        ("What was said at the beginning of June?", "2030-06-01", "2030-06-13"),
        ("What was said at the end of May 2029?", "2029-05-19", "2029-06-02"),
        ("What was said at the start of the year?", "2030-01-01", "2030-02-15"),
        ("What was said on 3 May 2029?", "2029-05-03", "2029-05-05"),
        ("What was said on May 3rd?", "2030-05-03", "2030-05-05"),
        ("What was said on 2029-05-03?", "2029-05-03", "2029-05-05"),
        ("What was said on Monday?", "2030-06-17", "2030-06-18"),
        ("What has been said recently?", "2030-05-30", "2030-06-20"),
    ],
)
def test_words_stand_for_days(question: str, first: str, last: str) -> None:
    period = period_of(question, THURSDAY)
    assert period is not None
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert not period.newest


@pytest.mark.parametrize(
    "question", ["What is the latest figure?", "Who leads the party now?", "What is the current rate?"]
)
def test_the_newest_is_asked_for(question: str) -> None:
    period = period_of(question, THURSDAY)
    assert period is not None
    assert period.newest
    assert period.last == THURSDAY


@pytest.mark.parametrize(
    "question",
    [
        "Who built the bridge?",
        "Which track is on the other side of Now and Then?",
        "May the council decide?",
        "How long did the march last?",
        "Who wrote One Hundred Years of Solitude?",
        "",
    ],
)
def test_other_words_stand_for_none(question: str) -> None:
    assert period_of(question, THURSDAY) is None


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("How full is the lake this week?", "How full is the lake?"),
        ("What is the latest rate?", "What is the rate?"),
        ("Who won in the past two weeks, and why?", "Who won, and why?"),
        ("What was said in April 2024?", "What was said in April 2024?"),
    ],
)
def test_words_that_no_article_says_are_taken_out(question: str, left: str) -> None:
    period = period_of(question, THURSDAY)
    assert period is not None
    assert period.without_words(question) == left


@example(date(2000, 3, 1), "in March")
@given(
    DAYS,
    st.sampled_from(
        [
            "today",
            "yesterday",
            "this week",
            "last week",
            "last month",
            "this month",
            "two weeks ago",
            "eleven months ago",
            "last weekend",
            "in March",
            "on 29 February",
            "on Friday",
            "last year",
            "lately",
        ]
    ),
)
def test_days_are_in_order_and_not_in_the_future(asked: date, words: str) -> None:
    period = period_of(f"What happened {words}?", asked)
    if words != "on 29 February":
        assert period is not None
    if period is not None:
        assert period.first <= period.last
        assert period.first <= asked
        assert period.last <= asked + timedelta(days=8)


@given(st.text(max_size=60), DAYS)
def test_nothing_makes_it_fail(question: str, asked: date) -> None:
    period = period_of(question, asked)
    if period is not None:
        period.without_words(question)
