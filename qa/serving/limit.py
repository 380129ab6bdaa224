"""How often a client may ask."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from corpus.errors import LimitError

_MOST_CLIENTS = 10_000


class RateLimit:
    """A token bucket for each client: `per_minute` at once, then one every 60 / `per_minute` seconds.

    0 sets no limit. A client whose bucket is full again is forgotten. Safe to use from several threads.
    """

    def __init__(
        self, per_minute: int, what: str = "questions", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute
        self._what = what
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}  # what is left, and when that was counted

    def take(self, client: str) -> None:
        """Take one of the client's tokens.

        Raises:
            LimitError: none is left; the message says in how many seconds there will be one.
        """
        if not self._per_minute:
            return
        now = self._clock()
        with self._lock:
            left, counted = self._buckets.get(client, (float(self._per_minute), now))
            left = min(self._per_minute, left + (now - counted) * self._per_minute / 60)
            if left < 1:
                self._buckets[client] = (left, now)
                wait = math.ceil((1 - left) * 60 / self._per_minute)
                seconds = "1 second" if wait == 1 else f"{wait} seconds"
                raise LimitError(
                    f"more than {self._per_minute} {self._what} in a minute; try again in {seconds}",
                    wait,
                )
            self._buckets[client] = (left - 1, now)
            if len(self._buckets) > _MOST_CLIENTS:
                self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop the full buckets, and if that is not enough those that were used longest ago."""
        rate = self._per_minute / 60
        self._buckets = {
            client: (left, counted)
            for client, (left, counted) in self._buckets.items()
            if left + (now - counted) * rate < self._per_minute
        }
        for client in sorted(self._buckets, key=lambda one: self._buckets[one][1])[: -_MOST_CLIENTS // 2]:
            del self._buckets[client]
