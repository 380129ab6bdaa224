"""Tiny cross-encoders of two random layers: the right label is read, pickles and foreign code are not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_cross_encoder import tiny_cross_encoder

from corpus.errors import EmbedderError
from qa import Settings
from qa.entailment import EntailmentModel

pytestmark = pytest.mark.model


def _tiny(folder: Path, labels: list[str]) -> Path:
    import torch

    model = tiny_cross_encoder(folder, labels)
    # One label far above the others, whatever the texts.
    torch.nn.init.zeros_(model.classifier.weight)
    with torch.no_grad():
        model.classifier.bias.copy_(torch.arange(len(labels)) * 2.0 + 1.0)
    model.save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    ("labels", "logits", "place"),
    [
        (["contradiction", "entailment", "neutral"], [1.0, 3.0, 5.0], 1),
        (["contradiction", "neutral", "ENTAILMENT"], [1.0, 3.0, 5.0], 2),
        (["hallucinated", "consistent"], [1.0, 3.0], 1),
    ],
)
def test_the_label_of_entailment_counts(
    tmp_path: Path, labels: list[str], logits: list[float], place: int
) -> None:
    chance = EntailmentModel(str(_tiny(tmp_path, labels))).chance("It rained.", "It was wet.")
    weights = np.exp(logits)
    assert chance == pytest.approx(weights[place] / weights.sum(), abs=1e-4)


def test_a_single_label_is_its_logit(tmp_path: Path) -> None:
    chance = EntailmentModel(str(_tiny(tmp_path, ["LABEL_0"]))).chance("It rained.", "It was wet.")
    assert chance == pytest.approx(1 / (1 + np.exp(-1.0)), abs=1e-4)


def test_labels_that_say_nothing_of_entailment(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="has the labels good, bad; one must be entailment"):
        EntailmentModel(str(_tiny(tmp_path, ["good", "bad"])))


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    import torch

    folder = _tiny(tmp_path, ["LABEL_0"])
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(EmbedderError, match="cannot load the entailment model"):
        EntailmentModel(str(folder))


def test_code_that_comes_with_a_model_is_never_run(tmp_path: Path) -> None:
    folder = _tiny(tmp_path / "m", ["LABEL_0"])
    ran = tmp_path / "ran"
    (folder / "evil.py").write_text(f"open({str(ran)!r}, 'w')\nclass Model: pass\nclass Config: pass\n")
    config = json.loads((folder / "config.json").read_text())
    config["model_type"] = "evil"
    config["auto_map"] = {
        "AutoConfig": "evil.Config",
        "AutoModelForSequenceClassification": "evil.Model",
    }
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(EmbedderError, match="cannot load the entailment model"):
        EntailmentModel(str(folder))
    assert not ran.exists()


def test_it_is_opened_with_the_generator_alone(tmp_path: Path) -> None:
    from qa.generation import open_composer

    assert open_composer(Settings(entailment_model=str(tmp_path))) is None
