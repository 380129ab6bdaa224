"""Where the metrics of an answer could be read in two ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus import Article
from eval import (
    Question,
    QuoteCount,
    area_under_risk_coverage,
    contains_answer,
    count_quotes,
    exact_match,
    exact_quotes,
    normalised,
    token_f1,
)
from qa import Answer

Make = Callable[..., Answer]
TEXT = "It cost 412 million crowns, the mayor said."


def _gold(*answers: str) -> Question:
    return Question("q", "?", answerable=True, answers=answers)


def _article(name: str) -> Article | None:
    return Article("a", "Bridge", TEXT) if name == "a" else None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("The  Mayor's\nHouse!", "mayors house"),
        ("“A 38,000-tonne bridge”", "38000tonne bridge"),
        ("anthem of a theatre", "anthem of theatre"),
        ("ﬁve", "five"),
        ("the", ""),
        ("", ""),
    ],
)
def test_normalisation(text: str, form: str) -> None:
    assert normalised(text) == form


@pytest.mark.parametrize(
    ("said", "gold", "found"),
    [
        ("It cost 412 million crowns.", "the 412 million crowns", 1.0),
        ("Marseilles", "Marseille", 0.0),
        ("412 million", "412 million crowns", 0.0),
    ],
)
def test_gold_is_contained_whole(said: str, gold: str, found: float) -> None:
    assert contains_answer(_gold(gold), said) == found


def test_a_token_said_twice_is_shared_once() -> None:
    # 2 * 1 / (2 + 1)
    assert token_f1(_gold("frost"), "frost frost") == pytest.approx(2 / 3)


@pytest.mark.parametrize("metric", [contains_answer, exact_match, token_f1])
def test_an_abstention_says_no_gold_answer_though_normalising_leaves_nothing_of_it(
    metric: Callable[[Question, str], float | None],
) -> None:
    assert metric(_gold("A", "?"), "") == 0.0
    assert metric(_gold("A", "vitamin A"), "Vitamin!") == 1.0


@pytest.mark.parametrize(
    "bad",
    [
        ("a", 8, 11, "413"),
        ("a", 8, 12, "412"),
        ("a", 7, 11, "412"),
        ("a", 8, 8, ""),
        ("a", -5, -1, "said"),
        ("gone", 8, 11, "412"),
    ],
)
def test_a_citation_must_be_the_articles_own_characters(
    make_answer: Make, bad: tuple[str, int, int, str]
) -> None:
    good = ("a", 8, 11, "412")
    assert count_quotes(make_answer(good), _article) == QuoteCount(1, characters=3)
    count = count_quotes(make_answer(good, bad), _article)
    assert (count.citations, count.inexact) == (2, 1)
    assert exact_quotes(make_answer(good, bad), _article) == 0.5


def test_citations_that_share_a_number_are_all_looked_at(make_answer: Make) -> None:
    answer = make_answer(("a", 8, 11, "999"), ("a", 8, 11, "412"))
    statements = [
        replace(one, citations=tuple(replace(citation, number=1) for citation in one.citations))
        for one in answer.statements
    ]
    answer = replace(answer, statements=tuple(statements))
    assert len(answer.citations) == 1
    assert count_quotes(answer, _article) == QuoteCount(2, characters=6, fabricated=1)


def test_one_citation_of_two_statements_counts_once(make_answer: Make) -> None:
    answer = make_answer(("a", 8, 11, "412"))
    assert count_quotes(replace(answer, statements=answer.statements * 2), _article) == QuoteCount(
        1, characters=3
    )


def test_equal_confidences_enter_the_area_together() -> None:
    # In order .9, then two at .5 of which one is wrong: risks 0/1, 0.5/2, 1/3.
    area = (0 + 0.25 + 1 / 3) / 3
    assert area_under_risk_coverage([0.5, 0.9, 0.5], [False, True, True]) == pytest.approx(area)
    assert area_under_risk_coverage([0.5, 0.9, 0.5], [True, True, False]) == pytest.approx(area)


def test_an_area_may_be_0_and_1() -> None:
    assert area_under_risk_coverage([0.9, 0.8, 0.8], [True] * 3) == 0.0
    assert area_under_risk_coverage([0.9, 0.8, 0.8], [False] * 3) == 1.0
