"""Spans as bytes: two 32-bit numbers each, start and end."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from corpus.article import Span


def pack_spans(spans: Iterable[Span]) -> bytes:
    """The spans, one after another."""
    return array("I", [bound for span in spans for bound in (span.start, span.end)]).tobytes()


def bounds_of(packed: bytes) -> tuple[array[int], array[int]]:
    """All starts and all ends."""
    numbers = array("I")
    numbers.frombytes(packed)
    return numbers[::2], numbers[1::2]


def unpack_spans(packed: bytes) -> list[Span]:
    """The spans that were packed."""
    return [Span(start, end) for start, end in zip(*bounds_of(packed), strict=True)]
