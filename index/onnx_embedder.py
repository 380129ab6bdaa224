"""The fast embedder: an exported model in ONNX Runtime, without torch."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamagedError
from index.embedder import Encoded, EncodedQuestion, Offsets, TokenVectors, Vectors
from index.token_spans import token_offsets, token_spans, unit_rows

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
RECORD = "encoder.json"
_BATCH_TOKENS = 4096  # padded tokens of one forward pass


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """What an exported encoder is: how to run it, and how near it came to the reference.

    `pooling` is "mean" or "cls"; `precision` "int8" or "fp32". `cosine_mean` and
    `cosine_min` compare its vectors with the reference's on the fixed sample,
    `same_first` is the share of sample questions with the same first passage.
    """

    name: str
    dimension: int
    max_tokens: int
    pooling: str
    inputs: tuple[str, ...]
    query_prompt: str
    document_prompt: str
    precision: str
    cosine_mean: float
    cosine_min: float
    same_first: float

    def save(self, folder: Path) -> None:
        """Write the record into `folder`."""
        (folder / RECORD).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> EncoderRecord:
        """The record of `folder`; ValueError, TypeError, KeyError or OSError when it is none."""
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return cls(**{**data, "inputs": tuple(data["inputs"])})


class OnnxEmbedder:
    """An encoder that `index.export` wrote into a folder. Safe to use from several threads.

    Sentence and token vectors come from the same forward pass. Texts are batched
    by length, so that little of a pass is padding.

    `threads` are those of a forward pass, by default one a processor.

    Raises:
        IndexDamagedError: the folder holds no readable encoder.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.log_severity_level = 3
        # Threads that spin on after a pass take the cores from what works next: FAISS, NumPy, a question.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        try:
            self.record = EncoderRecord.load(folder)
            self._counter = Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # Both libraries raise bare exceptions of their own kinds.
            raise IndexDamagedError(
                f"{folder} holds no readable encoder ({type(error).__name__}); "
                "build again with: citewise build"
            ) from error
        self.folder = folder
        self._counter.no_truncation()
        self._counter.no_padding()
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.record.max_tokens)
        self._lock = threading.Lock()
        # The search and the choice of sentences each need the question encoded.
        self._encoded = lru_cache(maxsize=8)(self._encode_question)

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def dimension(self) -> int:
        return self.record.dimension

    @property
    def token_dimension(self) -> int:
        return self.record.dimension

    @property
    def max_tokens(self) -> int:
        return self.record.max_tokens

    def count_tokens(self, text: str) -> int:
        return len(self._counter.encode(text).ids)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for places, states, mask in self._forward(texts, self.record.document_prompt):
            vectors[places] = self._pooled(states, mask)
        return vectors

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokens: list[TokenVectors] = [np.zeros((0, self.dimension), dtype=np.float32)] * len(texts)
        for places, states, mask in self._forward(texts, self.record.document_prompt):
            vectors[places] = self._pooled(states, mask)
            for place, row, length in zip(places, states, mask.sum(axis=1), strict=True):
                tokens[place] = unit_rows(row[:length])
        return Encoded(vectors, tuple(tokens))

    def token_offsets(self, texts: Sequence[str]) -> list[Offsets]:
        return token_offsets(self._tokenizer, self.record.document_prompt, texts, self.max_tokens)

    def encode_question(self, text: str) -> EncodedQuestion:
        return self._encoded(text)

    def _encode_question(self, text: str) -> EncodedQuestion:
        prompt = self.record.query_prompt
        _, states, mask = next(self._forward([text], prompt))
        spans = token_spans(self._counter, prompt, text, states.shape[1])
        found = EncodedQuestion(self._pooled(states, mask)[0], unit_rows(states[0]), spans)
        found.vector.flags.writeable = found.tokens.flags.writeable = False
        return found

    def save(self, folder: Path) -> None:
        """Copy the encoder into `folder`, which is made."""
        folder.mkdir()
        for name in (MODEL, TOKENIZER, RECORD):
            shutil.copyfile(self.folder / name, folder / name)

    def _forward(
        self, texts: Sequence[str], prompt: str
    ) -> Iterator[tuple[list[int], NDArray[np.float32], NDArray[np.int64]]]:
        """Batches: places in `texts`, hidden states (batch, tokens, dimension), mask (batch, tokens)."""
        encodings = self._tokenizer.encode_batch_fast([prompt + text for text in texts])
        ids = [encoding.ids for encoding in encodings]
        for places in _batches([len(one) for one in ids]):
            width = len(ids[places[0]])
            tokens = np.zeros((len(places), width), dtype=np.int64)
            mask = np.zeros_like(tokens)
            for row, place in enumerate(places):
                tokens[row, : len(ids[place])] = ids[place]
                mask[row, : len(ids[place])] = 1
            feed: dict[str, Any] = {"input_ids": tokens, "attention_mask": mask}
            if "token_type_ids" in self.record.inputs:
                feed["token_type_ids"] = np.zeros_like(tokens)
            with self._lock:
                states = self._session.run(None, feed)[0]
            yield places, states, mask

    def _pooled(self, states: NDArray[np.float32], mask: NDArray[np.int64]) -> Vectors:
        if self.record.pooling == "cls":
            return unit_rows(states[:, 0])
        weights = mask[..., None].astype(np.float32)
        return unit_rows((states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places grouped by falling length, each group within the budget of padded tokens."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
