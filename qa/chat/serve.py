"""Serve the chat page, the functions for programs and the tools for models until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import ASGIApp

from corpus.errors import UsageError
from qa.answerer import Answerer
from qa.chat.access_log import AccessLog
from qa.chat.desk import Desk
from qa.chat.door import BasicAuth, Door
from qa.chat.headers import SecurityHeaders
from qa.chat.health import PATH as HEALTH
from qa.chat.health import health
from qa.chat.history import History
from qa.chat.interface import FUNCTIONS, add_interface, client_of, misfit
from qa.chat.limit import RateLimit
from qa.chat.offline import gradio as gr
from qa.chat.page import build_page
from qa.chat.style import COLOURS, CSS, FONTS, MONOSPACE
from qa.chat.tools import PATH as TOOLS
from qa.chat.tools import Tools
from qa.chat.turnstile import Turnstile
from qa.own import OwnArticles
from qa.passwords import Passwords
from qa.settings import Settings

_GRACE = 8.0  # seconds that running answers have when the server is told to stop
_QUIET = (
    0.3  # seconds without a request after which nothing is running: a client joins the queue, then listens
)
_START = 60.0
_ENVELOPE = 2**16  # bytes of an upload besides its files


def serve(
    answerer: Answerer,
    settings: Settings,
    *,
    announce: Callable[[str], None],
    examples: Sequence[str] = (),
    history: History | None = None,
) -> None:
    """Serve on the settings' `host` and `port` (0: any free one) until Ctrl-C or SIGTERM.

    Running answers are finished for up to 8 seconds before it ends; a second signal ends it at once.
    `announce` is called with a line that holds the address, and with a warning where anyone may come in.

    Raises:
        UsageError: the port is taken or the address is not this machine's.
        SettingsError: the file of users or the access log cannot be used, or the extra `mcp` is missing.
    """
    passwords = Passwords.load(Path(settings.auth)) if settings.auth else None
    with contextlib.closing(_listening(settings.host, settings.port)) as listening:
        serving = application(answerer, settings, passwords, examples, history)
        server = _Server(
            serving.page,
            uvicorn.Config(
                serving.app,
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
        announce(f"Citewise is open at {_address(settings.host, listening)} (stop with Ctrl-C)")
        if warning := exposure(settings):
            announce(warning)
        try:
            stop.wait()
        except KeyboardInterrupt:
            announce("stopped")
        stop.clear()
        with contextlib.suppress(KeyboardInterrupt):
            _finish(serving.door, stop)
        server.should_exit = True
        running.join(timeout=5)
        if history is not None:
            history.close()


class Application(NamedTuple):
    """The ASGI application, the door that every request passes, and Gradio's part of it."""

    app: ASGIApp
    door: Door
    page: Any


class _Server(uvicorn.Server):
    """Ends the connections that open pages hold before it waits for the others."""

    def __init__(self, page: Any, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._page = page

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._page.stop_event.set()
        await super().shutdown(sockets)


def application(
    answerer: Answerer,
    settings: Settings,
    passwords: Passwords | None = None,
    examples: Sequence[str] = (),
    history: History | None = None,
) -> Application:
    """Everything that is served; `history` keeps the conversations, None keeps none.

    Raises:
        SettingsError: the access log cannot be written, or the extra `mcp` is missing.
    """
    limit = RateLimit(settings.questions_per_minute)
    desk = Desk(answerer, limit)
    own = OwnArticles(answerer.retriever, settings) if takes_uploads(settings) else None
    page = build_page(answerer, examples, lambda request: limit.take(client_of(request)), history, own)
    add_interface(page, desk)
    page.queue(
        default_concurrency_limit=settings.questions_at_once,
        max_size=settings.questions_waiting,
        api_open=False,
    )
    local = is_local(settings.host) and settings.trusted_proxies is None
    tools = None
    if settings.mcp:
        tools = Tools(desk, Turnstile(settings.questions_at_once, settings.questions_waiting), local=local)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.running() if tools else contextlib.nullcontext():
            yield

    served = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    def healthy() -> JSONResponse:
        return health(answerer.retriever)

    served.add_api_route(HEALTH, healthy, methods=["GET"])
    if tools:
        served.router.routes.extend(tools.routes)
    gr.mount_gradio_app(
        served,
        page,
        path="/",
        app_kwargs={"openapi_url": None, "exception_handlers": {KeyError: misfit, TypeError: misfit}},
        auth=_login(passwords) if passwords else None,
        auth_message="Log in to ask the articles.",
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        max_file_size=settings.max_upload_bytes,
        theme=_theme(),
        css=CSS,
    )
    app: ASGIApp = served
    if passwords:
        app = BasicAuth(app, passwords, TOOLS)
    door = Door(
        app,
        local=local,
        proxied=settings.trusted_proxies is not None,
        upload_bytes=settings.max_upload_bytes + _ENVELOPE if own else 0,
    )
    app = SecurityHeaders(door)
    if settings.access_log:
        app = AccessLog(app, Path(settings.access_log), (HEALTH, TOOLS, "/"), FUNCTIONS)
    (mounted,) = (route.app for route in served.routes if isinstance(route, Mount))
    return Application(app, door, mounted)


def exposure(settings: Settings) -> str | None:
    """A warning where others than this machine's users can ask without a password."""
    if settings.auth is not None or is_local(settings.host):
        return None
    return (
        f"warning: everyone who reaches {settings.host or 'this machine'} can read the articles; "
        "let users log in with --auth FILE (citewise password makes its lines), or leave out --host"
    )


def takes_uploads(settings: Settings) -> bool:
    """Whether readers may add files: as `uploads` says, else where only this machine reaches the chat."""
    if settings.uploads is not None:
        return settings.uploads
    return is_local(settings.host) and settings.trusted_proxies is None


def is_local(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _login(passwords: Passwords) -> Callable[[str, str], Awaitable[bool]]:
    """The check that Gradio's login page calls; one at a time, for a hash takes a processor and 16 MB."""
    one_at_a_time = asyncio.Semaphore(1)

    async def check(user: str, password: str) -> bool:
        async with one_at_a_time:
            return await asyncio.to_thread(passwords.match, user, password)

    return check


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


def _theme() -> gr.Theme:
    """A theme whose fonts are the reader's own: nothing is fetched."""
    return gr.themes.Soft(primary_hue="blue", font=FONTS, font_mono=MONOSPACE).set(**COLOURS)
