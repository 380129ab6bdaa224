"""Questions of our own about times, disputed and superseded facts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from corpus import load_articles
from eval.question_sets import load_question_set
from eval.questions import BUILT_IN
from index import build_index, fast_embedder
from qa import Answerer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from times import figures

pytestmark = pytest.mark.model

LEAST = {
    "disputed, both sides": 0.8,
    "superseded, newest preferred": 0.9,
    "time-relative, right article first, with the day": 0.85,
    "time-relative, answer right, with the day": 0.75,
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[float, int]]:
    folder = tmp_path_factory.mktemp("times")
    build_index(load_articles([BUILT_IN.with_name("times_corpus.jsonl")]), folder, fast_embedder())
    questions = load_question_set(BUILT_IN.with_name("times.jsonl")).questions
    return {name: (share, count) for name, share, count in figures(Answerer.open(folder), questions)}


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_most_are_answered_rightly(found: dict[str, tuple[float, int]], name: str, least: float) -> None:
    share, count = found[name]
    assert count >= 13
    assert share >= least


def test_the_day_of_asking_is_what_makes_them_right(found: dict[str, tuple[float, int]]) -> None:
    name = "time-relative, right article first, "
    assert found[name + "with the day"][0] > found[name + "without it"][0] + 0.3


def test_no_disagreement_is_said_where_there_is_none(found: dict[str, tuple[float, int]]) -> None:
    share, count = found["disagreement said of other questions"]
    assert count >= 40
    assert share <= 0.03
