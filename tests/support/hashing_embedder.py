"""A tiny deterministic embedder for tests: hashed words, no model, no learning."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

_WORD = re.compile(r"\w+|[^\w\s]")


class HashingEmbedder:
    """Counts of hashed words, scaled to length 1; a token is a word or a punctuation mark."""

    def __init__(self, dimension: int = 64, name: str = "hashing", seed: int = 0) -> None:
        self.name = name
        self.dimension = dimension
        self.max_tokens = 256
        self._seed = seed

    def count_tokens(self, text: str) -> int:
        return len(_WORD.findall(text)) + 2

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.lower()):
                vectors[row, zlib.crc32(word.encode(errors="replace"), self._seed) % self.dimension] += 1.0
            length = float(np.linalg.norm(vectors[row]))
            vectors[row] = vectors[row] / length if length else 1.0 / np.sqrt(self.dimension)
        return vectors

    def embed_question(self, text: str) -> np.ndarray:
        return self.embed_passages([text])[0]
