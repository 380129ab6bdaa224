"""Order passages anew with a cross-encoder, which reads question and passage together."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from qa.cross_encoder import load_cross_encoder


class CrossEncoderReranker:
    """A cross-encoder as `load_cross_encoder` takes it. Safe to use from several threads.

    Raises:
        EmbedderError: the model cannot be found or loaded.
    """

    def __init__(self, name: str) -> None:
        self._model = load_cross_encoder(name, "reranker")
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better."""
        if not texts:
            return []
        with self._lock:
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in found]
