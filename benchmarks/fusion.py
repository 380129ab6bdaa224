"""Choose how the signals of retrieval are weighed, by cross-validation on several question sets.

    python benchmarks/fusion.py SET=FOLDER=INDEX [SET=FOLDER=INDEX ...]

FOLDER holds questions.jsonl (docs/formats.md), INDEX an index of its corpus. Every
question's candidates are scored by every signal once; then each combination of
weights is judged on all sets. What is judged is the mean over the sets of: a
relevant article first, a gold span inside the first passage and inside the first
five, a gold string among the first five, each where the set has the judgements.
Five folds: weights are chosen on four, figures are of the fifth. Nothing random.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from eval import metrics
from eval.questions import Question, load_questions
from index import Hit, Index
from qa.fusion import RRF_K
from qa.ranking import rank_by_all
from qa.rarity import token_weights

Floats = NDArray[np.float64]
FOLDS = 5
DEPTH = 30
FIGURES = ("article first", "span in first", "span in five", "span recall", "string in five")
Judge = Callable[[Question, Sequence[Hit]], float | None]
JUDGES: tuple[Judge, ...] = (
    lambda question, hits: metrics.hit_at(question, hits, 1),
    lambda question, hits: metrics.span_inside(question, hits, 1),
    lambda question, hits: metrics.span_inside(question, hits, 5),
    lambda question, hits: metrics.span_recall(question, hits, 5),
    lambda question, hits: metrics.passages_contain_answer(question, hits, 5),
)


@dataclass(frozen=True, slots=True)
class Weights:
    lexical: float
    dense: float
    title: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's candidates: hits in the order of the columns of `signals`."""

    question: Question
    hits: list[Hit]
    signals: dict[str, Floats]

    def judged(self, scores: Floats) -> list[float]:
        order = sorted(range(len(self.hits)), key=lambda place: (-scores[place], self.hits[place].passage.id))
        best = [self.hits[place] for place in order[:20]]
        values = [judge(self.question, best) for judge in JUDGES]
        return [np.nan if value is None else float(value) for value in values]


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sets = {}
    for argument in sys.argv[1:]:
        name, folder, index = argument.split("=")
        sets[name] = list(gather(Path(folder) / "questions.jsonl", Path(index)))
    print(f"| ranking | {' | '.join(f'{name}: {figure}' for name in sets for figure in FIGURES)} |")
    print("|" + "---|" * (1 + len(sets) * len(FIGURES)))
    for name, score in comparisons().items():
        show(name, [figures(asked, score) for asked in sets.values()])
    cross_validated(sets)


def gather(questions: Path, folder: Path) -> Iterable[Asked]:
    """Each answerable question with its candidates and their signals."""
    index = Index.open(folder)
    asked = [one for one in load_questions(questions) if one.answerable]
    for question in tqdm(asked, desc=folder.name, disable=None):
        ranked = rank_by_all(index, question.question, DEPTH, None)
        ids = sorted(ranked.signals["late"])
        passages = index.catalogue.passages(ids)
        hits = [Hit(passages[one], 1, 0.0) for one in ids]
        encoded = index.embedder.encode_question(question.question)
        weights = token_weights(index.lexical, question.question, encoded.spans)
        matches = index.late.matches(encoded.tokens, ids)
        either = np.maximum(matches.text, matches.title)
        vectors = index.vectors.get(ids)
        signals = {
            "dense": np.asarray(vectors @ encoded.vector, dtype=float),
            "lexical": np.array([ranked.signals["lexical"].get(one, 0.0) for one in ids]),
            "uniform": np.asarray(matches.text.mean(axis=1), dtype=float),
            "text": np.asarray(matches.text @ weights, dtype=float),
            "either": np.asarray(either @ weights, dtype=float),
            "rrf": sum(reciprocal(ranked.signals[name], ids) for name in ("dense", "lexical")),
        }
        yield Asked(question, hits, signals)


def reciprocal(scores: object, ids: Sequence[int]) -> Floats:
    assert isinstance(scores, dict)
    order = sorted(scores, key=lambda one: (-scores[one], one))
    places = {one: 1.0 / (RRF_K + rank) for rank, one in enumerate(order, start=1)}
    return np.array([places.get(one, 0.0) for one in ids])


def combined(weights: Weights) -> Callable[[Asked], Floats]:
    return lambda asked: (
        (1.0 - weights.title) * asked.signals["text"]
        + weights.title * asked.signals["either"]
        + weights.lexical * asked.signals["lexical"]
        + weights.dense * asked.signals["dense"]
    )


def comparisons() -> dict[str, Callable[[Asked], Floats]]:
    return {
        "dense": lambda asked: asked.signals["dense"],
        "BM25": lambda asked: asked.signals["lexical"],
        "dense + BM25 by rank": lambda asked: asked.signals["rrf"],
        "MaxSim, all tokens alike": lambda asked: asked.signals["uniform"],
        "MaxSim, rare words count more": lambda asked: asked.signals["text"],
        "the same + .4 BM25": combined(Weights(0.4, 0.0, 0.0)),
        "the same, title half": combined(Weights(0.4, 0.0, 0.5)),
        "the same + .2 dense": combined(Weights(0.4, 0.2, 0.5)),
    }


def figures(asked: Sequence[Asked], score: Callable[[Asked], Floats]) -> Floats:
    """A row a question, a column a figure; nan where a set has no judgement."""
    return np.array([one.judged(score(one)) for one in asked])


def objective(rows: Sequence[Floats]) -> float:
    """The mean over sets of the mean over figures, span recall left out: it repeats the spans'."""
    values = []
    for table in rows:
        means = [np.nanmean(column) for column in table.T[[0, 1, 2, 4]] if not np.isnan(column).all()]
        values.append(np.mean(means))
    return float(np.mean(values))


def cross_validated(sets: dict[str, list[Asked]]) -> None:
    grid = [
        Weights(*one)
        for one in itertools.product(
            (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8), (0.0, 0.1, 0.2), (0.0, 0.3, 0.5, 0.7)
        )
    ]
    tables = [[figures(asked, combined(one)) for asked in sets.values()] for one in tqdm(grid, disable=None)]
    folds = [np.arange(len(asked)) % FOLDS for asked in sets.values()]
    kept: list[list[Floats]] = [[] for _ in sets]
    for fold in range(FOLDS):
        values = [
            objective([table[part != fold] for table, part in zip(row, folds, strict=True)]) for row in tables
        ]
        best = int(np.argmax(values))
        print(f"fold {fold}: {grid[best]} {values[best]:.4f} on the other four")
        for place, part in enumerate(folds):
            kept[place].append(tables[best][place][part == fold])
    show("chosen on the other folds", [np.concatenate(parts) for parts in kept])
    values = [objective(row) for row in tables]
    for place in np.argsort(values)[::-1][:8]:
        print(f"on all folds: {grid[place]} {values[place]:.4f}")


def show(name: str, rows: Sequence[Floats]) -> None:
    cells = []
    for table in rows:
        for column in table.T:
            mean = np.nan if np.isnan(column).all() else np.nanmean(column)
            cells.append("–" if np.isnan(mean) else f"{mean:.3f}".lstrip("0"))
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
