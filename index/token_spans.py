"""Where a question's tokens stand in it, and rows scaled to length 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.article import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def question_spans(tokenizer: Tokenizer, prompt: str, text: str, count: int) -> tuple[Span, ...]:
    """The characters of `text` behind each of the first `count` tokens of `prompt + text`; empty
    spans for special tokens, for the prompt's, and for tokens the tokenizer does not place."""
    placed = []
    for start, end in tokenizer.encode(prompt + text).offsets[:count]:
        placed.append(Span(max(0, start - len(prompt)), max(0, end - len(prompt))))
    return tuple(placed + [Span(0, 0)] * (count - len(placed)))


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows (or the one vector) scaled to length 1, contiguous; a zero row stays zero."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.ascontiguousarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)
