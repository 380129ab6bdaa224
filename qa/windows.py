"""Windows of whole sentences, as the reader reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.article import Span

WINDOW_TOKENS = 100
"""Most tokens of a window; the reader was trained on windows of this size."""


def sentence_windows(
    text: str, sentences: Sequence[Span], count: Callable[[str], int], most: int = WINDOW_TOKENS
) -> list[Span]:
    """Stretches of consecutive `sentences`, each as long as `most` tokens allow, in order.

    `count` gives the tokens of a text. The windows do not overlap and together hold
    every sentence; a sentence with more tokens than `most` is a window of its own.
    """
    windows: list[Span] = []
    tokens = 0
    for sentence in sentences:
        if windows:
            last = windows[-1]
            added = count(text[last.end : sentence.end])
            if tokens + added <= most:
                windows[-1], tokens = Span(last.start, sentence.end), tokens + added
                continue
        windows.append(sentence)
        tokens = count(sentence.of(text))
    return windows
