"""The reference embedder: any sentence-transformers model, on the CPU."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import EmbedderError
from index.embedder import Encoded, EncodedQuestion, Offsets, Vectors
from index.token_spans import token_offsets, token_spans, unit_rows

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
            go_offline()
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        try:
            self._model = SentenceTransformer(
                str(model),
                device="cpu",
                local_files_only=local,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:
            raise EmbedderError(
                f"cannot load the embedder {name!r}: {first_line(error)}; give a folder of a "
                "sentence-transformers model with safetensors weights, or a hub name that this "
                "machine can reach"
            ) from error
        self._name = name
        self._lock = threading.Lock()
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EmbedderError(f"the model {name!r} does not give sentence vectors")
        self._dimension = int(dimension)
        # A Dense module may change the sentence vector's length; tokens are taken before it.
        self._token_dimension = int(self._model[0].get_embedding_dimension())
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
    def token_dimension(self) -> int:
        return self._token_dimension

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    @property
    def tokenizer(self) -> Any:
        """A `tokenizers.Tokenizer` that neither cuts nor pads."""
        return self._counter

    @property
    def transformer(self) -> Any:
        """The transformers model inside."""
        return self._model[0].auto_model

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the tensors that the transformer is given."""
        known = ("input_ids", "attention_mask", "token_type_ids")
        return tuple(name for name in known if name in self._model.tokenizer.model_input_names)

    @property
    def pooling(self) -> str | None:
        """How token vectors become the sentence vector; None when that is not all that happens."""
        kinds = [type(module).__name__ for module in self._model]
        if kinds[:2] != ["Transformer", "Pooling"] or any(kind != "Normalize" for kind in kinds[2:]):
            return None
        config = self._model[1].get_config_dict()
        return str(config["pooling_mode"]) if config.get("include_prompt", True) else None

    @property
    def prompts(self) -> tuple[str, str]:
        """What is put before a question, and before a passage."""
        prompts = self._model.prompts or {}
        if self._model.default_prompt_name:
            default = prompts.get(self._model.default_prompt_name) or ""
            return default, default
        return prompts.get("query") or "", prompts.get("document") or prompts.get("passage") or ""

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

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        if not texts:
            return Encoded(np.zeros((0, self._dimension), dtype=np.float32), ())
        with self._lock:
            rows = self._model.encode_document(
                list(texts), batch_size=_BATCH, output_value=None, show_progress_bar=False
            )
        return Encoded(
            np.stack([_unit(row["sentence_embedding"]) for row in rows]),
            tuple(_tokens(row) for row in rows),
        )

    def token_offsets(self, texts: Sequence[str]) -> list[Offsets]:
        return token_offsets(self._counter, self.prompts[1], texts, self.max_tokens)

    def encode_question(self, text: str) -> EncodedQuestion:
        with self._lock:
            row = self._model.encode_query(text, output_value=None, show_progress_bar=False)
        tokens = _tokens(row)
        spans = token_spans(self._counter, self.prompts[0], text, len(tokens))
        return EncodedQuestion(_unit(row["sentence_embedding"]), tokens, spans)


def _tokens(row: Any) -> Vectors:
    # Padding comes after the tokens, whichever batch the text was in.
    return _unit(row["token_embeddings"][: int(row["attention_mask"].sum())])


def _unit(tensor: Any) -> Vectors:
    return unit_rows(tensor.float().cpu().numpy())


def go_offline() -> None:
    """Keep the model libraries from asking the hub about a model that lies on disk."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ.setdefault(name, "1")


def first_line(error: Exception) -> str:
    """What a library's error says, in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
