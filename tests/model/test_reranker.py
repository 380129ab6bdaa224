"""A tiny cross-encoder of two random layers orders passages, and nothing but passages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from tiny_cross_encoder import tiny_cross_encoder

from corpus.errors import EmbedderError
from qa import Retriever, Settings
from qa.reranker import CrossEncoderReranker

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cross")
    tiny_cross_encoder(folder, ["score"])
    return folder


def test_the_list_is_in_the_cross_encoders_order(
    index_folder: Path, embedder: HashingEmbedder, tiny: Path
) -> None:
    plain = Retriever.open(index_folder, embedder=embedder)
    reranked = Retriever.open(index_folder, embedder=embedder, settings=Settings(reranker=str(tiny)))
    question = "Which frost destroyed the apple orchards?"
    before, after = plain.retrieve(question, k=10), reranked.retrieve(question, k=10)
    assert {hit.passage for hit in before} == {hit.passage for hit in after}
    model = CrossEncoderReranker(str(tiny))
    scores = model.scores(question, [hit.passage.text for hit in after])
    assert scores == sorted(scores, reverse=True)
    assert [hit.score for hit in after] == pytest.approx(scores, abs=1e-4)
    assert model.scores(question, []) == []


def test_a_reranker_that_is_none(index_folder: Path, embedder: HashingEmbedder, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EmbedderError, match="cannot load the reranker"):
        Retriever.open(index_folder, embedder=embedder, settings=Settings(reranker=str(tmp_path)))
