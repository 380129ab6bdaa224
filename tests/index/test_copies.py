"""Copies in an index: one is searched, all are kept, and an update is none of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Article
from index import Filters, Index, build_index, remove_articles
from qa import Retriever

TEXT = (
    "The comet Tessaly can be seen with the naked eye until the end of August, low in the west. "
    "It was found in 1949 by the astronomer Ilse Brandt.\n\n"
    "The observatory of Velmora opens its doors on Friday night. Children pay nothing."
)
ARTICLES = [
    Article("long", "Comet returns", TEXT, published="2024-05-01", source="Gazette"),
    Article("wire", "Comet seen", f"VELMORA (Wire) — {TEXT}", published="2024-05-02", source="Wire"),
    Article("cut", "A comet", TEXT.split("\n\n")[0], published="2024-05-02", source="Courier"),
    Article("update", "Comet", TEXT.replace("1949", "1948"), published="2024-05-03", source="Gazette"),
]
QUESTION = "Who found the comet Tessaly?"


@pytest.fixture
def folder(tmp_path: Path, embedder: HashingEmbedder) -> Path:
    assert build_index(ARTICLES, tmp_path / "i", embedder).copies == 2
    return tmp_path / "i"


def _found(folder: Path, embedder: HashingEmbedder, filters: Filters | None = None) -> dict[str, set[str]]:
    hits = Retriever.open(folder, embedder=embedder).retrieve(QUESTION, 10, filters)
    return {hit.passage.article_id: {one.article_id for one in hit.also_in} for hit in hits}


def test_one_is_found_and_names_the_others(folder: Path, embedder: HashingEmbedder) -> None:
    assert _found(folder, embedder) == {"long": {"wire", "cut"}, "update": set()}


def test_the_catalogue_says_whose_copy_an_article_is(folder: Path, embedder: HashingEmbedder) -> None:
    catalogue = Index.open(folder, embedder).catalogue
    found = {article.id: article.duplicate_of for article in catalogue.articles()}
    assert found == {"long": None, "wire": "long", "cut": "long", "update": None}
    assert catalogue.copies("cut") == ["long", "wire"]
    assert catalogue.copies("update") == catalogue.copies("nobody") == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(sources=("Courier",)), {"cut"}),
        (Filters(sources=("Courier", "Wire")), {"cut"}),
        (Filters(sources=("Gazette", "Wire")), {"long", "update"}),
        (Filters(article_ids=("wire",)), {"wire"}),
        (Filters(published_from="2024-05-02"), {"cut", "update"}),
    ],
)
def test_a_copy_is_found_where_a_filter_leaves_out_what_represents_it(
    folder: Path, embedder: HashingEmbedder, filters: Filters, found: set[str]
) -> None:
    assert set(_found(folder, embedder, filters)) == found


def test_removing_what_represents_a_copy_puts_the_copy_in_its_place_at_once(
    folder: Path, embedder: HashingEmbedder
) -> None:
    retriever = Retriever.open(folder, embedder=embedder)
    retriever.retrieve(QUESTION)
    assert remove_articles(["long"], folder).copies == 1
    hits = retriever.retrieve(QUESTION, 10)
    assert {hit.passage.article_id for hit in hits} == {"wire", "update"}
    assert _found(folder, embedder)["wire"] == {"cut"}


def test_a_sync_groups_as_a_build_from_nothing_would(
    folder: Path, embedder: HashingEmbedder, tmp_path: Path
) -> None:
    now = [replace(ARTICLES[0], text=f"{TEXT} Bring a coat."), *ARTICLES[1:]]
    summary = build_index(now, folder, embedder)
    fresh = build_index(now, tmp_path / "fresh", embedder)
    assert (summary.changed, summary.unchanged) == (1, 3)
    assert summary.copies == fresh.copies
    states = [list(Index.open(one, embedder).catalogue.articles()) for one in (folder, tmp_path / "fresh")]
    assert states[0] == states[1]


def test_nothing_changed_still_says_how_many_copies_there_are(
    folder: Path, embedder: HashingEmbedder
) -> None:
    assert build_index(ARTICLES, folder, embedder).copies == 2
