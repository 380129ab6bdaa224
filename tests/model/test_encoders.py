"""The fast encoder against the reference, and the cache that keeps it."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import Article, load_articles, sample_corpus
from corpus.errors import IndexDamagedError, SettingsError
from index import Index, build_index, fast_embedder, open_embedder
from index.encoders import default_cache
from index.generation import current_generation
from index.layout import ENCODER
from index.onnx_embedder import OnnxEmbedder

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def fast() -> OnnxEmbedder:
    made = fast_embedder()
    assert isinstance(made, OnnxEmbedder)
    return made


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    articles = list(load_articles([sample_corpus()]))
    return [article.text[100:700] for article in articles[:24]]


def test_int8_stays_close_to_the_reference(fast: OnnxEmbedder, sentences: list[str]) -> None:
    reference = open_embedder()
    before, after = reference.encode_passages(sentences), fast.encode_passages(sentences)
    assert float((before.vectors * after.vectors).sum(axis=1).mean()) > 0.985
    for one, other in zip(before.tokens, after.tokens, strict=True):
        assert one.shape == other.shape
        assert float((one * other).sum(axis=1).mean()) > 0.95
    question = "When did the bridge open?"
    assert reference.encode_question(question).spans == fast.encode_question(question).spans


def test_the_record_says_what_was_checked(fast: OnnxEmbedder) -> None:
    assert fast.record.precision == "int8"
    assert 0.97 < fast.record.cosine_mean <= 1.0
    assert fast.record.same_first >= 0.9


def test_an_altered_cache_is_made_again(tmp_path: Path, fast: OnnxEmbedder) -> None:
    (kept,) = [path for path in default_cache().iterdir() if path == fast.folder]
    shutil.copytree(kept, tmp_path / kept.name)
    model = tmp_path / kept.name / "model.onnx"
    model.write_bytes(model.read_bytes()[:-1] + b"\x00")
    again = fast_embedder(cache=tmp_path)
    assert isinstance(again, OnnxEmbedder)
    similar = again.embed_passages(["The bridge opened."]) @ fast.embed_passages(["The bridge opened."]).T
    assert float(similar[0, 0]) > 0.999


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        made = fast_embedder(cache=tmp_path / "file" / "encoders")
    assert "made again next time" in caplog.text
    build_index([Article("a", "A", "The bridge opened in May.")], tmp_path / "index", made)
    assert Index.open(tmp_path / "index").embedder.name == made.name


def test_an_unknown_engine() -> None:
    with pytest.raises(SettingsError, match="known: int8, fp32, torch"):
        fast_embedder(engine="int4")


def test_asking_needs_neither_torch_nor_the_cache(tmp_path: Path, fast: OnnxEmbedder) -> None:
    build_index([Article("a", "A", "The bridge opened in May.")], tmp_path / "index", fast)
    code = (
        "import sys; from qa import retrieve; hits = retrieve('When did it open?', index=sys.argv[1]);"
        "print(hits[0].passage.text, 'torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    environment = os.environ | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "none")}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ran.stdout.strip() == "The bridge opened in May. False False", ran.stderr


def test_an_index_asked_with_its_own_embedders_name_needs_no_torch(
    tmp_path: Path, fast: OnnxEmbedder
) -> None:
    build_index([Article("a", "A", "The bridge opened in May.")], tmp_path / "index", fast)
    assert isinstance(Index.open(tmp_path / "index", fast.name).embedder, OnnxEmbedder)


def test_a_damaged_encoder_is_refused(tmp_path: Path, fast: OnnxEmbedder) -> None:
    build_index([Article("a", "A", "The bridge opened in May.")], tmp_path / "index", fast)
    record = current_generation(tmp_path / "index") / ENCODER / "encoder.json"
    record.write_text("{}")
    with pytest.raises(IndexDamagedError, match="build again"):
        Index.open(tmp_path / "index")
    with pytest.raises(IndexDamagedError, match="no readable encoder"):
        OnnxEmbedder(record.parent)


def test_another_engine_finds_the_same(tmp_path: Path, fast: OnnxEmbedder, sentences: list[str]) -> None:
    build_index(
        [Article(str(n), f"Article {n}", text) for n, text in enumerate(sentences)], tmp_path / "index", fast
    )
    kept = Index.open(tmp_path / "index")
    other = Index.open(tmp_path / "index", open_embedder())
    for number in (0, 7, 19):
        question = sentences[number].split(". ")[1]
        first = [
            index.vectors.search(index.embedder.encode_question(question).vector, 1)[0].passage_id
            for index in (kept, other)
        ]
        assert first[0] == first[1]
