from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index import Scored
from qa.fusion import reciprocal_rank_fusion, weighted_sum

RANKING = st.lists(st.integers(0, 30), unique=True, max_size=12).map(
    lambda ids: [Scored(i, 1.0 / (n + 1)) for n, i in enumerate(ids)]
)
RANKINGS = st.dictionaries(st.sampled_from(["dense", "lexical", "late"]), RANKING)


@given(RANKINGS)
def test_every_passage_once_best_first(rankings: dict[str, list[Scored]]) -> None:
    fused = reciprocal_rank_fusion(rankings)
    assert {one.passage_id for one in fused} == {one.passage_id for r in rankings.values() for one in r}
    assert len({one.passage_id for one in fused}) == len(fused)
    assert fused == sorted(fused, key=lambda one: (-one.score, one.passage_id))


@given(RANKINGS, st.floats(0.1, 9), st.floats(-5, 5))
def test_scores_may_be_scaled_and_shifted(
    rankings: dict[str, list[Scored]], scale: float, shift: float
) -> None:
    moved = {
        name: [Scored(one.passage_id, one.score * scale + shift) for one in ranking]
        for name, ranking in rankings.items()
    }
    assert reciprocal_rank_fusion(moved) == reciprocal_rank_fusion(rankings)


@given(RANKING)
def test_one_ranking_keeps_its_order(ranking: list[Scored]) -> None:
    fused = reciprocal_rank_fusion({"dense": ranking, "lexical": []})
    assert [one.passage_id for one in fused] == [one.passage_id for one in ranking]


def test_the_arithmetic() -> None:
    fused = reciprocal_rank_fusion({"a": [Scored(1, 9.0), Scored(2, 8.0)], "b": [Scored(2, 0.1)]}, k=60)
    assert fused == [Scored(2, 1 / 62 + 1 / 61), Scored(1, 1 / 61)]


SIGNALS = st.dictionaries(
    st.sampled_from(["dense", "lexical", "late"]),
    st.dictionaries(st.integers(0, 30), st.floats(-1, 1), max_size=12),
)
WEIGHTS = st.fixed_dictionaries({name: st.floats(0, 2) for name in ("dense", "lexical", "late")})


@given(SIGNALS, WEIGHTS)
def test_a_sum_holds_every_passage_once_best_first(
    signals: dict[str, dict[int, float]], weights: dict[str, float]
) -> None:
    summed = weighted_sum(signals, weights)
    assert {one.passage_id for one in summed} == {i for scores in signals.values() for i in scores}
    assert summed == sorted(summed, key=lambda one: (-one.score, one.passage_id))
    for one in summed:
        plain = sum(weights[name] * scores.get(one.passage_id, 0.0) for name, scores in signals.items())
        assert abs(one.score - plain) < 1e-9


@given(SIGNALS, WEIGHTS)
def test_the_order_of_the_signals_does_not_matter(
    signals: dict[str, dict[int, float]], weights: dict[str, float]
) -> None:
    backwards = dict(reversed(signals.items()))
    before = {one.passage_id: one.score for one in weighted_sum(signals, weights)}
    after = {one.passage_id: one.score for one in weighted_sum(backwards, weights)}
    assert before.keys() == after.keys()
    assert all(abs(before[i] - after[i]) < 1e-9 for i in before)


def test_a_signal_without_a_weight_counts_nothing() -> None:
    assert weighted_sum({"late": {1: 0.5}, "mood": {1: 9.0, 2: 9.0}}, {"late": 2.0}) == [
        Scored(1, 1.0),
        Scored(2, 0.0),
    ]
