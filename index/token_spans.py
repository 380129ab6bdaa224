"""Where a text's tokens stand in it, and rows scaled to length 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.article import Span
from index.embedder import Offsets

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def token_offsets(tokenizer: Tokenizer, prompt: str, texts: Sequence[str], most: int) -> list[Offsets]:
    """Where each of the first `most` tokens of `prompt + text` stands in each text; nowhere for special
    tokens, for the prompt's, and for tokens the tokenizer does not place."""
    encodings = tokenizer.encode_batch([prompt + text for text in texts])
    found = (np.array(one.offsets[:most], dtype=np.int64).reshape(-1, 2) for one in encodings)
    return [np.maximum(one - len(prompt), 0) for one in found]


def token_spans(tokenizer: Tokenizer, prompt: str, text: str, count: int) -> tuple[Span, ...]:
    """The same as spans, and as many as `count`: the ones that are missing are empty."""
    (offsets,) = token_offsets(tokenizer, prompt, [text], count)
    placed = [Span(int(start), int(end)) for start, end in offsets]
    return tuple(placed + [Span(0, 0)] * (count - len(placed)))


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows (or the one vector) scaled to length 1, contiguous; a zero row stays zero."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.ascontiguousarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)
