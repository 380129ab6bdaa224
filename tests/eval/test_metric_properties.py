from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Span
from eval import (
    GoldSpan,
    Question,
    area_under_risk_coverage,
    contains_answer,
    exact_match,
    exact_quotes,
    hit_at,
    normalised,
    passages_contain_answer,
    reciprocal_rank,
    refused,
    span_inside,
    span_recall,
    token_f1,
)
from index import Hit, Passage
from qa import Answer, Citation, Statement

NAMES = st.sampled_from("abcd")
SPANS = st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda pair: Span(pair[0], sum(pair)))
# Short and out of few words, so that texts and answers meet.
TEXTS = st.lists(st.sampled_from(["the", "a", "412", "frost", "Frost,", "?", "—", "é", "tonnes"]), max_size=6)
TEXT = TEXTS.map(" ".join) | st.text(max_size=8)
QUESTIONS = st.builds(
    Question,
    id=st.just("q"),
    question=st.just("?"),
    answerable=st.booleans(),
    answers=st.lists(TEXT, max_size=3).map(tuple),
    relevant=st.lists(NAMES, max_size=3).map(tuple),
    ignore=st.lists(NAMES, max_size=2).map(tuple),
    spans=st.lists(st.builds(GoldSpan, NAMES, SPANS, st.just("")), max_size=3).map(tuple),
)
HITS = st.lists(
    st.builds(
        Hit,
        passage=st.builds(Passage, st.integers(0, 9), NAMES, SPANS, TEXT),
        rank=st.integers(1, 9),
        score=st.floats(0, 1),
    ),
    max_size=8,
)
CITATIONS = st.builds(
    Citation,
    number=st.integers(1, 3),
    article_id=NAMES,
    title=st.just(""),
    url=st.none(),
    published=st.none(),
    start=st.integers(-3, 12),
    end=st.integers(-3, 12),
    quote=st.text("frost", max_size=3),
)


@given(QUESTIONS, HITS, st.integers(1, 10))
def test_ranking_metrics_lie_between_0_and_1_and_do_not_fall_with_k(
    question: Question, hits: list[Hit], k: int
) -> None:
    for metric in (hit_at, span_recall, span_inside, passages_contain_answer):
        score, deeper = metric(question, hits, k), metric(question, hits, k + 1)
        assert (score is None) == (deeper is None)
        if score is not None and deeper is not None:
            assert 0.0 <= score <= deeper <= 1.0
    rank = reciprocal_rank(question, hits)
    assert (rank is None) == (not question.relevant)
    if rank is not None:
        assert 0.0 <= rank <= 1.0
        assert hit_at(question, hits, 1) == float(rank == 1.0)


@given(QUESTIONS, TEXT)
def test_answer_metrics_agree_with_one_another(question: Question, said: str) -> None:
    exact, f1, held = (metric(question, said) for metric in (exact_match, token_f1, contains_answer))
    if exact is None or f1 is None or held is None:
        assert exact is f1 is held is None
        return
    assert 0.0 <= exact <= f1 <= 1.0
    assert exact <= held <= 1.0


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_gold_answer_in_a_text_is_found(before: str, answer: str, after: str) -> None:
    question = Question("q", "?", answerable=True, answers=(answer,))
    assert contains_answer(question, f"{before} {answer} {after}") == float(bool(normalised(answer)))


@given(st.lists(CITATIONS, max_size=5), st.text("frost", max_size=12), QUESTIONS)
def test_share_of_exact_quotations(citations: list[Citation], text: str, question: Question) -> None:
    statements = (Statement("said", tuple(citations), 0.5),)
    answer = Answer("?", "said", None, not citations, 0.5, statements, ())
    score = exact_quotes(answer, lambda name: Article(name, "", text) if name != "d" else None)
    assert score is None if not citations else score is not None and 0.0 <= score <= 1.0
    assert refused(question, answer, answerable=True) in (0.0, 1.0, None)


PAIRS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9]) | st.floats(0, 1), st.booleans()), min_size=1
)


@given(PAIRS)
def test_the_area_lies_between_0_and_1(pairs: list[tuple[float, bool]]) -> None:
    area = area_under_risk_coverage(*zip(*pairs, strict=True))
    assert area is not None
    assert 0.0 <= area <= 1.0


@given(PAIRS)
def test_without_ties_the_area_is_the_mean_risk(pairs: list[tuple[float, bool]]) -> None:
    right = [ok for _, ok in pairs]
    falling = [1.0 - place / len(right) for place in range(len(right))]
    risks = [right[:n].count(False) / n for n in range(1, len(right) + 1)]
    assert area_under_risk_coverage(falling, right) == pytest.approx(sum(risks) / len(risks))
