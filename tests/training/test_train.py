"""Training begins where it is told to."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from index.weights import file_sha256
from training import train

pytestmark = pytest.mark.model

BRIDGE = "The bridge opened in 1904. It was built by Ada Holm."


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    answer = {"text": "Ada Holm", "answer_start": BRIDGE.index("Ada Holm")}
    data = [
        {
            "title": "T",
            "paragraphs": [{"context": BRIDGE, "qas": [{"question": "Who?", "answers": [answer]}]}],
        }
    ]
    path = tmp_path / "questions.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": data}).encode()))
    return path


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["train.py", *arguments, "--epochs", "1"])
    train.main()


def test_a_run_goes_on_with_the_weights_of_another(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    first, second = tmp_path / "first", tmp_path / "second"
    _run(monkeypatch, str(first), str(questions), "--rate", "1e-3")
    begin = first / "checkpoint.pt"
    _run(monkeypatch, str(second), str(questions), "--rate", "0", "--seed", "1", "--begin", str(begin))
    before, after = (torch.load(run / "checkpoint.pt", weights_only=True)["model"] for run in (first, second))
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    facts = [json.loads((run / "training.json").read_text(encoding="utf-8")) for run in (first, second)]
    assert [one["begun_with_sha256"] for one in facts] == [None, file_sha256(begin)]
