"""Windows of whole sentences, as the reader reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from corpus.article import Span

WINDOW_TOKENS = 100
"""Most tokens of a window; the reader was trained on windows of this size."""


def sentence_windows(
    text: str, sentences: Sequence[Span], count: Callable[[str], int], most: int = WINDOW_TOKENS
) -> Iterator[Span]:
    """Stretches of consecutive `sentences`, each as long as `most` tokens allow, in order.

    `count` gives the tokens of a text; it is asked no further than windows are. The windows do not
    overlap and together hold every sentence; a sentence with more tokens than `most` is a
    window of its own.
    """
    window: Span | None = None
    tokens = 0
    for sentence in sentences:
        if window is not None:
            added = count(text[window.end : sentence.end])
            if tokens + added <= most:
                window, tokens = Span(window.start, sentence.end), tokens + added
                continue
            yield window
        window, tokens = sentence, count(sentence.of(text))
    if window is not None:
        yield window
