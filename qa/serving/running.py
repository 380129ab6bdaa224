"""Running a server until it is told to stop."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import threading
import time
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from corpus.errors import UsageError
from qa.serving.door import Door
from qa.settings import Settings

_GRACE = 8.0  # seconds that running answers have when the server is told to stop
_QUIET = (
    0.3  # seconds without a request after which nothing is running: a client joins the queue, then listens
)
_START = 60.0


def run(
    application: Callable[[], tuple[ASGIApp, Door]],
    settings: Settings,
    *,
    announce: Callable[[str], None],
    opened: str,
    closing: Callable[[], None] = lambda: None,
) -> None:
    """Serve on the settings' `host` and `port` (0: any free one) until Ctrl-C or SIGTERM.

    `application` is called once the port is held. Running answers are finished for up to 8 seconds before it
    ends; a second signal ends it at once. `announce` is called with a line that begins with `opened` and
    holds the address, and with a warning where anyone may come in. `closing` ends what holds
    connections open.

    Raises:
        UsageError: the port is taken or the address is not this machine's.
    """
    with contextlib.closing(_listening(settings.host, settings.port)) as listening:
        app, door = application()
        server = _Server(
            closing,
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                ws="none",
                proxy_headers=settings.trusted_proxies is not None,
                forwarded_allow_ips=settings.trusted_proxies or "",
                timeout_graceful_shutdown=1,
            ),
        )
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
        running = threading.Thread(
            target=server.run, args=([listening],), name="citewise-server", daemon=True
        )
        running.start()
        _await_start(server, running)
        announce(f"{opened} {_address(settings.host, listening)} (stop with Ctrl-C)")
        if warning := exposure(settings):
            announce(warning)
        try:
            stop.wait()
        except KeyboardInterrupt:
            announce("stopped")
        stop.clear()
        with contextlib.suppress(KeyboardInterrupt):
            _finish(door, stop)
        server.should_exit = True
        running.join(timeout=5)


class _Server(uvicorn.Server):
    """Ends the connections that are held open before it waits for the others."""

    def __init__(self, closing: Callable[[], None], config: uvicorn.Config) -> None:
        super().__init__(config)
        self._closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing()
        await super().shutdown(sockets)


def exposure(settings: Settings) -> str | None:
    """A warning where others than this machine's users can ask without a password."""
    if settings.auth is not None or is_local(settings.host):
        return None
    return (
        f"warning: everyone who reaches {settings.host or 'this machine'} can read the articles; "
        "let users log in with --auth FILE (citewise password makes its lines), or leave out --host"
    )


def is_alone(settings: Settings) -> bool:
    """Whether no other machine reaches the server, through a proxy neither."""
    return is_local(settings.host) and settings.trusted_proxies is None


def is_local(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    try:
        address = host.strip("[]")
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        opened = socket.socket(found[0], found[1])
        try:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(found[4])
        except BaseException:
            opened.close()
            raise
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"cannot serve on {host}:{port} ({error}); choose another port with --port, or another --host"
        ) from error
    return opened


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    shown = host.strip("[]")
    with contextlib.suppress(ValueError):
        shown = "localhost" if ipaddress.ip_address(shown).is_unspecified else shown
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _await_start(server: uvicorn.Server, running: threading.Thread) -> None:
    deadline = time.monotonic() + _START
    while not server.started:
        if not running.is_alive() or time.monotonic() > deadline:
            raise UsageError("the server did not start; the lines above say why")
        time.sleep(0.02)


def _finish(door: Door, hurry: threading.Event) -> None:
    """Let running answers end, ask nothing new; at most 8 seconds, less when told to hurry."""
    door.stopping = True
    deadline = time.monotonic() + _GRACE
    while door.idle_for() < _QUIET and time.monotonic() < deadline and not hurry.wait(0.05):
        pass
