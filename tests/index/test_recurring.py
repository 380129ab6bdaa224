"""Lines that recur, through builds and removals."""

from __future__ import annotations

from pathlib import Path

from hashing_embedder import HashingEmbedder

from corpus import Article
from index import Index, build_index, remove_articles
from index.generation import current_generation

LINE = "Vorn Desk, page two"


def _articles(count: int) -> list[Article]:
    return [
        Article(f"a{n}", "", f"The tram number {n} crossed the river at dusk.\n\n{LINE}", source="Gazette")
        for n in range(count)
    ]


def _marked(folder: Path, embedder: HashingEmbedder) -> list[int]:
    return [len(one.boilerplate) for one in Index.open(folder, embedder).catalogue.articles()]


def test_a_line_that_comes_to_recur_is_marked_in_articles_indexed_before(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    assert build_index(_articles(4), tmp_path, embedder).recurring == 0
    summary = build_index(_articles(5), tmp_path, embedder)
    assert (summary.recurring, summary.changed, summary.new) == (5, 4, 1)
    assert _marked(tmp_path, embedder) == [1] * 5
    assert not Index.open(tmp_path, embedder).lexical.search("desk", 5)


def test_a_line_that_recurs_no_longer_is_found_again(tmp_path: Path, embedder: HashingEmbedder) -> None:
    build_index(_articles(5), tmp_path, embedder)
    build_index(_articles(4), tmp_path, embedder)
    assert _marked(tmp_path, embedder) == [0] * 4
    assert len(Index.open(tmp_path, embedder).lexical.search("desk", 5)) == 4


def test_removing_keeps_marks_until_the_next_build(tmp_path: Path, embedder: HashingEmbedder) -> None:
    build_index(_articles(5), tmp_path, embedder)
    assert remove_articles(["a0"], tmp_path).unchanged == 4
    assert _marked(tmp_path, embedder) == [1] * 4


def test_waiting_articles_leave_no_file(tmp_path: Path, embedder: HashingEmbedder) -> None:
    build_index(_articles(3), tmp_path, embedder)
    named = {path.name for path in current_generation(tmp_path).iterdir()}
    assert named == {
        "catalogue.sqlite",
        "lexical",
        "manifest.json",
        "tokens.codes",
        "tokens.npy",
        "vectors.faiss",
    }
