"""What a generator is: something that writes text for a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypedDict


class Message(TypedDict):
    """One turn of the conversation; `role` is "system" or "user"."""

    role: str
    content: str


class Generator(Protocol):
    """Writes the next turn of a conversation. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """What notices and logs call it."""
        ...

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The text, piece by piece, as it is written.

        Raises:
            GenerationError: it was not written to its end, with the reason in one line.
        """
        ...
