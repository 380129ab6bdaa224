"""Order passages anew with a cross-encoder, which reads question and passage together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import EmbedderError
from index.sentence_transformer import first_line, go_offline


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder given by folder or hub name, on the CPU.

    Weights must be safetensors. Safe to use from several threads.

    Raises:
        EmbedderError: the model cannot be found or loaded.
    """

    def __init__(self, name: str) -> None:
        local = Path(name).expanduser().is_dir()
        if local:
            go_offline()
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(
                str(Path(name).expanduser()) if local else name,
                device="cpu",
                local_files_only=local,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:
            # The library raises whatever the missing or broken part raised.
            raise EmbedderError(
                f"cannot load the reranker {name!r}: {first_line(error)}; give a folder of a "
                "sentence-transformers cross-encoder with safetensors weights, or a hub name that this "
                "machine can reach"
            ) from error
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better."""
        if not texts:
            return []
        with self._lock:
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in found]
