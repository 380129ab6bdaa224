"""Where the ranking metrics could be read in two ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus import Span
from eval import GoldSpan, Question, hit_at, reciprocal_rank, span_inside, span_recall
from index import Hit
from index.passage import Passage

Make = Callable[..., list[Hit]]


def _about(*relevant: str, ignore: tuple[str, ...] = ()) -> Question:
    return Question("q", "?", answerable=True, relevant=relevant, ignore=ignore)


def _with_spans(*spans: tuple[str, int, int]) -> Question:
    gold = tuple(GoldSpan(article, Span(start, end), "x" * (end - start)) for article, start, end in spans)
    return Question("q", "?", answerable=True, spans=gold)


@pytest.fixture
def hits(make_hits: Make) -> list[Hit]:
    return make_hits(("a", 0, 10), ("b", 0, 10), ("a", 10, 20), ("c", 0, 10))


@pytest.mark.parametrize(("article", "rank"), [("a", 1), ("b", 2), ("c", 3)])
def test_an_article_counts_at_its_first_passage(hits: list[Hit], article: str, rank: int) -> None:
    question = _about(article)
    assert [hit_at(question, hits, k) for k in (1, 2, 3)] == [float(k >= rank) for k in (1, 2, 3)]
    assert reciprocal_rank(question, hits) == 1 / rank


def test_the_best_of_several_relevant_articles_counts(hits: list[Hit]) -> None:
    assert reciprocal_rank(_about("c", "b"), hits) == 1 / 2


def test_a_copy_stands_right_after_the_article_that_represents_it(hits: list[Hit]) -> None:
    copied = [replace(hits[0], also_in=(Passage(9, "twin", Span(3, 13), "x" * 10),)), *hits[1:]]
    assert reciprocal_rank(_about("twin"), copied) == 1 / 2
    assert reciprocal_rank(_about("b"), copied) == 1 / 3


def test_an_ignored_article_is_no_hit_but_a_relevant_one_is_not_ignored(hits: list[Hit]) -> None:
    assert reciprocal_rank(_about("z", ignore=("a",)), hits) == 0.0
    assert reciprocal_rank(_about("a", ignore=("a",)), hits) == 1.0


def test_no_hits_are_a_miss() -> None:
    assert (hit_at(_about("a"), [], 5), reciprocal_rank(_about("a"), [])) == (0.0, 0.0)
    assert (span_recall(_with_spans(("a", 0, 1)), [], 5), span_inside(_with_spans(("a", 0, 1)), [], 5)) == (
        0,
        0,
    )


def test_a_gold_character_in_two_passages_counts_once(make_hits: Make) -> None:
    # Gold: 20 characters. The passages hold a[5:12), of which [5:10) twice, and b[8:10).
    question = _with_spans(("a", 5, 15), ("b", 0, 10))
    hits = make_hits(("a", 0, 10), ("a", 5, 12), ("b", 8, 30))
    assert [span_recall(question, hits, k) for k in (1, 2, 3)] == [5 / 20, 7 / 20, 9 / 20]


def test_the_same_offsets_in_another_article_are_not_gold(make_hits: Make) -> None:
    question = _with_spans(("a", 0, 10))
    assert span_recall(question, make_hits(("b", 0, 10)), 1) == 0.0
    assert span_inside(question, make_hits(("b", 0, 10)), 1) == 0.0


@pytest.mark.parametrize(
    ("place", "inside"), [((5, 15), 1.0), ((0, 99), 1.0), ((6, 15), 0.0), ((5, 14), 0.0), ((15, 20), 0.0)]
)
def test_a_span_is_inside_only_whole(make_hits: Make, place: tuple[int, int], inside: float) -> None:
    assert span_inside(_with_spans(("a", 5, 15)), make_hits(("a", *place)), 1) == inside


def test_two_passages_cover_a_span_that_neither_holds(make_hits: Make) -> None:
    question = _with_spans(("a", 5, 15))
    hits = make_hits(("a", 0, 10), ("a", 10, 20))
    assert (span_inside(question, hits, 2), span_recall(question, hits, 2)) == (0.0, 1.0)
