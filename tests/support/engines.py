"""Servers of engines for tests: Milvus (the embedded form, served over the network), PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class Server:
    """A server on 127.0.0.1 that can go away and come back."""

    command: list[str]
    port: int
    log: Path
    user: str | None = None
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                self.command,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                user=self.user,
                extra_groups=[] if self.user else None,
            )
        deadline = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=30)
        self.process = None


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def milvus_server(folder: Path) -> tuple[Server, str]:
    """A server of Milvus and its address, not started."""
    pytest.importorskip("milvus_lite", reason="pip install 'citewise[milvus]'")
    port = free_port()
    options = ["server", "--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    server = Server([sys.executable, "-m", "milvus_lite", *options], port, folder / "milvus.log")
    return server, f"http://127.0.0.1:{port}"


def postgres_server(folder: Path) -> tuple[Server, str]:
    """A server of PostgreSQL and its address, not started."""
    pytest.importorskip("psycopg", reason="pip install 'citewise[postgres]'")
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    binaries, data, port = Path(found).parent, folder / "data", free_port()
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres"
        try:
            owner = pwd.getpwnam(user)
        except KeyError:
            pytest.skip("there is no user postgres to run PostgreSQL as")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    subprocess.run(
        [
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "citewise",
            "-E",
            "UTF8",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        user=user,
        extra_groups=[] if user else None,
        cwd=folder,
    )
    settings = ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k", str(folder), "-p", str(port)]
    server = Server([str(binaries / "postgres"), "-D", str(data), *settings], port, folder / "log", user)
    (folder / "log").touch()
    return server, f"postgresql://citewise:secret@127.0.0.1:{port}/postgres"
