"""The whole way with the real model: a folder of articles in, an exact citation out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import load_articles
from index import build_index, fast_embedder
from qa import Answerer

pytestmark = pytest.mark.model

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TAIL = ("High-Speed Rail", "Trilateral Summit Boosts", "Easier Visa Process", "Whatsapp", "Related News")


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    if not SEEDS.is_dir():
        pytest.skip("the project's first article lies outside the repository and is not here")
    folder = tmp_path_factory.mktemp("seeds") / "index"
    embedder = fast_embedder()
    build_index(load_articles([SEEDS]), folder, embedder)
    return Answerer.open(folder, embedder=embedder)


def test_a_figure_is_quoted_from_the_right_characters(answerer: Answerer) -> None:
    answer = answerer.answer("How many Japanese citizens does Japan say were abducted?")
    assert not answer.abstained
    quotes = [citation for citation in answer.citations if "17" in citation.quote]
    assert quotes
    text = next(answerer.retriever.index().catalogue.articles()).text
    assert all(text[citation.start : citation.end] == citation.quote for citation in answer.citations)
    assert all("Japan asserts that 17 individuals" in citation.quote for citation in quotes)


def test_what_the_article_does_not_say_is_not_answered(answerer: Answerer) -> None:
    answer = answerer.answer("Who won the 2022 World Cup?")
    assert answer.abstained
    assert answer.passages


@pytest.mark.parametrize(
    "question",
    [
        "What is the high-speed rail project of Biden and Japan?",
        "Which countries forge closer cooperation at the trilateral summit?",
        "How can Indian tourists apply for a visa online?",
        "How do I join the Whatsapp group?",
    ],
)
def test_the_related_headlines_are_never_cited(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    cited = " ".join(citation.quote for citation in answer.citations)
    retrieved = " ".join(hit.passage.text for hit in answer.passages)
    assert not any(headline in cited or headline in retrieved for headline in TAIL)
