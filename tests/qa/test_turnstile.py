from __future__ import annotations

import asyncio
import threading

import pytest
from served import finished

from corpus.errors import LimitError
from qa.serving.turnstile import Turnstile


def test_of_calls_at_one_moment_no_more_run_and_wait_than_may() -> None:
    running, most = 0, 0
    lock = threading.Lock()
    opened = threading.Event()

    def call() -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        opened.wait(10)
        with lock:
            running -= 1
        return "done"

    async def many() -> list[str | BaseException]:
        turnstile = Turnstile(2, 3)
        calls = [asyncio.create_task(turnstile.run(call)) for _ in range(9)]
        await asyncio.sleep(0)
        await asyncio.sleep(0.2)
        opened.set()
        first = await asyncio.gather(*calls, return_exceptions=True)
        return [*first, await turnstile.run(call)]

    results = finished(many())
    assert results.count("done") == 6  # two ran, three waited, and one came when all had ended
    refused = [result for result in results if isinstance(result, LimitError)]
    assert len(refused) == 4
    assert "too many questions are waiting; try again in 5 seconds" in str(refused[0])
    assert most == 2


def test_a_call_that_fails_gives_its_place_back() -> None:
    def fail() -> None:
        raise ValueError("no")

    async def two() -> str:
        turnstile = Turnstile(1, 0)
        with pytest.raises(ValueError, match="no"):
            await turnstile.run(fail)
        return await turnstile.run(lambda: "yes")

    assert finished(two()) == "yes"
