from __future__ import annotations

import pytest

from corpus.errors import LimitError
from qa.serving import limit as limit_module
from qa.serving.limit import RateLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_again() -> None:
    clock = Clock()
    limit = RateLimit(3, clock=clock)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(
        LimitError, match="more than 3 questions in a minute; try again in 20 seconds"
    ) as raised:
        limit.take("a")
    assert raised.value.wait == 20
    limit.take("b")  # another client has a bucket of its own
    clock.now += 19.9
    with pytest.raises(LimitError, match=r"try again in 1 second$"):
        limit.take("a")
    clock.now += 0.2
    limit.take("a")
    clock.now += 3600
    for _ in range(3):  # a long rest gives no more than a full bucket
        limit.take("a")
    with pytest.raises(LimitError):
        limit.take("a")


def test_zero_sets_no_limit() -> None:
    limit = RateLimit(0)
    for _ in range(1000):
        limit.take("a")


def test_memory_is_bounded_and_the_latest_clients_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit_module, "_MOST_CLIENTS", 10)
    clock = Clock()
    limit = RateLimit(1, clock=clock)
    for number in range(100):
        clock.now += 0.01
        limit.take(str(number))
        assert len(limit._buckets) <= 10
    with pytest.raises(LimitError):
        limit.take("99")
