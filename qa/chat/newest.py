"""Which of several clicks was made last.

Clicks that come soon after one another are answered at the same time, and what is
ready last, which is what stays, need not be what was asked for last.
"""

from __future__ import annotations

import threading


class Newest:
    """The newest click of a session. Safe to use from several threads."""

    def __init__(self) -> None:
        self._number = 0
        self._lock = threading.Lock()

    def is_newest(self, number: int) -> bool:
        """Note the click of that number, counted by the page from 1; False when a later one is known."""
        with self._lock:
            self._number = max(self._number, number)
            return number == self._number

    def __deepcopy__(self, memo: object) -> Newest:
        """A session's own: nothing is known of its clicks yet."""
        return Newest()
