"""A generator that says what it was given to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.errors import GenerationError
from qa.generation import Message


class Scripted:
    """Says what it was given to say; an error in place of a piece is raised."""

    name = "scripted"

    def __init__(self, *pieces: str | GenerationError) -> None:
        self.pieces = pieces
        self.asked: list[Sequence[Message]] = []

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.asked.append(messages)
        for piece in self.pieces:
            if isinstance(piece, GenerationError):
                raise piece
            yield piece
