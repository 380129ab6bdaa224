from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import SourceError
from qa.watch import watch


class Watched:
    """A watch that runs in a thread of its own and counts its syncs."""

    def __init__(self, folder: Path) -> None:
        self.syncs = 0
        self.told: list[str] = []
        self.fails = False
        self._over = False
        self._thread = threading.Thread(target=self._run, args=(folder,), daemon=True)
        self._thread.start()
        self.wait(lambda: any("watching" in line for line in self.told))

    def _run(self, folder: Path) -> None:
        watch(
            [folder],
            self._sync,
            ignored=[folder / "index"],
            say=self.told.append,
            quiet_seconds=0.5,
            stopped=lambda: self._over,
        )

    def _sync(self) -> None:
        self.syncs += 1
        if self.fails:
            raise SourceError("no article with text was found")

    def wait(self, met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not met():
            assert time.monotonic() < deadline, self.told
            time.sleep(0.05)

    def stop(self) -> None:
        self._over = True
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.stop()


def test_a_change_is_synced_once_it_rests(watched: Watched, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("New.")
    watched.wait(lambda: watched.syncs == 2)
    time.sleep(1.5)
    assert watched.syncs == 2


def test_what_is_hidden_or_ignored_does_not_count(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.txt").write_text("Hidden.")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "CURRENT").write_text("x")
    time.sleep(1.5)
    assert watched.syncs == 1


def test_a_failing_sync_is_told_and_watching_goes_on(watched: Watched, tmp_path: Path) -> None:
    watched.fails = True
    (tmp_path / "a.txt").write_text("A.")
    watched.wait(lambda: "no article with text was found" in watched.told[-1])
    watched.fails = False
    (tmp_path / "b.txt").write_text("B.")
    watched.wait(lambda: watched.syncs == 3)


def test_the_first_sync_may_fail(tmp_path: Path) -> None:
    def sync() -> None:
        raise SourceError("no article")

    with pytest.raises(SourceError):
        watch([tmp_path], sync, say=lambda line: None)


def test_a_file_that_is_replaced_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("one")
    rounds = []
    stop = threading.Event()

    def run() -> None:
        watch(
            [file],
            lambda: rounds.append(file.read_text()),
            say=lambda line: None,
            quiet_seconds=0.5,
            stopped=stop.is_set,
        )

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not rounds and time.monotonic() < deadline:
        time.sleep(0.05)
    (tmp_path / "a.tmp").write_text("two")
    (tmp_path / "a.tmp").replace(file)
    while rounds[-1] != "two" and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    thread.join(20)
    assert rounds == ["one", "two"]
