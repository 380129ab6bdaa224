"""Shared fixtures: a small corpus, a deterministic embedder, an index of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from engine_fixtures import both, milvus, postgres
from hashing_embedder import HashingEmbedder

from corpus import Article, load_articles
from index import Index, build_index
from qa import Answerer, Retriever, Settings

__all__ = ["both", "milvus", "postgres"]  # fixtures of tests/support/engine_fixtures.py

HARBOUR = (
    "Harbour bridge opens after nine years\n\n"
    "The harbour bridge of Velmora opened on 3 May 2021 after nine years of work. "
    "It cost 412 million crowns, the mayor said.\n\n"
    "Engineers used 38,000 tonnes of steel. The old ferry made its last crossing on the same evening."
)
ORCHARD = (
    "Frost ruins a third of the orchards\n\n"
    "A late frost destroyed a third of the apple orchards around Lindal in April. "
    "Growers expect to harvest 21,000 tonnes instead of 32,000.\n\n"
    "The farm ministry promised loans without interest. Insurance covers hail but not frost."
)
COMET = (
    "Comet returns after seventy years\n\n"
    "Comet Tessaly can be seen with the naked eye until the end of August. "
    "It was discovered in 1949 by the astronomer Ilse Brandt."
)


@pytest.fixture(scope="session")
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def articles() -> list[Article]:
    return [
        Article("bridge", "Harbour bridge opens", HARBOUR, published="2021-05-04", source="Gazette"),
        Article("orchard", "Frost ruins orchards", ORCHARD, published="2022-04-20", source="Farmer"),
        Article(
            "comet",
            "Comet returns",
            COMET,
            source="Gazette",
            url="https://sky.example/comet",
            language="en",
            extra={"desk": "sky", "pages": 2},
        ),
    ]


@pytest.fixture
def write_jsonl(tmp_path: Path) -> Callable[..., Path]:
    def write(records: Iterable[object], name: str = "articles.jsonl") -> Path:
        path = tmp_path / name
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def index_folder(tmp_path: Path, articles: list[Article], embedder: HashingEmbedder) -> Path:
    folder = tmp_path / "index"
    build_index(articles, folder, embedder)
    return folder


@pytest.fixture
def opened(index_folder: Path, embedder: HashingEmbedder) -> Index:
    return Index.open(index_folder, embedder)


@pytest.fixture
def retriever(index_folder: Path, embedder: HashingEmbedder) -> Retriever:
    return Retriever.open(index_folder, embedder=embedder)


@pytest.fixture
def answerer(index_folder: Path, embedder: HashingEmbedder) -> Answerer:
    """Answers whatever the confidence: the calibration is the real model's, not the hash's."""
    return Answerer.open(index_folder, embedder=embedder, settings=Settings(threshold=0.0))


@pytest.fixture
def rebuild(embedder: HashingEmbedder) -> Callable[..., None]:
    def build(folder: Path, source: Path) -> None:
        build_index(load_articles([source]), folder, embedder)

    return build
