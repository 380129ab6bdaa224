"""Windows of sentences, whatever the sentences."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus import Span
from qa.windows import sentence_windows

SENTENCES = st.lists(st.integers(1, 12), max_size=12).map(
    lambda counts: [" ".join(["word"] * count) + "." for count in counts]
)


def _laid_out(sentences: list[str]) -> tuple[str, list[Span]]:
    text, spans = "", []
    for one in sentences:
        spans.append(Span(len(text), len(text) + len(one)))
        text += one + " "
    return text, spans


@given(SENTENCES, st.integers(1, 20))
def test_every_sentence_is_whole_in_one_window_and_windows_do_not_overlap(
    sentences: list[str], most: int
) -> None:
    text, spans = _laid_out(sentences)
    windows = sentence_windows(text, spans, lambda part: len(part.split()), most)
    for span in spans:
        assert sum(window.start <= span.start and span.end <= window.end for window in windows) == 1
    assert all(one.end <= other.start for one, other in pairwise(windows))


@given(SENTENCES, st.integers(1, 20))
def test_a_window_is_too_long_only_when_its_one_sentence_is(sentences: list[str], most: int) -> None:
    text, spans = _laid_out(sentences)
    for window in sentence_windows(text, spans, lambda part: len(part.split()), most):
        if len(window.of(text).split()) > most:
            assert window in spans
