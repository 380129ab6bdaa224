from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Article
from corpus.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexWriteError,
    SourceError,
)
from index import Index, build_index
from index.generation import current_generation, new_generation


def test_what_was_built_is_opened(
    index_folder: Path, embedder: HashingEmbedder, articles: list[Article]
) -> None:
    opened = Index.open(index_folder, embedder)
    assert [opened.catalogue.article(article.id) for article in articles] == articles
    assert (
        opened.manifest.passages == len(opened.vectors) == len(opened.lexical) == opened.catalogue.counts()[1]
    )


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="citewise build SOURCE"):
        Index.open(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "lexical/meta.json"])
def test_a_truncated_file_is_refused(index_folder: Path, embedder: HashingEmbedder, name: str) -> None:
    path = current_generation(index_folder) / name
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(IndexDamagedError, match=r"bytes instead of .* build again with"):
        Index.open(index_folder, embedder)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "lexical/meta.json"])
def test_an_altered_file_is_refused(index_folder: Path, embedder: HashingEmbedder, name: str) -> None:
    path = current_generation(index_folder) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IndexDamagedError, match="was altered"):
        Index.open(index_folder, embedder)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "manifest.json"])
def test_a_missing_file_is_refused(index_folder: Path, embedder: HashingEmbedder, name: str) -> None:
    (current_generation(index_folder) / name).unlink()
    with pytest.raises(IndexDamagedError, match="is missing"):
        Index.open(index_folder, embedder)


@pytest.mark.parametrize("pointer", ["", "../..", "nowhere", "\xff"])
def test_a_pointer_to_nothing_is_refused(index_folder: Path, pointer: str) -> None:
    (index_folder / "CURRENT").write_bytes(pointer.encode("latin-1"))
    with pytest.raises(IndexDamagedError, match="build again"):
        Index.open(index_folder)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 3}', '{"format": 3, "embedder": 3, "files": {}}']
)
def test_an_unreadable_manifest_is_refused(index_folder: Path, text: str) -> None:
    (current_generation(index_folder) / "manifest.json").write_text(text)
    with pytest.raises(IndexDamagedError, match="missing or unreadable"):
        Index.open(index_folder)


def test_another_format_is_refused(index_folder: Path) -> None:
    path = current_generation(index_folder) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(IndexMismatchError, match="index format 99"):
        Index.open(index_folder)


@pytest.mark.parametrize("other", [HashingEmbedder(seed=1), HashingEmbedder(dimension=32)])
def test_another_embedder_is_refused_even_under_the_same_name(
    index_folder: Path, other: HashingEmbedder
) -> None:
    with pytest.raises(IndexMismatchError, match=r"built with the embedder 'hashing'.*--embedder"):
        Index.open(index_folder, other)


def test_an_open_index_outlives_its_files(opened: Index) -> None:
    shutil.rmtree(opened.folder)
    article = opened.catalogue.article("bridge")
    assert article is not None
    assert article.title == "Harbour bridge opens"
    assert opened.lexical.search("ferry", 3)


def test_nothing_to_index_leaves_the_old_index(index_folder: Path, embedder: HashingEmbedder) -> None:
    before = current_generation(index_folder)
    with pytest.raises(SourceError, match="no article with text"):
        build_index([], index_folder, embedder)
    assert current_generation(index_folder) == before
    assert [path.name for path in before.parent.iterdir()] == [before.name]


def test_an_unwritable_folder_is_refused(
    tmp_path: Path, embedder: HashingEmbedder, articles: list[Article]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexWriteError, match="cannot write the index folder"):
        build_index(articles, tmp_path / "file" / "index", embedder)


def test_two_builds_at_once_are_refused(
    index_folder: Path, embedder: HashingEmbedder, articles: list[Article]
) -> None:
    def begin_another() -> None:
        with pytest.raises(IndexWriteError, match="another build is writing"):
            build_index(articles, index_folder, embedder)

    with new_generation(index_folder):
        begin_another()


def test_a_failed_build_leaves_nothing_behind(index_folder: Path, articles: list[Article]) -> None:
    class Broken(HashingEmbedder):
        def encode_passages(self, texts):
            raise OSError(28, "No space left on device")

    before = current_generation(index_folder)
    with pytest.raises(IndexWriteError, match="No space left on device"):
        build_index([*articles, Article("new", "New", "A new tram opened.")], index_folder, Broken())
    assert current_generation(index_folder) == before
    assert [path.name for path in before.parent.iterdir()] == [before.name]


def test_the_same_articles_give_the_same_passages(
    tmp_path: Path, embedder: HashingEmbedder, articles: list[Article], opened: Index
) -> None:
    build_index(articles, tmp_path / "again", embedder)
    again = Index.open(tmp_path / "again", embedder)
    ids = [one.passage_id for one in opened.lexical.search("the", 50)]
    assert ids
    assert again.catalogue.passages(ids) == opened.catalogue.passages(ids)


def test_facets_count_what_articles_can_be_filtered_by(tmp_path: Path, embedder: HashingEmbedder) -> None:
    records = [
        Article("a", "A", "One.", published="2024-01-05", source="Gazette", language="en"),
        Article("b", "B", "Two.", published="2024-01-31", source="Gazette", language="de"),
        Article("c", "C", "Three.", published="2023-12-31", source="Ledger", language="en"),
        Article("d", "D", "Four."),
    ]
    build_index(records, tmp_path / "index", embedder)
    facets = Index.open(tmp_path / "index", embedder).catalogue.facets()
    assert dict(facets.sources) == {"Gazette": 2, "Ledger": 1}
    assert dict(facets.languages) == {"en": 2, "de": 1}
    assert list(facets.months.items()) == [("2023-12", 1), ("2024-01", 2)]
