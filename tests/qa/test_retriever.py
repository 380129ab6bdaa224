from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus.errors import IndexMissingError, QuestionError
from qa import Filters, Retriever


def test_the_right_passage_comes_first_with_both_parts(retriever: Retriever) -> None:
    hits = retriever.retrieve("Which frost destroyed the apple orchards?", k=3)
    assert hits[0].passage.article_id == "orchard"
    assert set(hits[0].scores) == {"dense", "lexical", "late"}
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"bridge", "orchard", "comet"}),
        (Filters(sources=("Gazette",)), {"bridge", "comet"}),
        (Filters(article_ids=("orchard", "nothing")), {"orchard"}),
        (Filters(published_from="2022-01-01"), {"orchard"}),
        (Filters(published_to="2021-05-04"), {"bridge"}),
        (Filters(sources=("Gazette",), published_from="2022-01-01"), set()),
        (Filters(languages=("en", "sv")), {"comet"}),
        (Filters(fields={"desk": "sky"}), {"comet"}),
        (Filters(fields={"desk": "sky", "pages": "2"}), {"comet"}),
        (Filters(fields={"desk": "land"}), set()),
        (Filters(fields={"a.b[0]'\"": "x"}), set()),
    ],
)
def test_filters_hold_before_ranking(retriever: Retriever, filters: Filters, found: set[str]) -> None:
    hits = retriever.retrieve("the year", k=10, filters=filters)
    assert {hit.passage.article_id for hit in hits} == found


def test_a_filter_day_must_be_a_day() -> None:
    with pytest.raises(QuestionError, match="YYYY-MM-DD"):
        Filters(published_from="last week")


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\u200b", "\x00"])
def test_an_empty_question(retriever: Retriever, question: str) -> None:
    with pytest.raises(QuestionError, match="the question is empty"):
        retriever.retrieve(question)


@pytest.mark.parametrize("question", ["x" * 100_000, "word " * 300])
def test_a_question_longer_than_the_embedder_reads(retriever: Retriever, question: str) -> None:
    with pytest.raises(QuestionError, match="shorten it"):
        retriever.retrieve(question)


def test_a_lone_surrogate_in_a_question_is_read_as_a_blank(retriever: Retriever) -> None:
    assert retriever.retrieve("the bridge\ud800 of Velmora")[0].passage.article_id == "bridge"


def test_k_below_one(retriever: Retriever) -> None:
    with pytest.raises(QuestionError, match="at least one"):
        retriever.retrieve("bridge", k=0)


def test_a_removed_article_is_gone_at_once(
    retriever: Retriever, write_jsonl: Callable[..., Path], rebuild: Callable[..., None]
) -> None:
    before = retriever.index()
    assert "orchard" in {hit.passage.article_id for hit in retriever.retrieve("frost", k=10)}
    rebuild(before.folder, write_jsonl([{"id": "tram", "text": "A tram met the frost."}]))
    assert {hit.passage.article_id for hit in retriever.retrieve("frost", k=10)} == {"tram"}
    assert retriever.index().embedder is before.embedder


def test_a_removed_index_is_one_clear_error(retriever: Retriever) -> None:
    shutil.rmtree(retriever.index().folder)
    with pytest.raises(IndexMissingError, match="no index in"):
        retriever.retrieve("frost")


def test_many_threads_while_the_index_changes(
    retriever: Retriever, write_jsonl: Callable[..., Path], rebuild: Callable[..., None]
) -> None:
    folder = retriever.index().folder
    source = write_jsonl([{"id": f"tram{n}", "text": f"Tram {n} met the frost."} for n in range(30)])

    def ask(number: int) -> set[str]:
        return {
            hit.passage.article_id.rstrip("0123456789") for hit in retriever.retrieve(f"frost {number}", k=5)
        }

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, number) for number in range(100)]
        rebuild(folder, source)
        asked += [pool.submit(ask, number) for number in range(100)]
        found = [one.result() for one in asked]
    assert all("tram" not in one or one == {"tram"} for one in found), "a list mixes two states"
    assert found[-1] == {"tram"}


def test_an_unusual_embedder_is_kept(index_folder: Path) -> None:
    retriever = Retriever.open(index_folder, embedder=HashingEmbedder())
    assert retriever.index().embedder.name == "hashing"
