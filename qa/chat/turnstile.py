"""How many calls run at the same time and how many wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from corpus.errors import LimitError

_Result = TypeVar("_Result")
_WAIT = 5


class Turnstile:
    """Lets `at_once` calls run in threads and `waiting` more wait for them; one more is refused.

    For one event loop. A caller who goes away while a call runs keeps its place until it has ended.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._most = at_once + waiting
        self._inside = 0  # counted before anything is awaited: calls of one moment all see each other
        self._running = anyio.CapacityLimiter(at_once)

    async def run(self, call: Callable[[], _Result]) -> _Result:
        """What `call` gives.

        Raises:
            LimitError: too many wait already.
        """
        if self._inside >= self._most:
            raise LimitError(f"too many questions are waiting; try again in {_WAIT} seconds", _WAIT)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._running)
        finally:
            self._inside -= 1
