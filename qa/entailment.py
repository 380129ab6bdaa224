"""Does one text entail another? By a cross-encoder for natural language inference or consistency."""

from __future__ import annotations

import threading

import numpy as np

from corpus.errors import EmbedderError
from qa.cross_encoder import load_cross_encoder

_ENTAILED = ("entail", "consistent", "supported")


class EntailmentModel:
    """A cross-encoder as `load_cross_encoder` takes it.

    Of several labels the one called entailment (or consistent, or supported) counts;
    a single one is taken for the logit of it, as HHEM has it. Safe to use from several threads.

    Raises:
        EmbedderError: the model cannot be found or loaded, or its labels say nothing of entailment.
    """

    def __init__(self, name: str) -> None:
        self._model = load_cross_encoder(name, "entailment model")
        self._label = _entailed(name, self._model.config.id2label)
        self._lock = threading.Lock()

    def chance(self, premise: str, hypothesis: str) -> float:
        """The chance, in [0, 1], that the premise entails the hypothesis; a premise that is too long is
        cut at its end."""
        from torch.nn import Identity

        with self._lock:
            logits = self._model.predict(
                [(premise, hypothesis)], activation_fn=Identity(), show_progress_bar=False
            )
        row = np.asarray(logits, dtype=np.float64).reshape(-1)
        if self._label is None:
            return float(1.0 / (1.0 + np.exp(-row[0])))
        weights = np.exp(row - row.max())
        return float(weights[self._label] / weights.sum())


def _entailed(name: str, labels: dict[int, str]) -> int | None:
    """Which label is entailment; None for a single one."""
    if len(labels) == 1:
        return None
    for number, label in labels.items():
        if label.lower().startswith(_ENTAILED):
            return number
    raise EmbedderError(
        f"the entailment model {name!r} has the labels {', '.join(labels.values())}; one must be entailment"
    )
