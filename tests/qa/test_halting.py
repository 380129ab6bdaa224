"""A question that is stopped is over at once, whatever its answer is doing."""

from __future__ import annotations

import threading
import time

import pytest

from qa.chat.halting import Halt, unless


def test_what_nobody_stops_gives_what_it_gives() -> None:
    halt = Halt()
    assert unless(halt.watch(), lambda: 7) == 7
    with pytest.raises(TimeoutError, match="its own"):
        unless(halt.watch(), lambda: (_ for _ in ()).throw(TimeoutError("its own")))


@pytest.mark.parametrize("told", [True, False])
def test_a_stop_is_not_kept_waiting(told: bool) -> None:
    halt, free = Halt(), threading.Event()
    threading.Timer(0.1, lambda: halt.stop(told=told)).start()
    begun = time.monotonic()
    assert unless(halt.watch(), lambda: free.wait(30)) is None
    assert time.monotonic() - begun < 10
    assert halt.told is told
    free.set()


def test_a_stop_is_for_what_was_asked_before_it_alone() -> None:
    halt = Halt()
    first = halt.watch()
    halt.stop(told=True)
    second = halt.watch()
    assert (first(), second()) == (True, False)
    assert unless(first, lambda: 7) is None
    assert unless(second, lambda: 7) == 7
