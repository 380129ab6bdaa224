"""Rank the passages of an index for a question, by one signal or by all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.embedder import EncodedQuestion
from index.opened import Index
from index.passage import Scored
from qa.fusion import DEFAULT_WEIGHTS, RankingWeights, reciprocal_rank_fusion, weighted_sum
from qa.rarity import token_weights


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passages best first, ties by passage id, with each signal's score by passage id."""

    order: list[Scored]
    signals: Mapping[str, Mapping[int, float]]


class Ranking(Protocol):
    """Ranks with `depth` candidates of each search, chosen from the passage ids `allowed` (None: all)."""

    def __call__(
        self,
        index: Index,
        question: str,
        depth: int,
        allowed: Sequence[int] | None,
        weights: RankingWeights = ...,
    ) -> Ranked: ...


def rank_by_all(
    index: Index,
    question: str,
    depth: int,
    allowed: Sequence[int] | None,
    weights: RankingWeights = DEFAULT_WEIGHTS,
) -> Ranked:
    """Dense and lexical candidates, ordered by late interaction and BM25."""
    encoded = index.embedder.encode_question(question)
    signals = {
        "dense": _scores(index.vectors.search(encoded.vector, depth, allowed)),
        "lexical": _lexical(index, question, depth, allowed),
    }
    found = sorted(set(signals["dense"]) | set(signals["lexical"]))
    late = late_scores(index, question, encoded, found, weights.title)
    signals["late"] = dict(zip(found, late, strict=True))
    return Ranked(weighted_sum(signals, weights.of_signals()), signals)


def rank_by_fused_ranks(
    index: Index,
    question: str,
    depth: int,
    allowed: Sequence[int] | None,
    weights: RankingWeights = DEFAULT_WEIGHTS,
) -> Ranked:
    """Dense and lexical candidates joined by reciprocal rank fusion."""
    encoded = index.embedder.encode_question(question)
    dense = index.vectors.search(encoded.vector, depth, allowed)
    lexical = index.lexical.search(question, depth, allowed)
    signals = {"dense": _scores(dense), "lexical": _lexical(index, question, depth, allowed)}
    return Ranked(reciprocal_rank_fusion({"dense": dense, "lexical": lexical}), signals)


def rank_by_meaning(
    index: Index,
    question: str,
    depth: int,
    allowed: Sequence[int] | None,
    weights: RankingWeights = DEFAULT_WEIGHTS,
) -> Ranked:
    """Dense vectors alone."""
    found = index.vectors.search(index.embedder.encode_question(question).vector, depth, allowed)
    signals = {"dense": _scores(found)}
    return Ranked(weighted_sum(signals, {"dense": 1.0}), signals)


def rank_by_words(
    index: Index,
    question: str,
    depth: int,
    allowed: Sequence[int] | None,
    weights: RankingWeights = DEFAULT_WEIGHTS,
) -> Ranked:
    """BM25 alone."""
    signals = {"lexical": _lexical(index, question, depth, allowed)}
    return Ranked(weighted_sum(signals, {"lexical": 1.0}), signals)


RANKINGS: Mapping[str, Ranking] = {
    "hybrid": rank_by_all,
    "rrf": rank_by_fused_ranks,
    "dense": rank_by_meaning,
    "lexical": rank_by_words,
}


def late_scores(
    index: Index, question: str, encoded: EncodedQuestion, ids: Sequence[int], title: float
) -> list[float]:
    """Each passage's MaxSim with the question, in [-1, 1].

    A question token counts as much as its word is rare. A share of it, `title`, is
    its best match in the passage or its article's title, which the passage rarely
    repeats; the rest is its best match in the passage alone.
    """
    if not ids:
        return []
    weights = token_weights(index.lexical, question, encoded.spans)
    counted = weights > 0  # special tokens and stops need not be matched
    matches = index.late.matches(encoded.tokens[counted], ids)
    best = (1.0 - title) * matches.text + title * np.maximum(matches.text, matches.title)
    # Not `@`: for a few tokens BLAS computes on lanes beyond the row, and NumPy may warn of what lies there.
    return [float(score) for score in np.einsum("pt,t->p", best, weights[counted])]


def _lexical(index: Index, question: str, depth: int, allowed: Sequence[int] | None) -> dict[int, float]:
    """BM25 as a share of the most that any passage could reach, in [0, 1)."""
    most = index.lexical.ceiling(question)
    return {
        one.passage_id: one.score / most for one in index.lexical.search(question, depth, allowed) if most > 0
    }


def _scores(found: Sequence[Scored]) -> dict[int, float]:
    return {one.passage_id: one.score for one in found}
