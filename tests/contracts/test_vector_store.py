"""Every VectorStore, one suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamagedError
from index import FaissStore, VectorStore
from index.engines.storage import new_identity, new_name

STORES = ["compared", "graph", "milvus", "milvus-graph"]
HALF = 1e-3  # what half precision may change in a cosine
IDS = [2**62 + 1, 5, 7]
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0]], dtype=np.float32)


@pytest.fixture(params=STORES)
def kind(request: pytest.FixtureRequest) -> Callable[[int], VectorStore]:
    expected = 10**7 if "graph" in request.param else 0
    if "milvus" not in request.param:
        return lambda dimension: FaissStore(dimension, expected)
    from index.engines.milvus import MilvusCollection, MilvusVectors

    address: str = request.getfixturevalue("milvus")

    def made(dimension: int) -> VectorStore:
        collection = MilvusCollection(address, new_name(new_identity()))
        collection.create(dimension, expected)
        request.addfinalizer(lambda: collection("drop_collection"))
        return MilvusVectors(collection)

    return made


@pytest.fixture
def store(kind: Callable[[int], VectorStore]) -> VectorStore:
    made = kind(3)
    made.add(IDS, VECTORS)
    return made


def test_the_nearest_comes_first_with_its_cosine(store: VectorStore) -> None:
    found = store.search(np.array([0, 1, 0], dtype=np.float32), 3)
    assert [one.passage_id for one in found] == [5, 7, IDS[0]]
    assert [one.score for one in found] == pytest.approx([1.0, 0.8, 0.0], abs=HALF)


@pytest.mark.parametrize(("k", "count"), [(0, 0), (1, 1), (3, 3), (50, 3)])
def test_at_most_k(store: VectorStore, k: int, count: int) -> None:
    assert len(store.search(VECTORS[0], k)) == count


@pytest.mark.parametrize(("allowed", "found"), [([], []), ([5], [5]), ([7, IDS[0]], [IDS[0], 7]), ([99], [])])
def test_only_the_allowed(store: VectorStore, allowed: list[int], found: list[int]) -> None:
    assert [one.passage_id for one in store.search(VECTORS[0], 3, allowed)] == found


def test_the_hidden_are_found_only_where_allowed(store: VectorStore) -> None:
    store.hide([IDS[0]])
    assert [one.passage_id for one in store.search(VECTORS[0], 3)] == [7, 5]
    assert [one.passage_id for one in store.search(VECTORS[0], 3, [IDS[0], 5])] == [IDS[0], 5]
    store.hide([])
    assert len(store.search(VECTORS[0], 3)) == 3


def test_vectors_come_back_by_id(store: VectorStore) -> None:
    assert store.get([7, IDS[0]]) == pytest.approx(VECTORS[[2, 0]], abs=HALF)
    assert store.get([]).shape == (0, 3)


def test_the_right_ones_among_many(kind: Callable[[int], VectorStore]) -> None:
    random = np.random.default_rng(1)
    vectors = random.standard_normal((2000, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store = kind(24)
    store.add(list(range(2000)), vectors)
    asked = vectors[:50] + 0.1 * random.standard_normal((50, 24)).astype(np.float32)
    best = np.argsort(-(asked @ vectors.T), axis=1)[:, :10]
    found = [[one.passage_id for one in store.search(vector, 10)] for vector in asked]
    shared = [len(set(one) & set(other.tolist())) for one, other in zip(found, best, strict=True)]
    assert sum(shared) >= 0.95 * 500
    odd = list(range(1, 2000, 2))
    among = store.search(asked[0], 10, odd)
    assert len(among) == 10
    assert all(one.passage_id % 2 for one in among)


def test_an_empty_store_finds_nothing(kind: Callable[[int], VectorStore]) -> None:
    assert len(kind(3)) == 0
    assert kind(3).search(VECTORS[0], 5) == []


@pytest.mark.parametrize("expected", [0, 10**7])
def test_saving_and_opening_changes_nothing(expected: int, tmp_path: Path) -> None:
    store = FaissStore(3, expected)
    store.add(IDS, VECTORS)
    store.save(tmp_path / "vectors")
    opened = FaissStore.open(tmp_path / "vectors")
    assert len(opened) == 3
    assert opened.search(VECTORS[2], 3) == store.search(VECTORS[2], 3)


def test_rubbish_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"rubbish")
    with pytest.raises(IndexDamagedError):
        FaissStore.open(tmp_path / "vectors")
