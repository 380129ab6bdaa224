"""Every VectorStore, one suite."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamagedError
from index import FaissStore, VectorStore

STORES = {"faiss": FaissStore}
IDS = [2**62 + 1, 5, 7]
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0]], dtype=np.float32)


@pytest.fixture(params=sorted(STORES))
def kind(request: pytest.FixtureRequest) -> type[FaissStore]:
    return STORES[request.param]


@pytest.fixture
def store(kind: type[FaissStore]) -> VectorStore:
    made = kind(3)
    made.add(IDS, VECTORS)
    return made


def test_the_nearest_comes_first_with_its_cosine(store: VectorStore) -> None:
    found = store.search(np.array([0, 1, 0], dtype=np.float32), 3)
    assert [one.passage_id for one in found] == [5, 7, IDS[0]]
    assert [one.score for one in found] == pytest.approx([1.0, 0.8, 0.0])


@pytest.mark.parametrize(("k", "count"), [(0, 0), (1, 1), (3, 3), (50, 3)])
def test_at_most_k(store: VectorStore, k: int, count: int) -> None:
    assert len(store.search(VECTORS[0], k)) == count


@pytest.mark.parametrize(("allowed", "found"), [([], []), ([5], [5]), ([7, IDS[0]], [IDS[0], 7]), ([99], [])])
def test_only_the_allowed(store: VectorStore, allowed: list[int], found: list[int]) -> None:
    assert [one.passage_id for one in store.search(VECTORS[0], 3, allowed)] == found


def test_an_empty_store_finds_nothing(kind: type[FaissStore]) -> None:
    assert len(kind(3)) == 0
    assert kind(3).search(VECTORS[0], 5) == []


def test_saving_and_opening_changes_nothing(
    kind: type[FaissStore], store: VectorStore, tmp_path: Path
) -> None:
    store.save(tmp_path / "vectors")
    opened = kind.open(tmp_path / "vectors")
    assert len(opened) == 3
    assert opened.search(VECTORS[2], 3) == store.search(VECTORS[2], 3)


def test_rubbish_is_refused(kind: type[FaissStore], tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"rubbish")
    with pytest.raises(IndexDamagedError):
        kind.open(tmp_path / "vectors")
