"""The reader that comes with the package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import EmbedderError
from qa.reader import MODEL, MODEL_SHA256, SpanReader, default_reader

pytestmark = pytest.mark.model

WINDOW = (
    "The harbour bridge of Velmora opened on 3 May 2021 after nine years of work. "
    "It was designed by the engineer Maria Lund and cost 412 million crowns."
)


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did the harbour bridge open?", "3 May 2021"),
        ("Who designed the bridge?", "Maria Lund"),
        ("How much did the bridge cost?", "412 million crowns"),
    ],
)
def test_it_finds_what_is_asked(reader: SpanReader, question: str, said: str) -> None:
    (found,) = reader.read(question, [WINDOW])
    assert found is not None
    assert said in found.span.of(WINDOW)
    assert len(found.span) <= len(said) + 20
    assert found.margin > 0


def test_it_says_when_a_window_does_not_answer(reader: SpanReader) -> None:
    question = "How many apples were harvested in Lindal?"
    there, not_there = reader.read(question, ["Growers in Lindal harvested 21,000 apples.", WINDOW])
    assert there is not None
    assert not_there is not None
    assert not_there.margin < 0 < there.margin


def test_windows_do_not_change_each_other_much(reader: SpanReader) -> None:
    question = "Who designed the bridge?"
    (alone,) = reader.read(question, [WINDOW])
    beside = reader.read(question, ["Short.", WINDOW, "The weather was fine all week in the hills."])[1]
    assert alone is not None
    assert beside is not None
    assert alone.span == beside.span


@pytest.mark.parametrize(
    "window", ["", " ", "🌊", "é" * 3000, "word " * 2000, "日本の橋は2021年に開通した。"]
)
def test_any_text_gives_a_span_inside_it_or_none(reader: SpanReader, window: str) -> None:
    for question in ("When?", "word " * 500):
        (found,) = reader.read(question, [window])
        if found is not None:
            assert 0 <= found.span.start < found.span.end <= len(window)


def test_nothing_to_read(reader: SpanReader) -> None:
    assert reader.read("When?", []) == []


def test_another_model_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(EmbedderError, match="is not the reader that belongs to this version"):
        SpanReader(tmp_path / "model.onnx")


def test_without_its_file_there_is_no_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("qa.reader.MODEL", tmp_path / "model.onnx")
    default_reader.cache_clear()
    assert default_reader() is None
    default_reader.cache_clear()


def test_the_file_is_small_and_its_card_is_true() -> None:
    assert MODEL.stat().st_size <= 25_000_000
    card = (MODEL.parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert MODEL_SHA256 in card
    record = json.loads((MODEL.parent / "training.json").read_text(encoding="utf-8"))
    assert f"{record['examples']:,}" in card
