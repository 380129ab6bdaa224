"""Every ranking, one suite, through the retriever that users call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from qa import Filters, Retriever, Settings
from qa.ranking import RANKINGS


@pytest.fixture(params=sorted(RANKINGS))
def retriever(request: pytest.FixtureRequest, index_folder: Path, embedder: HashingEmbedder) -> Retriever:
    return Retriever.open(index_folder, embedder=embedder, settings=Settings(ranking=request.param))


def test_the_passage_with_the_questions_words_comes_first(retriever: Retriever) -> None:
    hits = retriever.retrieve("Which frost destroyed the apple orchards around Lindal?", k=3)
    assert hits[0].passage.article_id == "orchard"


def test_hits_are_ranked_best_first_and_only_once(retriever: Retriever) -> None:
    hits = retriever.retrieve("the harbour bridge and the frost", k=10)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert all(hit.scores for hit in hits)


def test_the_same_question_gives_the_same_list(retriever: Retriever) -> None:
    assert retriever.retrieve("the bridge", k=5) == retriever.retrieve("  the   bridge ", k=5)


@pytest.mark.parametrize("k", [1, 2])
def test_fewer_are_the_first_of_more(retriever: Retriever, k: int) -> None:
    assert retriever.retrieve("the bridge", k=k) == retriever.retrieve("the bridge", k=3)[:k]


def test_passages_are_the_articles_own_characters(retriever: Retriever) -> None:
    catalogue = retriever.index().catalogue
    for hit in retriever.retrieve("the bridge", k=10):
        article = catalogue.article(hit.passage.article_id)
        assert article is not None
        assert hit.passage.span.of(article.text) == hit.passage.text


def test_filters_hold_before_ranking(retriever: Retriever) -> None:
    hits = retriever.retrieve("the bridge", k=10, filters=Filters(sources=("Farmer",)))
    assert {hit.passage.article_id for hit in hits} == {"orchard"}
    assert retriever.retrieve("the bridge", filters=Filters(sources=("Nobody",))) == []


def test_a_removed_article_is_gone_with_the_next_question(
    retriever: Retriever, write_jsonl: Callable[..., Path], rebuild: Callable[..., None]
) -> None:
    rebuild(retriever.index().folder, write_jsonl([{"id": "tram", "text": "A tram met the frost."}]))
    assert {hit.passage.article_id for hit in retriever.retrieve("the frost", k=10)} == {"tram"}
