"""A server in a process of its own, for tests that talk to it over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

SUPPORT = Path(__file__).parent
_T = TypeVar("_T")
ROOT = SUPPORT.parent.parent


@dataclass
class Served:
    """A running server: its address (with a slash at the end), its process and what it said."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Tell it to stop; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)


@contextmanager
def served(index: Path, folder: Path, *, seconds: float = 0.0, **settings: object) -> Iterator[Served]:
    """Serve `index` with these settings until the block ends; what the server says goes to `folder`."""
    log = folder / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [
                sys.executable,
                str(SUPPORT / "serve_hashing.py"),
                str(index),
                str(seconds),
                json.dumps(settings),
            ],
            stdout=stream,
            stderr=stream,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(SUPPORT)])},
        )
    try:
        deadline = time.monotonic() + 120
        while not (found := re.search(r"(?:is open|serves) at (\S+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield Served(found[1], process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def finished(work: Coroutine[Any, Any, _T]) -> _T:
    """What the coroutine gives, run in another thread: browser tests leave this one with a loop of theirs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
