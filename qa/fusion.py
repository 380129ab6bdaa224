"""Join several rankings into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.passage import Scored

RRF_K = 60


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
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [Scored(passage_id, score) for passage_id, score in ordered]
