"""Serve the chat page, the functions for programs and the tools for models until told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import ASGIApp

from qa.answerer import Answerer
from qa.chat.history import History
from qa.chat.interface import FUNCTIONS, add_interface, client_of, misfit
from qa.chat.offline import gradio as gr
from qa.chat.page import build_page
from qa.chat.style import COLOURS, CSS, FONTS, MONOSPACE
from qa.own import OwnArticles
from qa.passwords import Passwords
from qa.serving.access_log import AccessLog
from qa.serving.desk import Desk
from qa.serving.door import BasicAuth, Door
from qa.serving.headers import SecurityHeaders
from qa.serving.health import PATH as HEALTH
from qa.serving.health import health
from qa.serving.limit import RateLimit
from qa.serving.running import is_alone, run
from qa.serving.tools import PATH as TOOLS
from qa.serving.tools import Tools, lifespan_of
from qa.serving.turnstile import Turnstile
from qa.settings import Settings

_ENVELOPE = 2**16  # bytes of an upload besides its files


def serve(
    answerer: Answerer,
    settings: Settings,
    *,
    announce: Callable[[str], None],
    examples: Sequence[str] = (),
    history: History | None = None,
) -> None:
    """Serve the chat as `qa.serving.running.run` says.

    Raises:
        UsageError: the port is taken or the address is not this machine's.
        SettingsError: the file of users or the access log cannot be used, or the extra `mcp` is missing.
    """
    passwords = Passwords.load(Path(settings.auth)) if settings.auth else None
    made: list[Application] = []

    def made_now() -> tuple[ASGIApp, Door]:
        made.append(application(answerer, settings, passwords, examples, history))
        return made[0].app, made[0].door

    run(
        made_now,
        settings,
        announce=announce,
        opened="Citewise is open at",
        closing=lambda: made[0].page.stop_event.set(),  # or open pages hold their connections
    )
    if history is not None:
        history.close()


class Application(NamedTuple):
    """The ASGI application, the door that every request passes, and Gradio's part of it."""

    app: ASGIApp
    door: Door
    page: Any


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
    tools = None
    if settings.mcp:
        turnstile = Turnstile(settings.questions_at_once, settings.questions_waiting)
        tools = Tools(desk, turnstile, local=is_alone(settings))

    served = FastAPI(lifespan=lifespan_of(tools), docs_url=None, redoc_url=None, openapi_url=None)

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
        app = BasicAuth(app, passwords, lambda path: path == TOOLS)
    door = Door(
        app,
        local=is_alone(settings),
        proxied=settings.trusted_proxies is not None,
        upload_bytes=settings.max_upload_bytes + _ENVELOPE if own else 0,
    )
    app = SecurityHeaders(door)
    if settings.access_log:
        app = AccessLog(app, Path(settings.access_log), (HEALTH, TOOLS, "/"), FUNCTIONS)
    (mounted,) = (route.app for route in served.routes if isinstance(route, Mount))
    return Application(app, door, mounted)


def takes_uploads(settings: Settings) -> bool:
    """Whether readers may add files: as `uploads` says, else where only this machine reaches the chat."""
    return is_alone(settings) if settings.uploads is None else settings.uploads


def _login(passwords: Passwords) -> Callable[[str, str], Awaitable[bool]]:
    """The check that Gradio's login page calls; one at a time, for a hash takes a processor and 16 MB."""
    one_at_a_time = asyncio.Semaphore(1)

    async def check(user: str, password: str) -> bool:
        async with one_at_a_time:
            return await asyncio.to_thread(passwords.match, user, password)

    return check


def _theme() -> gr.Theme:
    """A theme whose fonts are the reader's own: nothing is fetched."""
    return gr.themes.Soft(primary_hue="blue", font=FONTS, font_mono=MONOSPACE).set(**COLOURS)
