"""The set about time and disagreement, and its measures."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import eval as evaluation
from corpus import Span, load_articles
from eval import Question, load_questions, metrics, problems
from eval.questions import GoldSpan
from qa.answer import Answer, Citation, Disagreement, Side, Statement

DATA = Path(evaluation.__file__).parent / "data"
SPLIT_SHA256 = "3c7b9bc85ac9ab48f874ee59e86101611c31102d6cc0ebaf26b1b21fcfa6d46f"
"""Of the lines `id split` of the first 71 questions, in order."""


def test_nothing_is_wrong_with_the_set_and_its_split_never_moves() -> None:
    questions = load_questions(DATA / "times.jsonl")
    articles = {article.id: article for article in load_articles([DATA / "times_corpus.jsonl"])}
    assert problems(questions, articles) == []
    assert len(articles) >= 40
    kinds = Counter(one.kind for one in questions)
    assert kinds["time-relative"] >= 40
    assert kinds["superseded"] + kinds["disputed"] >= 30
    assert all(one.date for one in questions)
    lines = "".join(f"{one.id} {one.split}\n" for one in questions[:71])
    assert hashlib.sha256(lines.encode()).hexdigest() == SPLIT_SHA256


def _citation(number: int, article: str) -> Citation:
    return Citation(number, article, "", None, None, 0, 4, "text")


@pytest.fixture
def answered() -> Callable[..., Answer]:
    def make(*articles: str, told: bool = False) -> Answer:
        citations = [_citation(number, name) for number, name in enumerate(articles, 1)]
        sides = tuple(Side("x", one) for one in citations)
        statements = tuple(Statement("text", (one,), 1.0) for one in citations)
        return Answer(
            *("?", "text", None, not articles, 1.0, statements, ()),
            disagreement=Disagreement("disputed", sides) if told else None,
        )

    return make


NEWER = Question("q", "?", answerable=True, relevant=("new",), superseded=("old",), kind="superseded")
BOTH = replace(
    NEWER,
    superseded=(),
    kind="disputed",
    spans=(GoldSpan("a", Span(1, 3), "ex", 1), GoldSpan("b", Span(0, 4), "text", 2)),
)
PLAIN = Question("q", "?", answerable=True, kind="number")


def test_the_newest_is_preferred_when_it_is_cited_first(answered: Callable[..., Answer]) -> None:
    assert metrics.newest_preferred(NEWER, answered("new", "old")) == 1.0
    assert metrics.newest_preferred(NEWER, answered("old", "new")) == 0.0
    assert metrics.newest_preferred(NEWER, answered()) == 0.0
    assert metrics.newest_preferred(PLAIN, answered("new")) is None


def test_every_side_must_be_cited(answered: Callable[..., Answer]) -> None:
    assert metrics.sides_cited(BOTH, answered("b", "a")) == 1.0
    assert metrics.sides_cited(BOTH, answered("a")) == 0.0
    assert metrics.sides_cited(PLAIN, answered("a")) is None


def test_a_disagreement_is_right_where_there_is_one(answered: Callable[..., Answer]) -> None:
    assert metrics.disagreement_told(BOTH, answered("a", "b", told=True)) == 1.0
    assert metrics.disagreement_told(NEWER, answered("new")) == 0.0
    assert metrics.disagreement_told(PLAIN, answered("a", told=True)) is None
    assert metrics.false_disagreement(PLAIN, answered("a", told=True)) == 1.0
    assert metrics.false_disagreement(PLAIN, answered("a")) == 0.0
    assert metrics.false_disagreement(BOTH, answered("a", "b", told=True)) is None
