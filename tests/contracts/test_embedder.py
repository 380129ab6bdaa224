"""Every Embedder, one suite: the default, any local sentence-transformers model, the tests' own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hashing_embedder import HashingEmbedder

from corpus.errors import EmbedderError
from index import Embedder, fast_embedder, open_embedder
from index.onnx_embedder import OnnxEmbedder
from index.weights import default_weights


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of two small random layers, saved as safetensors."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, vocab_size=30522
    )
    BertModel(config).save_pretrained(folder / "encoder")
    AutoTokenizer.from_pretrained(default_weights()).save_pretrained(folder / "encoder")
    encoder = Transformer(str(folder / "encoder"), max_seq_length=64)
    SentenceTransformer(modules=[encoder, Pooling(32, "mean")], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(
    params=[
        "hashing",
        pytest.param("default", marks=pytest.mark.model),
        pytest.param("tiny", marks=pytest.mark.model),
        pytest.param("default int8", marks=pytest.mark.model),
        pytest.param("tiny fp32", marks=pytest.mark.model),
    ]
)
def any_embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    if request.param == "hashing":
        return HashingEmbedder()
    if request.param == "default":
        return open_embedder()
    if request.param == "default int8":
        return fast_embedder()
    tiny = str(request.getfixturevalue("tiny_model"))
    if request.param == "tiny fp32":
        made = fast_embedder(tiny, "fp32", cache=tmp_path_factory.getbasetemp() / "encoders")
        assert isinstance(made, OnnxEmbedder)
        return made
    return open_embedder(tiny)


BATCH_EFFECT = 0.98  # int8 activations are scaled by batch, so company changes a vector a little
TEXTS = ["The bridge opened.", "word " * 400, "", "Łódź 😀 你好"]


def test_vectors_are_unit_float32_rows_in_order(any_embedder: Embedder) -> None:
    vectors = any_embedder.embed_passages(TEXTS)
    assert vectors.shape == (4, any_embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    alone = any_embedder.embed_passages(TEXTS[:1])[0]
    assert float(vectors[0] @ alone) > BATCH_EFFECT


def test_no_texts_give_no_rows(any_embedder: Embedder) -> None:
    assert any_embedder.embed_passages([]).shape == (0, any_embedder.dimension)


def test_a_question_has_one_vector(any_embedder: Embedder) -> None:
    vector = any_embedder.encode_question("When did it open?").vector
    assert vector.shape == (any_embedder.dimension,)
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-4)


def test_one_pass_gives_the_vectors_and_every_token(any_embedder: Embedder) -> None:
    encoded = any_embedder.encode_passages(TEXTS)
    assert ((encoded.vectors * any_embedder.embed_passages(TEXTS)).sum(axis=1) > BATCH_EFFECT).all()
    counts = [min(any_embedder.count_tokens(text), any_embedder.max_tokens) for text in TEXTS]
    assert [rows.shape for rows in encoded.tokens] == [(n, any_embedder.token_dimension) for n in counts]
    for rows in encoded.tokens:
        assert rows.dtype == np.float32
        assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-4)
    assert any_embedder.encode_passages([]).tokens == ()


def test_a_passages_tokens_know_their_characters(any_embedder: Embedder) -> None:
    encoded = any_embedder.encode_passages(TEXTS).tokens
    for text, tokens, offsets in zip(TEXTS, encoded, any_embedder.token_offsets(TEXTS), strict=True):
        assert offsets.shape == (len(tokens), 2)
        assert (offsets[[0, -1]] == 0).all() or len(tokens) == any_embedder.max_tokens
        assert ((offsets >= 0) & (offsets <= len(text))).all()
    assert any_embedder.token_offsets([]) == []
    start, end = any_embedder.token_offsets(["The bridge opened."])[0][2]
    assert "The bridge opened."[start:end] == "bridge"


def test_a_questions_tokens_know_their_characters(any_embedder: Embedder) -> None:
    question = "When did Łódź open?"
    encoded = any_embedder.encode_question(question)
    assert len(encoded.tokens) == len(encoded.spans) == any_embedder.count_tokens(question)
    assert len(encoded.spans[0]) == len(encoded.spans[-1]) == 0
    assert [span.of(question) for span in encoded.spans[1:3]] == ["When", "did"]
    assert any("d" in span.of(question) for span in encoded.spans[3:])
    assert encoded.spans[-2].of(question) == "?"


def test_tokens_are_counted_beyond_the_limit(any_embedder: Embedder) -> None:
    assert any_embedder.count_tokens("word " * 1000) >= 1000 > any_embedder.max_tokens
    assert (
        any_embedder.count_tokens("one two")
        > any_embedder.count_tokens("one")
        > any_embedder.count_tokens("")
    )


def test_threads_may_share_it(any_embedder: Embedder) -> None:
    texts = [f"Sentence number {n} of many." for n in range(16)]
    alone = any_embedder.embed_passages(texts)
    with ThreadPoolExecutor(4) as pool:
        together = [one.vector for one in pool.map(any_embedder.encode_question, texts)]
        counts = list(pool.map(any_embedder.count_tokens, texts))
    assert ((np.stack(together) * alone).sum(axis=1) > BATCH_EFFECT).all()
    assert counts == [any_embedder.count_tokens(text) for text in texts]


@pytest.mark.model
def test_pickled_weights_are_refused(tiny_model: Path, tmp_path: Path) -> None:
    import shutil

    import torch
    from safetensors.torch import load_file

    copy = tmp_path / "pickled"
    shutil.copytree(tiny_model, copy)
    for weights in copy.rglob("model.safetensors"):
        torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
        weights.unlink()
    with pytest.raises(EmbedderError, match="safetensors"):
        open_embedder(str(copy))


@pytest.mark.model
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EmbedderError, match="cannot load the embedder"):
        open_embedder(str(tmp_path))
