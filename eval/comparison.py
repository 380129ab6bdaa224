"""Two runs beside each other: how sure it is that they differ, and on which questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.saved import SavedRun

RESAMPLES = 9999
_WORTH = ("answer_contains", "token_f1", "citation_recall", "span_recall_at_5", "article_mrr")
"""Whose sum orders changed questions that are as right as before."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs, over the questions that have it in both.

    `low` and `high` are the 95 % percentile bootstrap interval of the mean difference,
    `p` the two-sided p of a paired permutation test (signs of the differences
    swapped), `adjusted` the same after Holm's correction for the measures compared.
    """

    measure: str
    questions: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    adjusted: float


@dataclass(frozen=True, slots=True)
class Change:
    """A question that came out otherwise; `lost` and `won` say whether it was right before and after."""

    id: str
    kind: str | None
    question: str
    right_before: bool | None
    right_after: bool | None
    scores: dict[str, tuple[float | None, float | None]]

    @property
    def gain(self) -> float:
        """What the change is worth: first whether the outcome is right, then the scores."""
        step = float(self.right_after is True) - float(self.right_before is True)
        return 100.0 * step + sum(
            (after or 0.0) - (before or 0.0)
            for name, (before, after) in self.scores.items()
            if name in _WORTH
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two runs. `warnings` say what makes them less comparable."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    questions: int
    warnings: tuple[str, ...]


def compare(before: SavedRun, after: SavedRun, *, seed: int = 0) -> Comparison:
    """The differences by measure, and the questions that changed, worst first.

    Questions are paired by id; those of one run only are left out, with a warning.
    """
    first = {row["id"]: row for row in before.rows}
    second = {row["id"]: row for row in after.rows}
    common = [name for name in first if name in second]
    measures = [name for name in before.measures if name in after.measures]
    differences = _with_holm(
        [
            found
            for measure in measures
            if (found := _difference(measure, [(first[n], second[n]) for n in common], seed)) is not None
        ]
    )
    changes = [
        change for name in common if (change := _change(first[name], second[name], measures)) is not None
    ]
    changes.sort(key=lambda one: (one.gain, one.id))
    return Comparison(
        tuple(differences), tuple(changes), len(common), tuple(_warnings(before, after, first, second))
    )


def _difference(
    measure: str, pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], seed: int
) -> Difference | None:
    import numpy as np
    from scipy.stats import permutation_test

    values = [
        (float(one[measure]), float(other[measure]))
        for one, other in pairs
        if one[measure] is not None and other[measure] is not None
    ]
    if not values:
        return None
    table = np.array(values)
    steps = table[:, 1] - table[:, 0]
    low = high = float(steps.mean())
    p = 1.0
    if len(steps) > 1 and np.any(steps):
        draw = np.random.default_rng(seed)
        drawn = draw.integers(0, len(steps), (RESAMPLES, len(steps)))
        low, high = (float(value) for value in np.percentile(steps[drawn].mean(axis=1), (2.5, 97.5)))
        p = float(
            permutation_test(
                (steps,),
                lambda sample, axis: np.mean(sample, axis=axis),
                permutation_type="samples",
                n_resamples=RESAMPLES,
                vectorized=True,
                rng=draw,
            ).pvalue
        )
    return Difference(
        measure,
        len(values),
        float(table[:, 0].mean()),
        float(table[:, 1].mean()),
        float(steps.mean()),
        low,
        high,
        p,
        p,
    )


def _with_holm(found: Sequence[Difference]) -> list[Difference]:
    """Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
    Statistics 1979."""
    adjusted = {}
    worst = 0.0
    for place, one in enumerate(sorted(found, key=lambda one: one.p)):
        worst = max(worst, min(1.0, one.p * (len(found) - place)))
        adjusted[one.measure] = worst
    return [replace(one, adjusted=adjusted[one.measure]) for one in found]


def _change(before: Mapping[str, Any], after: Mapping[str, Any], measures: Sequence[str]) -> Change | None:
    scores = {name: (before[name], after[name]) for name in measures if before[name] != after[name]}
    if before["right"] == after["right"] and not scores and before["abstained"] == after["abstained"]:
        return None
    return Change(before["id"], before["kind"], before["question"], before["right"], after["right"], scores)


def _warnings(
    before: SavedRun, after: SavedRun, first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[str]:
    found = []
    for one, other, run in ((first, second, before), (second, first, after)):
        alone = sum(name not in other for name in one)
        if alone:
            found.append(f"{alone} questions are in {run.folder} alone; left out")
    asked = [name for name in first if name in second and first[name]["question"] != second[name]["question"]]
    if asked:
        found.append(f"{len(asked)} questions have the same id but other words, {asked[0]} first")
    manifests = [run.environment["manifest"] for run in (before, after)]
    found += [
        f"the indexes hold {manifests[0][name]:,} and {manifests[1][name]:,} {name}"
        for name in ("articles", "passages")
        if manifests[0][name] != manifests[1][name]
    ]
    return found
