"""Servers in processes of their own, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from served import Served, served

from corpus import Article
from index import build_index
from qa.passwords import password_line

BRIDGE = (
    "Harbour bridge opens after nine years\n\n"
    "The harbour bridge of Velmora opened on 3 May 2021 after nine years of work. "
    "Engineers used 38,000 tonnes of steel."
)
COMET = "Comet Tessaly can be seen until the end of August. It was discovered in 1949 by Ilse Brandt."
QUESTION = "How many tonnes of steel did engineers use?"


@pytest.fixture(scope="session")
def served_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "index"
    articles = [
        Article(
            "bridge",
            "Harbour bridge opens",
            BRIDGE,
            url="https://gazette.example/bridge",
            published="2021-05-04",
            source="Gazette",
        ),
        Article("comet", "Comet returns", COMET, source="Sky"),
    ]
    build_index(articles, folder, HashingEmbedder())
    return folder


@pytest.fixture(scope="session")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users"
    path.write_text(
        password_line("anna", "long enough") + "\n" + password_line("bo", "also long enough") + "\n"
    )
    return path


@pytest.fixture(scope="session")
def open_server(served_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that anyone may ask, with the tools and an access log."""
    folder = tmp_path_factory.mktemp("open")
    with served(served_index, folder, mcp=True, access_log=str(folder / "access.jsonl")) as server:
        yield server
        assert server.stop() == 0
