"""`citewise chat` as a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def chat(index_folder: Path, *arguments: str, port: int = 0) -> Iterator[str]:
    """The address of `citewise chat` on that index, at a free port unless one is given; when the block ends
    it has stopped as it should."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    with TemporaryDirectory() as logs:
        log = Path(logs) / "server.log"
        with log.open("wb") as stream:
            server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "qa.cli", "chat"),
                    *("--index", str(index_folder), "--port", str(port), *arguments),
                ],
                stdout=stream,
                stderr=stream,
            )
        found = f"http://127.0.0.1:{port}/"
        try:
            deadline = time.monotonic() + 180
            while not _answers(found):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.3)
            yield found
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(timeout=30)
        said = log.read_text()
        assert code == 0, said
        assert f"Citewise is open at {found}" in said
        assert "Traceback" not in said


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False
