"""Sentence spans, from the sentencex library, checked against the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.article import Mark, Span

_LINE = re.compile(r"[^\r\n]+")


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """The sentences of `text`, in order, trimmed of white space at both ends.

    A line break always ends a sentence, so headings and list items stand alone.
    Spans do not overlap and together hold every non-blank character. The
    boundaries are sentencex's; where its pieces do not add up to the line, the
    whole line is taken as one sentence rather than trusting shifted offsets.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for start, end in _split_line(line.group(), language):
            span = trimmed(text, line.start() + start, line.start() + end)
            if len(span):
                spans.append(span)
    return spans


def trimmed(text: str, start: int, end: int) -> Span:
    """The span `[start, end)` without the white space at its two ends (it may be empty)."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + max(left, right))


def outside(spans: Sequence[Span], marks: tuple[Mark, ...]) -> list[Span]:
    """The spans that touch none of the marks."""
    return [span for span in spans if not any(span.overlaps(mark.span) for mark in marks)]


def _split_line(line: str, language: str) -> list[tuple[int, int]]:
    import sentencex

    pieces: list[str] = list(sentencex.segment(language, line))
    if "".join(pieces) != line:
        return [(0, len(line))]
    ranges: list[tuple[int, int]] = []
    start = 0
    for piece in pieces:
        ranges.append((start, start + len(piece)))
        start += len(piece)
    return ranges
