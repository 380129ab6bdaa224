"""Building again on changed sources, and removing, against building from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from content import content
from hashing_embedder import HashingEmbedder

from corpus import Article
from corpus.errors import IndexMissingError, SourceError
from index import BuildSummary, Encoded, Index, build_index, remove_articles
from index.generation import current_generation
from index.layout import TOKENS
from qa import Retriever


class CountingEmbedder(HashingEmbedder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        self.encoded += texts
        return super().encode_passages(texts)


def _counts(summary: BuildSummary) -> tuple[int, int, int, int]:
    return summary.new, summary.changed, summary.removed, summary.unchanged


def test_nothing_changed_embeds_nothing_and_keeps_the_generation(
    index_folder: Path, articles: list[Article]
) -> None:
    before = current_generation(index_folder)
    embedder = CountingEmbedder()
    summary = build_index(articles[::-1], index_folder, embedder)
    assert _counts(summary) == (0, 0, 0, 3)
    assert embedder.encoded == []
    assert current_generation(index_folder) == before
    assert [path.name for path in before.parent.iterdir()] == [before.name]


def test_only_what_is_new_or_changed_is_embedded(
    index_folder: Path, articles: list[Article], tmp_path: Path
) -> None:
    changed = replace(articles[1], text=articles[1].text.replace("21,000", "19,000"))
    added = Article("tram", "Tram returns", "A tram ran through the old town again.")
    now = [articles[0], changed, added]
    embedder = CountingEmbedder()
    summary = build_index(now, index_folder, embedder)
    assert _counts(summary) == (1, 1, 1, 1)
    assert all("19,000" in text or "ram" in text for text in embedder.encoded), embedder.encoded
    build_index(now, tmp_path / "fresh", HashingEmbedder())
    assert content(index_folder) == content(tmp_path / "fresh")


def test_a_new_title_or_date_is_taken_without_embedding_the_text(
    index_folder: Path, articles: list[Article]
) -> None:
    embedder = CountingEmbedder()
    renamed = replace(articles[2], title="A comet is seen", published="2024-01-02")
    summary = build_index([articles[0], articles[1], renamed], index_folder, embedder)
    assert _counts(summary) == (0, 1, 0, 2)
    assert embedder.encoded == ["A comet is seen"]
    article = Index.open(index_folder, embedder).catalogue.article("comet")
    assert article is not None
    assert (article.title, article.published) == ("A comet is seen", "2024-01-02")


@pytest.mark.parametrize("options", [{"passage_tokens": 40}, {"token_codes": False}])
def test_other_settings_embed_everything_again(
    index_folder: Path, articles: list[Article], options: dict[str, int]
) -> None:
    embedder = CountingEmbedder()
    summary = build_index(articles, index_folder, embedder, **options)
    assert summary.embedded == summary.manifest.passages
    assert summary.unchanged == 0


def test_another_embedder_embeds_everything_again(index_folder: Path, articles: list[Article]) -> None:
    summary = build_index(articles, index_folder, HashingEmbedder(seed=5))
    assert summary.embedded == summary.manifest.passages
    Index.open(index_folder, HashingEmbedder(seed=5))


@pytest.mark.parametrize("damage", ["manifest.json", TOKENS, "vectors.faiss"])
def test_nothing_is_taken_over_from_a_damaged_index(
    index_folder: Path, articles: list[Article], embedder: HashingEmbedder, tmp_path: Path, damage: str
) -> None:
    path = current_generation(index_folder) / damage
    path.write_bytes(path.read_bytes()[:-7])
    summary = build_index(articles, index_folder, embedder)
    assert summary.embedded == summary.manifest.passages
    build_index(articles, tmp_path / "fresh", embedder)
    assert content(index_folder) == content(tmp_path / "fresh")


def test_removing_leaves_what_a_build_without_it_would(
    index_folder: Path, articles: list[Article], embedder: HashingEmbedder, tmp_path: Path
) -> None:
    retriever = Retriever.open(index_folder, embedder=embedder)
    assert "orchard" in {hit.passage.article_id for hit in retriever.retrieve("the frost", k=10)}
    summary = remove_articles(["orchard"], index_folder)
    assert _counts(summary) == (0, 0, 1, 2)
    assert "orchard" not in {hit.passage.article_id for hit in retriever.retrieve("the frost", k=10)}
    assert retriever.index().catalogue.article("orchard") is None
    build_index([articles[0], articles[2]], tmp_path / "fresh", embedder)
    assert content(index_folder) == content(tmp_path / "fresh")
    for path in current_generation(index_folder).rglob("*"):
        assert not path.is_file() or b"Growers expect" not in path.read_bytes(), path


def test_removing_every_article_leaves_an_empty_index(index_folder: Path, embedder: HashingEmbedder) -> None:
    remove_articles(["bridge", "orchard", "comet"], index_folder)
    assert Retriever.open(index_folder, embedder=embedder).retrieve("the frost") == []


def test_an_unknown_article_is_refused_and_nothing_removed(index_folder: Path) -> None:
    before = current_generation(index_folder)
    with pytest.raises(SourceError, match=r"no article 'nobody'; nothing was removed"):
        remove_articles(["bridge", "nobody"], index_folder)
    assert current_generation(index_folder) == before


def test_there_is_nothing_to_remove_from(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="no index in"):
        remove_articles(["bridge"], tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
