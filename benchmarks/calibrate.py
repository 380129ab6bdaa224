"""Fit the confidence of `qa/confidence.py` on the dev sides of question sets.

    python benchmarks/calibrate.py QUESTIONS=INDEX... [--elsewhere QUESTIONS=INDEX...]

QUESTIONS is what `citewise-eval run --questions` takes, INDEX an index of its corpus;
`own=INDEX` are the built-in questions. A question counts as answered when what would
be said without a threshold is right (`eval.scored.is_right`). Every set counts alike.
`--elsewhere` asks questions of an index whose articles are about other things: none
of them is answered, and all of them together count half a set. Readers ask
questions like these, question sets hardly have any.
Prints the coefficients with and without the reader, log loss, AUC and ECE by
five-fold cross-validation, and what thresholds would refuse.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from eval.question_sets import load_question_set
from eval.questions import BUILT_IN, Question
from eval.scored import is_right
from index import Index
from qa import Answerer, Retriever, Settings
from qa.confidence import confidence_features
from qa.evidence import find_evidence
from qa.reader import default_reader
from qa.reading import read_evidence

Floats = NDArray[np.float64]

_ELSEWHERE = 100  # questions taken of a set that is asked elsewhere


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen of a question; `source` is the question set."""

    source: str
    question: Question
    features: dict[str, float]
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS=INDEX")
    parser.add_argument("--elsewhere", nargs="+", default=[], metavar="QUESTIONS=INDEX")
    options = parser.parse_args()
    for reader in (True, False):
        rows = [row for one in options.sets for row in gather(*one.split("=", 1), reader=reader)]
        for one in options.elsewhere:
            rows += gather(*one.split("=", 1), reader=reader, elsewhere=True)
        print(f"\n{'with' if reader else 'without'} the reader, {len(rows)} questions")
        fit_confidence(rows)


def gather(questions: str, folder: str, *, reader: bool, elsewhere: bool = False) -> list[Row]:
    """The signals and the outcome of every question of the dev side; of `elsewhere` the first
    `_ELSEWHERE`."""
    path = BUILT_IN if questions == "own" else Path(questions)
    asked = [one for one in load_question_set(path).questions if one.side == "dev"]
    answerer = Answerer(Retriever(Index.open(folder), Settings(reader=reader)))
    index = answerer.retriever.index()
    model = default_reader() if reader else None
    rows = []
    for one in tqdm(asked[:_ELSEWHERE] if elsewhere else asked, disable=None):
        right = not elsewhere and is_right(one, answerer.answer(one.question, threshold=0.0))
        if right is None:
            continue
        if elsewhere:
            one = replace(one, answerable=False)
        evidence = find_evidence(index, one.question, answerer.retriever.retrieve(one.question, 10))
        found = read_evidence(model, index, one.question, evidence) if model else None
        if found and found.short:
            evidence = [found.short.evidence, *(e for e in evidence if e is not found.short.evidence)]
        if evidence:
            features = confidence_features(index, one.question, evidence, found)
            rows.append(Row("elsewhere" if elsewhere else questions, one, features, right))
    return rows


def fit_confidence(rows: list[Row]) -> None:
    """Fit the logistic regression and print it with its cross-validated figures."""
    names = list(rows[0].features)
    features = np.array([[row.features[name] for name in names] for row in rows])
    right = np.array([row.right for row in rows], float)
    sources = [row.source for row in rows]
    shares = [(0.5 if source == "elsewhere" else 1.0) / sources.count(source) for source in sources]
    counts = np.array(shares) * len(rows) / sum(shares)
    chances = np.zeros(len(rows))
    folds = np.arange(len(rows)) % 5
    for fold in range(5):
        rest = folds != fold
        weights = logistic_regression(features[rest], right[rest], counts[rest])
        chances[~rest] = probability(features[~rest], weights)
    answerable = np.array([row.question.answerable for row in rows])
    for source in (None, *dict.fromkeys(sources)):
        some = np.array([source in (None, one) for one in sources])
        print(
            f"{source or 'all'}: log loss {log_loss(chances[some], right[some]):.4f}, "
            f"AUC {auc(chances[some], right[some]):.4f}, "
            f"ECE {calibration_error(chances[some], right[some]):.4f}"
        )
        for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
            said = chances >= threshold
            refused = ", ".join(
                f"{kind} {(~said[some & which]).mean():.3f}"
                for kind, which in (("unanswerable", ~answerable), ("answerable", answerable))
                if (some & which).any()
            )
            print(f"  threshold {threshold}: answers {said[some].mean():.3f}; refused: {refused}")
    weights = logistic_regression(features, right, counts)
    print(
        {"intercept": round(float(weights[0]), 3)}
        | dict(zip(names, weights[1:].round(3).tolist(), strict=True))
    )


def logistic_regression(features: Floats, labels: Floats, counts: Floats, penalty: float = 1.0) -> Floats:
    """Intercept and weights by Newton's method, each row counted `counts` times, with an L2 penalty on
    the weights."""
    design = np.hstack([np.ones((len(features), 1)), features])
    ridge = penalty * np.eye(design.shape[1])
    ridge[0, 0] = 0.0
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (counts * (chance - labels)) + ridge @ weights
        curvature = (design * (counts * chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def probability(features: Floats, weights: Floats) -> Floats:
    """The chances that `logistic_regression` gives."""
    return 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))


def log_loss(chances: Floats, labels: Floats) -> float:
    """Mean negative log-likelihood."""
    chances = np.clip(chances, 1e-9, 1 - 1e-9)
    return float(-np.mean(labels * np.log(chances) + (1 - labels) * np.log(1 - chances)))


def auc(chances: Floats, labels: Floats) -> float:
    """Area under the ROC curve: how often an answered question stands above another one."""
    positive, negative = chances[labels == 1], chances[labels == 0]
    return float(np.mean((positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)))


def calibration_error(chances: Floats, labels: Floats, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015)."""
    place = np.minimum((chances * bins).astype(int), bins - 1)
    return float(
        sum(
            np.mean(place == b) * abs(chances[place == b].mean() - labels[place == b].mean())
            for b in range(bins)
            if (place == b).any()
        )
    )


if __name__ == "__main__":
    main()
