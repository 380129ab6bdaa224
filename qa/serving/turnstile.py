"""How many calls run at the same time and how many wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from corpus.errors import BusyError

_Result = TypeVar("_Result")
_WAIT = 5


class Turnstile:
    """Lets `at_once` calls run in threads and `waiting` more wait for them; one more is refused.

    For one event loop. `inside` counts those that run or wait. A caller who goes away while a call runs keeps
    its place until it has ended.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._most = at_once + waiting
        self.inside = 0  # counted before anything is awaited: calls of one moment all see each other
        self._running = anyio.CapacityLimiter(at_once)

    async def run(self, call: Callable[[], _Result]) -> _Result:
        """What `call` gives.

        Raises:
            BusyError: too many wait already.
        """
        if self.inside >= self._most:
            raise BusyError(f"too many questions are waiting; try again in {_WAIT} seconds", _WAIT)
        self.inside += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._running)
        finally:
            self.inside -= 1
