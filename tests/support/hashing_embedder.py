"""A tiny deterministic embedder for tests: hashed words, no model, no learning."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from corpus import Span
from index import Encoded, EncodedQuestion

_WORD = re.compile(r"\w+|[^\w\s]")


class HashingEmbedder:
    """Counts of hashed words, scaled to length 1; a token is a word or a punctuation mark."""

    def __init__(self, dimension: int = 64, name: str = "hashing", seed: int = 0) -> None:
        self.name = name
        self.dimension = self.token_dimension = dimension
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

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        return Encoded(self.embed_passages(texts), tuple(self._tokens(text)[0] for text in texts))

    def token_offsets(self, texts: Sequence[str]) -> list[np.ndarray]:
        return [np.array([(span.start, span.end) for span in self._tokens(text)[1]]) for text in texts]

    def encode_question(self, text: str) -> EncodedQuestion:
        tokens, spans = self._tokens(text)
        return EncodedQuestion(self.embed_passages([text])[0], tokens, spans)

    def _tokens(self, text: str) -> tuple[np.ndarray, tuple[Span, ...]]:
        """One random direction a word; the first and last rows stand for special tokens."""
        words = list(_WORD.finditer(text.lower()))[: self.max_tokens - 2]
        spans = (Span(0, 0), *(Span(*word.span()) for word in words), Span(0, 0))
        rows = [_direction(word.group(), self.dimension, self._seed) for word in words]
        edges = [_direction("[edge]", self.dimension, self._seed)]
        return np.stack(edges + rows + edges), spans


def _direction(word: str, dimension: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(zlib.crc32(word.encode(errors="replace"), seed))
    row = random.standard_normal(dimension).astype(np.float32)
    return row / np.linalg.norm(row)
