"""Join the signals of several rankings into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.passage import Scored

RRF_K = 60


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How the signals add up, and which share of late interaction also looks at the title.

    Cross-validated on three question sets with benchmarks/fusion.py;
    docs/performance.md has the table. Dense similarity finds candidates but adds
    nothing to the ranking of them: late interaction sees the same states, token by
    token.
    """

    late: float = 1.0
    lexical: float = 0.2
    dense: float = 0.0
    title: float = 0.7

    def of_signals(self) -> dict[str, float]:
        """The weight of each signal by its name."""
        return {"late": self.late, "lexical": self.lexical, "dense": self.dense}


DEFAULT_WEIGHTS = RankingWeights()


def reciprocal_rank_fusion(rankings: Mapping[str, Sequence[Scored]], k: int = RRF_K) -> list[Scored]:
    """Passages by the sum over rankings of 1 / (k + rank), best first, ties by passage id.

    Only ranks count, so the order does not change when a ranking's scores are
    scaled or shifted. Cormack, Clarke and Büttcher, "Reciprocal rank fusion
    outperforms Condorcet and individual rank learning methods", SIGIR 2009.
    """
    totals: dict[int, float] = {}
    for ranking in rankings.values():
        for rank, scored in enumerate(ranking, start=1):
            totals[scored.passage_id] = totals.get(scored.passage_id, 0.0) + 1.0 / (k + rank)
    return _ordered(totals)


def weighted_sum(signals: Mapping[str, Mapping[int, float]], weights: Mapping[str, float]) -> list[Scored]:
    """Passages by the weighted sum of their signals, best first, ties by passage id.

    `signals` maps a signal's name to scores by passage id; a passage without a
    score counts 0 for that signal, a signal without a weight counts nothing.
    Scores are used as they are, so each signal must keep one scale over all
    questions.
    """
    totals: dict[int, float] = {}
    for name, scores in signals.items():
        weight = weights.get(name, 0.0)
        for passage_id, score in scores.items():
            totals[passage_id] = totals.get(passage_id, 0.0) + weight * score
    return _ordered(totals)


def _ordered(totals: Mapping[int, float]) -> list[Scored]:
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [Scored(passage_id, score) for passage_id, score in ordered]
