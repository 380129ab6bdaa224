"""The measures of the suite against sums done by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from corpus import Article, Span
from eval import (
    Abstention,
    GoldSpan,
    Question,
    QuoteCount,
    RiskPoint,
    abstention,
    article_recall,
    citation_precision,
    citation_recall,
    count_quotes,
    expected_calibration_error,
    ndcg,
    risk_coverage,
    token_overlap,
)
from eval.metrics.calibration import Bin, calibration_bins
from eval.metrics.citations import facts
from index import Hit
from qa import Answer

Make = Callable[..., Answer]
TEXT = "The dam held 22 million litres. It broke at night. Nobody was warned."


def _gold(article: str, start: int, end: int, text: str, fact: int | None = None) -> GoldSpan:
    return GoldSpan(article, Span(start, end), text, fact)


def _asked(*spans: GoldSpan, **more: object) -> Question:
    return Question("q", "?", answerable=True, spans=spans, **more)  # type: ignore[arg-type]


# Retrieval ---------------------------------------------------------------------------------------


def test_recall_is_over_all_relevant_articles(make_hits: Callable[..., list[Hit]]) -> None:
    hits = make_hits(("a", 0, 5), ("x", 0, 5), ("a", 5, 9), ("b", 0, 5))
    question = _asked(relevant=("a", "b", "c"))
    # Articles in order: a, x, b.
    assert [article_recall(question, hits, k) for k in (1, 2, 3)] == pytest.approx([1 / 3, 1 / 3, 2 / 3])
    assert article_recall(_asked(), hits, 3) is None


def test_ndcg_counts_grades_and_discounts_ranks(make_hits: Callable[..., list[Hit]]) -> None:
    hits = make_hits(("b", 0, 5), ("x", 0, 5), ("a", 0, 5))
    question = _asked(relevant=("a", "b"), graded=(("a", 3), ("b", 1)))
    found = 1 / math.log2(2) + 3 / math.log2(4)
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(question, hits, 10) == pytest.approx(found / ideal)
    assert ndcg(question, hits, 2) == pytest.approx((1 / math.log2(2)) / ideal)


def test_an_ungraded_relevant_article_has_grade_one(make_hits: Callable[..., list[Hit]]) -> None:
    hits = make_hits(("x", 0, 5), ("a", 0, 5))
    assert ndcg(_asked(relevant=("a",)), hits, 10) == pytest.approx(1 / math.log2(3))


def test_tokens_of_passages_against_those_of_gold_spans() -> None:
    from index import Passage

    # Gold: "22 million litres", 3 tokens. First passage: its sentence, 7 tokens with the stop, all 3 of
    # the gold ones. Second passage: the same sentence again and the next, 7 + 5 tokens.
    gold = _gold("a", 13, 30, TEXT[13:30])
    first = Hit(Passage(1, "a", Span(0, 31), TEXT[:31]), 1, 1.0)
    second = Hit(Passage(2, "a", Span(0, 50), TEXT[:50]), 2, 0.5)
    one = token_overlap(_asked(gold), [first], 5)
    assert one is not None
    assert (one.precision, one.recall, one.iou) == pytest.approx((3 / 7, 1.0, 3 / 7))
    both = token_overlap(_asked(gold), [first, second], 5)
    assert both is not None
    # A token held twice counts once above the line and twice below it.
    assert (both.precision, both.recall, both.iou) == pytest.approx((3 / 19, 1.0, 3 / 19))
    half = token_overlap(_asked(gold, _gold("b", 0, 5, "Storm")), [first], 5)
    assert half is not None
    assert (half.precision, half.recall, half.iou) == pytest.approx((3 / 7, 3 / 4, 3 / 8))


def test_no_token_overlap_without_spans_and_none_without_passages() -> None:
    assert token_overlap(_asked(), [], 5) is None
    none = token_overlap(_asked(_gold("a", 13, 30, TEXT[13:30])), [], 5)
    assert none is not None
    assert (none.precision, none.recall, none.iou) == (0.0, 0.0, 0.0)


# Citations ---------------------------------------------------------------------------------------


def test_spans_of_a_fact_are_alternatives() -> None:
    question = _asked(_gold("a", 0, 4, "x", 1), _gold("b", 0, 4, "y", 1), _gold("a", 9, 12, "z", 2))
    assert [len(one) for one in facts(question)] == [2, 1]


def test_without_facts_spans_in_the_same_words_are_one() -> None:
    question = _asked(_gold("a", 0, 4, "17 men"), _gold("b", 0, 4, "17 Men."), _gold("a", 9, 12, "13"))
    assert [len(one) for one in facts(question)] == [2, 1]


def test_citations_are_right_where_they_touch_gold(make_answer: Make) -> None:
    question = _asked(
        _gold("a", 0, 10, "x" * 10, 1), _gold("b", 5, 15, "y" * 10, 1), _gold("a", 20, 30, "z" * 10, 2)
    )
    # The first covers 5 of 10 characters of a fact, the second touches nothing.
    answer = make_answer(("a", 5, 12, "."), ("c", 0, 9, "."))
    assert citation_precision(question, answer) == 1 / 2
    assert citation_recall(question, answer) == (0.5 + 0.0) / 2
    # The copy in b covers the same fact better, and the second fact is cited whole.
    answer = make_answer(("a", 5, 12, "."), ("b", 5, 13, "."), ("a", 18, 31, "."))
    assert citation_precision(question, answer) == 1.0
    assert citation_recall(question, answer) == pytest.approx((0.8 + 1.0) / 2)


def test_two_citations_of_a_span_cover_it_together(make_answer: Make) -> None:
    question = _asked(_gold("a", 0, 10, "x" * 10))
    assert citation_recall(question, make_answer(("a", 0, 6, "."), ("a", 4, 10, "."))) == 1.0


def test_an_abstention_cites_nothing_wrong_and_nothing_at_all(make_answer: Make) -> None:
    question = _asked(_gold("a", 0, 10, "x" * 10))
    answer = make_answer(abstained=True)
    assert (citation_precision(question, answer), citation_recall(question, answer)) == (None, 0.0)
    assert citation_recall(_asked(), answer) is None


@pytest.mark.parametrize(
    ("article", "start", "quote", "fault"),
    [
        ("a", 0, "It broke at night.", "misplaced"),
        ("a", 0, "Storm Daniel struck.", "misattributed"),
        ("gone", 0, "Storm Daniel struck.", "misattributed"),
        ("a", 0, "The dam held 22 Nobody was warned.", "stitched"),
        ("a", 0, "The dam held 40 million litres.", "fabricated"),
        ("a", 0, "The dam was warned.", "fabricated"),
        ("a", 0, " ", "fabricated"),
    ],
)
def test_what_is_wrong_with_a_quotation(
    make_answer: Make, article: str, start: int, quote: str, fault: str
) -> None:
    articles = {
        "a": Article("a", "T", TEXT),
        "b": Article("b", "T", "On Sunday Storm Daniel struck. It rained."),
    }
    answer = make_answer((article, start, start + len(quote), quote))
    count = count_quotes(answer, articles.get, articles.values)
    assert count == QuoteCount(1, characters=len(quote), **{fault: 1})


# Abstention and calibration ----------------------------------------------------------------------


def test_abstention_by_hand() -> None:
    refused = [True, True, True, False, False]
    answerable = [False, False, True, True, False]
    # Three refused, two of them rightly; three unanswerable.
    assert abstention(refused, answerable) == Abstention(2 / 3, 2 / 3, 4 / 6)
    assert abstention([False], [True]) == Abstention(None, None, None)


def test_the_curve_has_a_point_for_each_confidence() -> None:
    assert risk_coverage([0.5, 0.9, 0.5, 0.1], [False, True, True, False]) == [
        RiskPoint(0.9, 1 / 4, 0.0),
        RiskPoint(0.5, 3 / 4, 1 / 3),
        RiskPoint(0.1, 1.0, 2 / 4),
    ]


def test_calibration_by_hand() -> None:
    confidences, right = [0.05, 0.15, 0.12, 1.0], [False, True, False, True]
    assert calibration_bins(confidences, right) == [
        Bin(1, 0.05, 0.0),
        Bin(2, pytest.approx(0.135), 0.5),
        Bin(1, 1.0, 1.0),
    ]
    expected = (1 * 0.05 + 2 * (0.5 - 0.135) + 1 * 0.0) / 4
    assert expected_calibration_error(confidences, right) == pytest.approx(expected)
    assert expected_calibration_error([], []) is None


@pytest.mark.parametrize("figure", [abstention, risk_coverage, expected_calibration_error])
def test_lists_of_different_lengths_are_refused(figure: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match=r"zip|confidences"):
        figure([0.5, 0.5], [True])
