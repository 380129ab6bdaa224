"""Stopping a question that is being answered.

Gradio's own cancelling may let what was already on its way arrive after what the
cancelling shows, and may end the next question in its stead; so a question looks
itself whether it is still wanted. One that still waits in the queue is not stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

_LOOK = 0.05  # seconds between two looks
_Result = TypeVar("_Result")


class Halt:
    """What a session's questions look at. `told` says whether the last stop is to be told in the
    conversation, or was made by something that shows another one."""

    def __init__(self) -> None:
        self._count = 0
        self.told = False

    def stop(self, *, told: bool) -> None:
        """Stop what is being answered."""
        self.told = told
        self._count += 1

    def watch(self) -> Callable[[], bool]:
        """Whether there was a stop since now."""
        begun = self._count
        return lambda: self._count != begun


def unless(halted: Callable[[], bool], work: Callable[[], _Result]) -> _Result | None:
    """What `work` gives, or raises; None as soon as `halted`, and then nobody waits for it."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="citewise-answering")
    working = pool.submit(work)
    pool.shutdown(wait=False)
    while not halted():
        if wait([working], timeout=_LOOK).done:
            return working.result()
    return None
