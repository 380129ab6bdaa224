"""The reference embedder: any sentence-transformers model, on the CPU."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.errors import EmbedderError
from index.embedder import Vectors

_BATCH = 32


class SentenceTransformerEmbedder:
    """A sentence-transformers model given by folder (`Path`) or by hub name (`str`).

    A folder never causes a network call. Weights must be safetensors: pickled
    ones are refused, since loading them can run code. One lock serialises calls,
    because the fast tokenizers may not be used from two threads at once; torch
    uses all cores inside a call.

    Raises:
        EmbedderError: the model cannot be found or loaded.
    """

    def __init__(self, model: Path | str, *, name: str) -> None:
        local = isinstance(model, Path)
        if local:
            _go_offline()
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(
                str(model),
                device="cpu",
                local_files_only=local,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:
            raise EmbedderError(
                f"cannot load the embedder {name!r}: {_first_line(error)}; give a folder of a "
                "sentence-transformers model with safetensors weights, or a hub name that this "
                "machine can reach"
            ) from error
        self._name = name
        self._lock = threading.Lock()
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EmbedderError(f"the model {name!r} does not give sentence vectors")
        self._dimension = int(dimension)
        self._max_tokens = int(self._model.max_seq_length or 512)
        # A tokenizer of our own for counting: truncation would hide what is over the limit.
        self._counter = self._model.tokenizer.backend_tokenizer.from_str(
            self._model.tokenizer.backend_tokenizer.to_str()
        )
        self._counter.no_truncation()
        self._counter.no_padding()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, text: str) -> int:
        return len(self._counter.encode(text).ids)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode_document(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        with self._lock:
            vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vector, dtype=np.float32)


def _go_offline() -> None:
    """Keep the model libraries from asking the hub about a model that lies on disk."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ.setdefault(name, "1")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
