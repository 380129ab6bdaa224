"""What an embedder is, and how one is opened by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Float32 array of shape (n, dimension), each row of length 1."""

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"

PROBE = "The harbour of Trieste froze in February 1929, and 47 ships waited for the thaw."
"""A fixed sentence whose vector tells one embedder from another, whatever its name."""


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

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` with the special ones, untruncated."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), in order; (0, dimension) for none."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """A vector of shape (dimension,)."""
        ...


def open_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """The default embedder, or any sentence-transformers model by folder or hub name.

    Raises:
        EmbedderError: it cannot be found or loaded, or its weights are not the pinned ones.
    """
    from index.sentence_transformer import SentenceTransformerEmbedder

    if name == DEFAULT_EMBEDDER:
        from index.weights import default_weights

        return SentenceTransformerEmbedder(default_weights(), name=name)
    if Path(name).expanduser().is_dir():
        path = Path(name).expanduser().resolve()
        return SentenceTransformerEmbedder(path, name=str(path))
    return SentenceTransformerEmbedder(name, name=name)


def probe_of(embedder: Embedder) -> Vectors:
    """The embedder's vector of the probe sentence, shape (dimension,)."""
    probe: Vectors = embedder.embed_passages([PROBE])[0]
    return probe
