"""Text from somebody else's loop, with an end to the waiting."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator

from corpus.errors import GenerationError

Push = Callable[[str], bool]
"""Takes a piece of text; True means that nobody listens any more and the loop should end."""


def timed(produce: Callable[[Push], None], seconds: float, late: str) -> Iterator[str]:
    """The pieces that `produce` pushes, as they come; what it raises is raised here.

    `produce` runs in a thread of its own. Whoever stops listening, or `seconds`
    having gone by, makes every later push return True.

    Raises:
        GenerationError: `late`, when it is not done in `seconds`.
    """
    pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    unheard = threading.Event()
    failures: list[BaseException] = []

    def push(piece: str) -> bool:
        pieces.put(piece)
        return unheard.is_set()

    def run() -> None:
        try:
            produce(push)
        except BaseException as error:  # raised again by the listener
            failures.append(error)
        finally:
            pieces.put(None)

    deadline = time.monotonic() + seconds
    threading.Thread(target=run, name="citewise-generator", daemon=True).start()
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise GenerationError(late) from None
            if piece is None:
                break
            yield piece
            if time.monotonic() > deadline:
                raise GenerationError(late)
    finally:
        unheard.set()
    if failures:
        raise failures[0]
