"""What an embedder is, and how one is opened by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.article import Span

Vectors = NDArray[np.float32]
"""Float32 array of shape (n, dimension), each row of length 1."""

TokenVectors = NDArray[np.float32]
"""Float32 array of shape (tokens, token dimension), each row of length 1: a text's tokens in order,
the special ones included, cut at the embedder's `max_tokens`."""

Offsets = NDArray[np.int64]
"""Shape (tokens, 2): for each token its first character and the one after its last; both alike for
a token that stands nowhere."""

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"

PROBE = "The harbour of Trieste froze in February 1929, and 47 ships waited for the thaw."
"""A fixed sentence whose vector tells one embedder from another, whatever its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What one forward pass makes of n texts: `vectors` of shape (n, dimension) and each text's tokens."""

    vectors: Vectors
    tokens: tuple[TokenVectors, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EncodedQuestion:
    """What one forward pass makes of a question.

    `vector` has shape (dimension,); `spans` holds for each row of `tokens` its
    characters in the question, empty for special tokens.
    """

    vector: Vectors
    tokens: TokenVectors
    spans: tuple[Span, ...]


class Embedder(Protocol):
    """Turns text into unit vectors. Implementations are safe to call from several threads.

    `max_tokens` counts the special tokens; a text within it is embedded whole.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    @property
    def token_dimension(self) -> int: ...

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` with the special ones, untruncated."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), in order; (0, dimension) for none."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        """Vectors and token vectors of the texts, in order, from the same forward pass."""
        ...

    def token_offsets(self, texts: Sequence[str]) -> list[Offsets]:
        """Where each of a passage's token vectors stands in its text; nowhere for special tokens."""
        ...

    def encode_question(self, text: str) -> EncodedQuestion:
        """The question's vector and token vectors."""
        ...


def open_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """The reference embedder in torch: the default model, or any sentence-transformers model by folder
    or hub name. `index.encoders.fast_embedder` gives the same model several times as fast.

    Raises:
        EmbedderError: it cannot be found or loaded, or its weights are not the pinned ones.
    """
    from index.sentence_transformer import SentenceTransformerEmbedder

    name = full_name(name)
    if name == DEFAULT_EMBEDDER:
        from index.weights import default_weights

        return SentenceTransformerEmbedder(default_weights(), name=name)
    folder = Path(name)
    return SentenceTransformerEmbedder(folder if folder.is_dir() else name, name=name)


def full_name(name: str) -> str:
    """What an embedder given by `name` calls itself: a folder's full path, else the name as it is."""
    folder = Path(name).expanduser()
    return str(folder.resolve()) if name != DEFAULT_EMBEDDER and folder.is_dir() else name


def probe_of(embedder: Embedder) -> Vectors:
    """The embedder's vector of the probe sentence, shape (dimension,)."""
    probe: Vectors = embedder.embed_passages([PROBE])[0]
    return probe
