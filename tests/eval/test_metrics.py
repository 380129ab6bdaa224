"""Every measure against values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Span
from eval import GoldSpan, Question, metrics
from index import Hit
from qa import Answer

NOT_JUDGED = Question("q", "?", answerable=True)


def _question(**judgements: object) -> Question:
    return Question("q", "?", answerable=True, **judgements)


def test_hits_and_reciprocal_rank(make_hits: Callable[..., list[Hit]]) -> None:
    hits = make_hits(("a", 0, 9), ("a", 9, 20), ("b", 0, 9), ("c", 0, 9))
    question = _question(relevant=("c",))
    # Articles in order: a, b, c.
    assert [metrics.hit_at(question, hits, k) for k in (1, 2, 3)] == [0.0, 0.0, 1.0]
    assert metrics.reciprocal_rank(question, hits) == pytest.approx(1 / 3)
    # Without b, which is to be ignored: a, c.
    assert metrics.reciprocal_rank(_question(relevant=("c",), ignore=("b",)), hits) == pytest.approx(1 / 2)
    assert metrics.reciprocal_rank(_question(relevant=("z",)), hits) == 0.0
    assert metrics.hit_at(NOT_JUDGED, hits, 1) is metrics.reciprocal_rank(NOT_JUDGED, hits) is None


def test_span_recall_and_span_inside(make_hits: Callable[..., list[Hit]]) -> None:
    gold = (GoldSpan("a", Span(10, 20), "x" * 10), GoldSpan("b", Span(0, 10), "y" * 10))
    hits = make_hits(("a", 0, 15), ("c", 0, 99), ("b", 0, 10))
    question = _question(spans=gold)
    # 5 of 20 characters in the first passage, 15 of 20 in the first three.
    assert metrics.span_recall(question, hits, 1) == pytest.approx(5 / 20)
    assert metrics.span_recall(question, hits, 3) == pytest.approx(15 / 20)
    assert [metrics.span_inside(question, hits, k) for k in (1, 3)] == [0.0, 1.0]
    assert metrics.span_recall(NOT_JUDGED, hits, 5) is metrics.span_inside(NOT_JUDGED, hits, 5) is None


def test_a_character_in_two_spans_counts_once(make_hits: Callable[..., list[Hit]]) -> None:
    gold = (GoldSpan("a", Span(0, 10), "x" * 10), GoldSpan("a", Span(5, 15), "x" * 10))
    assert metrics.span_recall(_question(spans=gold), make_hits(("a", 0, 6)), 1) == pytest.approx(6 / 15)


@pytest.mark.parametrize(
    ("said", "match", "f1"),
    [
        ("The Eiffel Tower!", 1.0, 1.0),
        ("eiffel tower", 1.0, 1.0),
        ("Eiffel Tower in Paris", 0.0, 2 * 2 / (4 + 2)),
        ("tower", 0.0, 2 * 1 / (1 + 2)),
        ("bridge", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_exact_match_and_token_f1(said: str, match: float, f1: float) -> None:
    question = _question(answers=("the Eiffel Tower", "a bell"))
    assert metrics.exact_match(question, said) == match
    assert metrics.token_f1(question, said) == pytest.approx(f1)
    assert metrics.exact_match(NOT_JUDGED, said) is metrics.token_f1(NOT_JUDGED, said) is None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("It cost 17 crowns.", 1.0),
        ("It cost 170 crowns.", 0.0),
        ("Seventeen, that is “17”.", 1.0),
        ("", 0.0),
    ],
)
def test_contains_whole_words(said: str, found: float) -> None:
    assert metrics.contains_answer(_question(answers=("17", "two hundred")), said) == found
    assert metrics.contains_answer(NOT_JUDGED, said) is None


def test_passages_contain(make_hits: Callable[..., list[Hit]]) -> None:
    question = _question(answers=("17",))
    hits = make_hits(("a", 0, 5)) + make_hits(("b", 0, 5), text="all 17 came")
    assert metrics.passages_contain_answer(question, hits, 1) == 0.0
    assert metrics.passages_contain_answer(question, hits, 2) == 1.0
    assert metrics.passages_contain_answer(question, [], 5) == 0.0
    assert metrics.passages_contain_answer(NOT_JUDGED, hits, 2) is None


def test_refusals_count_for_their_own_kind_of_question(make_answer: Callable[..., Answer]) -> None:
    unanswerable = Question("q", "?", answerable=False)
    refusal = make_answer(abstained=True)
    assert metrics.refused(unanswerable, refusal, answerable=False) == 1.0
    assert metrics.refused(unanswerable, refusal, answerable=True) is None
    assert metrics.refused(NOT_JUDGED, refusal, answerable=True) == 1.0
    assert metrics.refused(NOT_JUDGED, make_answer(("a", 0, 1, "x")), answerable=True) == 0.0


def test_quotes_are_compared_with_the_articles(make_answer: Callable[..., Answer]) -> None:
    articles = {"a": Article("a", "T", "One. Two.")}
    answer = make_answer(
        ("a", 0, 4, "One."), ("a", 5, 9, "two."), ("gone", 0, 4, "One."), ("a", 5, 9, "Two.")
    )
    assert metrics.exact_quotes(answer, articles.get) == pytest.approx(2 / 4)
    assert metrics.exact_quotes(make_answer(abstained=True), articles.get) is None


@pytest.mark.parametrize(
    ("confidences", "right", "area"),
    [
        # Risks at coverage 1/3, 2/3, 1: 0, 0, 1/3.
        ([0.9, 0.8, 0.1], [True, True, False], (0 + 0 + 1 / 3) / 3),
        # The wrong one first: 1, 1/2, 1/3.
        ([0.1, 0.2, 0.9], [True, True, False], (1 + 1 / 2 + 1 / 3) / 3),
        # All alike: the error rate throughout.
        ([0.5, 0.5, 0.5, 0.5], [True, False, True, False], 0.5),
        ([0.5], [True], 0.0),
    ],
)
def test_area_under_risk_coverage(confidences: list[float], right: list[bool], area: float) -> None:
    assert metrics.area_under_risk_coverage(confidences, right) == pytest.approx(area)


def test_area_of_nothing_and_of_uneven_lists() -> None:
    assert metrics.area_under_risk_coverage([], []) is None
    with pytest.raises(ValueError, match="1 confidences for 0 judgements"):
        metrics.area_under_risk_coverage([0.5], [])


PAIRS = st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=12)


@given(PAIRS, st.randoms())
def test_area_lies_in_0_1_and_does_not_depend_on_order(pairs: list[tuple[float, bool]], random) -> None:
    area = metrics.area_under_risk_coverage(*zip(*pairs, strict=True))
    assert 0.0 <= area <= 1.0
    random.shuffle(pairs)
    assert metrics.area_under_risk_coverage(*zip(*pairs, strict=True)) == pytest.approx(area)


@given(st.text(max_size=40), st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_text_measures_lie_in_0_1_and_agree(said: str, answers: list[str]) -> None:
    question = _question(answers=tuple(answers))
    match, f1 = metrics.exact_match(question, said), metrics.token_f1(question, said)
    assert 0.0 <= f1 <= 1.0
    assert match in (0.0, 1.0)
    assert f1 == 1.0 or match == 0.0
