"""Engines that run for the session; tests that need one are skipped where it cannot run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import milvus_server, postgres_server

from index import Storage


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of Milvus."""
    server, address = milvus_server(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield address
    server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server of PostgreSQL, in a folder that its user may reach."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, address = postgres_server(Path(folder))
        server.start()
        yield address
        server.stop()


@pytest.fixture(scope="session")
def both(milvus: str, postgres: str) -> Storage:
    """Both engines, for an index."""
    return Storage(milvus=milvus, database=postgres)
