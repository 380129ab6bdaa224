"""Fit the confidence of `qa/confidence.py` on questions with and without an answer in the articles.

    python benchmarks/calibrate.py new_wiki_v1.0.json.gz --questions 1500

The file is in SQuAD 1.1 form. Every sixth article is left out whole and a quarter
of the other articles' paragraphs too; questions on what was left out are
unanswerable (the first kind off-topic, the second near misses) unless an accepted
answer still occurs in the article. A question counts as answered when the first
or second sentence of the evidence holds the annotated answer. Prints the
coefficients, and log loss, AUC and ECE by five-fold cross-validation.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus import Article, Span
from index import Index, build_index, fast_embedder
from qa import Retriever
from qa.confidence import confidence_features
from qa.evidence import Evidence, EvidenceWeights, find_evidence

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    article_id: str
    spans: tuple[Span, ...]  # none: unanswerable


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("squad", type=Path)
    parser.add_argument("--questions", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    articles, asked = near_miss_corpus(options.squad, random.Random(options.seed))
    asked = random.Random(options.seed).sample(asked, min(options.questions, len(asked)))
    with tempfile.TemporaryDirectory() as folder:
        embedder = fast_embedder()
        build_index(articles, Path(folder), embedder)
        gathered = gather(Retriever(Index.open(folder, embedder)), asked)
    count = sum(bool(one.spans) for one in asked)
    print(f"{len(articles)} articles, {len(asked)} questions, {count} of them answerable")
    weights = choose_weights(asked, gathered)
    ranked = [reranked(evidence, weights) for evidence in gathered]
    fit_confidence(asked, ranked)


def gather(retriever: Retriever, asked: list[Asked]) -> list[list[Evidence]]:
    """The evidence of every question, by the weights now in the code."""
    index = retriever.index()
    return [
        find_evidence(index, one.question, retriever.retrieve(one.question, 10))
        for one in tqdm(asked, disable=None)
    ]


def choose_weights(asked: list[Asked], gathered: list[list[Evidence]]) -> EvidenceWeights:
    """The weights under which the first sentence holds the answer most often; prints the best."""
    answerable = [(one, evidence) for one, evidence in zip(asked, gathered, strict=True) if one.spans]
    tried = []
    for overlap, coverage, fit in itertools.product(
        (0.0, 0.3, 0.6, 1.0, 1.5), (0.0, 0.3, 0.6), (0.0, 0.1, 0.2, 0.3, 0.5)
    ):
        weights = EvidenceWeights(1.0, overlap, coverage, fit)
        first = np.array([_first_right(one, reranked(evidence, weights)) for one, evidence in answerable])
        folds = [float(first[fold::5].mean()) for fold in range(5)]
        tried.append((float(first.mean()), min(folds), weights))
    tried.sort(key=lambda one: one[:2], reverse=True)
    for mean, worst, weights in tried[:8]:
        print(f"first sentence right {mean:.4f} (worst fold {worst:.4f})  {weights}")
    for weights in (
        EvidenceWeights(1.0, 0.0, 0.0, 0.0),
        EvidenceWeights(1.0, 1.0, 0.3, 0.0),
        EvidenceWeights(),
    ):
        mean = np.mean([_first_right(one, reranked(evidence, weights)) for one, evidence in answerable])
        print(f"for comparison {mean:.4f}  {weights}")
    return EvidenceWeights()


def reranked(evidence: list[Evidence], weights: EvidenceWeights) -> list[Evidence]:
    """The evidence as other weights would order it."""
    scored = [
        replace(
            one,
            score=weights.similarity * one.similarity
            + weights.overlap * one.overlap
            + weights.coverage * one.coverage
            + weights.fit * one.fit,
        )
        for one in evidence
    ]
    return sorted(scored, key=lambda one: (-one.score, one.hit.rank, one.span))


def fit_confidence(asked: list[Asked], ranked: list[list[Evidence]]) -> None:
    """Fit the logistic regression and print it with its cross-validated figures."""
    rows = [confidence_features(evidence) for evidence in ranked]
    names = list(rows[0])
    features = np.array([[row[name] for name in names] for row in rows])
    pairs = list(zip(asked, ranked, strict=True))
    answered = np.array(
        [any(_holds(one, sentence) for sentence in evidence[:2]) for one, evidence in pairs], float
    )
    print(f"one of the first two sentences holds the answer: {int(answered.sum())}")
    chances = np.zeros(len(answered))
    folds = np.arange(len(answered)) % 5
    for fold in range(5):
        weights = logistic_regression(features[folds != fold], answered[folds != fold])
        chances[folds == fold] = probability(features[folds == fold], weights)
    print(f"log loss {log_loss(chances, answered):.4f}, AUC {auc(chances, answered):.4f}")
    print(f"ECE {calibration_error(chances, answered):.4f}")
    refused = np.array([not one.spans for one in asked])
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        kept = chances >= threshold
        wrong = 1 - answered[kept].mean() if kept.any() else 0.0
        print(
            f"threshold {threshold}: answers {kept.mean():.3f}, of them wrong {wrong:.3f}, unanswerable "
            f"refused {(~kept[refused]).mean():.3f}, answerable refused {(~kept[~refused]).mean():.3f}"
        )
    weights = logistic_regression(features, answered)
    print("intercept", round(float(weights[0]), 3))
    print({name: round(float(weight), 3) for name, weight in zip(names, weights[1:], strict=True)})


def near_miss_corpus(path: Path, chance: random.Random) -> tuple[list[Article], list[Asked]]:
    """Articles with parts left out, and questions on what is there and what is not."""
    data = json.loads(gzip.decompress(path.read_bytes()))["data"]
    articles: list[Article] = []
    asked: list[Asked] = []
    for number, entry in enumerate(data):
        paragraphs = entry["paragraphs"]
        whole = number % 6 == 5
        out = (
            set(range(len(paragraphs)))
            if whole
            else set(chance.sample(range(len(paragraphs)), max(1, len(paragraphs) // 4)))
        )
        text = ""
        for place, paragraph in enumerate(paragraphs):
            if place not in out:
                asked += _answerable(paragraph, f"article-{number}", len(text))
                text += paragraph["context"] + "\n\n"
        asked += _unanswerable([paragraphs[place] for place in sorted(out)], f"article-{number}", text)
        if text:
            articles.append(Article(f"article-{number}", entry["title"].replace("_", " "), text))
    return articles, asked


def _answerable(paragraph: dict, article_id: str, offset: int) -> Iterator[Asked]:
    for entry in paragraph["qas"]:
        spans = {
            Span(offset + a["answer_start"], offset + a["answer_start"] + len(a["text"]))
            for a in entry["answers"]
        }
        yield Asked(entry["question"], article_id, tuple(sorted(spans)))


def _unanswerable(paragraphs: list[dict], article_id: str, text: str) -> Iterator[Asked]:
    for paragraph in paragraphs:
        for entry in paragraph["qas"]:
            if not any(answer["text"].lower() in text.lower() for answer in entry["answers"]):
                yield Asked(entry["question"], article_id, ())


def _first_right(one: Asked, evidence: list[Evidence]) -> bool:
    return bool(evidence) and _holds(one, evidence[0])


def _holds(one: Asked, sentence: Evidence) -> bool:
    return sentence.article_id == one.article_id and any(
        sentence.span.start <= span.start and span.end <= sentence.span.end for span in one.spans
    )


def logistic_regression(features: Floats, labels: Floats, penalty: float = 1.0) -> Floats:
    """Intercept and weights by Newton's method with an L2 penalty on the weights."""
    design = np.hstack([np.ones((len(features), 1)), features])
    ridge = penalty * np.eye(design.shape[1])
    ridge[0, 0] = 0.0
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (chance - labels) + ridge @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
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
