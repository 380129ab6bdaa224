"""An exported reader becomes a checkpoint again, and a checkpoint is measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("onnx")
pytest.importorskip("sklearn")

import torch

from qa.reader import MODEL, SpanReader
from training import average, measure, restore
from training.export import export, load

pytestmark = pytest.mark.model

TEXT = "The bridge opened in 1904.\nIt was built by Ada Holm, and it cost 40 crowns."


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("restored") / "checkpoint.pt"
    torch.save({"model": restore.restored(MODEL)}, path)
    return path


def test_what_is_restored_reads_as_what_was_exported(checkpoint: Path, tmp_path: Path) -> None:
    from index.weights import file_sha256

    export(load(checkpoint), tmp_path / "model.onnx")
    again = SpanReader(tmp_path / "model.onnx", file_sha256(tmp_path / "model.onnx"))
    for question in ("Who built the bridge?", "When did the bridge open?"):
        (old,), (new,) = SpanReader().read(question, [TEXT]), again.read(question, [TEXT])
        assert old is not None
        assert new is not None
        assert old.span == new.span
        assert abs(old.margin - new.margin) < 2


def test_a_reader_is_measured_on_the_paragraph_of_the_gold_span(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, questions = tmp_path / "corpus.jsonl", tmp_path / "questions.jsonl"
    corpus.write_text(json.dumps({"id": "a", "title": "", "text": TEXT}) + "\n", encoding="utf-8")
    start = TEXT.index("Ada Holm")
    gold = {"doc": "a", "start": start, "end": start + 8, "text": "Ada Holm"}
    asked = {"id": "q", "question": "Who built it?", "answers": ["Ada Holm"], "relevant": ["a"]}
    questions.write_text(json.dumps({**asked, "answerable": True, "spans": [gold]}) + "\n", encoding="utf-8")
    ((question, paragraph),) = measure.paragraphs(questions, corpus)
    assert (question.id, paragraph) == ("q", TEXT.split("\n")[1])
    monkeypatch.setattr(sys, "argv", ["measure.py", str(MODEL), str(questions), str(corpus)])
    measure.main()
    assert capsys.readouterr().out == "1 questions: exact match 1.0000, token F1 1.0000\n"


def test_an_average_lies_between_what_it_is_made_of(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = torch.load(checkpoint, weights_only=True)["model"]
    torch.save({"model": {name: one + 2 for name, one in state.items()}}, tmp_path / "more.pt")
    out = tmp_path / "out" / "checkpoint.pt"
    monkeypatch.setattr(sys, "argv", ["average.py", str(out), str(checkpoint), str(tmp_path / "more.pt")])
    average.main()
    found = torch.load(out, weights_only=True)["model"]
    assert all(torch.allclose(found[name], one + 1, atol=1e-4) for name, one in state.items())
    with pytest.raises(ValueError, match="one kind"):
        average.averaged([state, {"head.bias": state["head.bias"]}])
