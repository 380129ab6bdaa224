"""Answers as JSON over HTTP: the chat's functions without its page.

Annotations are not postponed here, since the description of the API is made from them.
"""

import logging
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import BusyError, CitewiseError, IndexStateError, LimitError
from qa.answerer import Answerer
from qa.passwords import Passwords
from qa.serving.access_log import AccessLog
from qa.serving.desk import MOST_CHARACTERS, MOST_PASSAGES, Desk, FilterFields
from qa.serving.door import BasicAuth, Door, client_of, refusal
from qa.serving.headers import SecurityHeaders
from qa.serving.health import PATH as HEALTH
from qa.serving.health import health
from qa.serving.limit import RateLimit
from qa.serving.metrics import PATH as METRICS
from qa.serving.metrics import Metrics
from qa.serving.running import is_alone, run
from qa.serving.tools import Tools, lifespan_of
from qa.serving.turnstile import Turnstile
from qa.settings import Settings

log = logging.getLogger(__name__)

READY = "/ready"
_OPEN = (HEALTH, READY)  # whoever asks for these need not say who it is
_FAILED = "something went wrong; the server's log has the details"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Ask(_Body):
    """A question, the conditions on articles, and what was said before it, oldest first."""

    question: str
    filters: FilterFields | None = None
    history: list[tuple[str, str]] | None = None


class Search(_Body):
    """A question, how many passages, and the conditions on articles."""

    question: str
    k: int = Field(default=5, description=f"1 to {MOST_PASSAGES}")
    filters: FilterFields | None = None


class SpanOf(_Body):
    """A part of an article, as a citation names it."""

    article_id: str
    start: int
    end: int = Field(description=f"one past the last character, at most {MOST_CHARACTERS:,} after `start`")


def serve_api(answerer: Answerer, settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve the API as `qa.serving.running.run` says.

    Raises:
        UsageError: the port is taken or the address is not this machine's.
        SettingsError: the file of users or the access log cannot be used, or an extra is missing.
    """
    passwords = Passwords.load(Path(settings.auth)) if settings.auth else None
    run(
        lambda: application(answerer, settings, passwords),
        settings,
        announce=announce,
        opened="Citewise serves at",
    )


def application(
    answerer: Answerer, settings: Settings, passwords: Passwords | None = None
) -> tuple[ASGIApp, Door]:
    """Everything that is served, and the door that every request passes.

    Raises:
        SettingsError: the access log cannot be written, or the extra `serve` or `mcp` is missing.
    """
    metrics = Metrics()
    desk = Desk(answerer, RateLimit(settings.questions_per_minute), metrics.answered)
    turnstile = Turnstile(settings.questions_at_once, settings.questions_waiting)
    tools = Tools(desk, turnstile, local=is_alone(settings)) if settings.mcp else None

    app = FastAPI(
        title="Citewise",
        version=version("citewise"),
        description="Answers whose every statement is cited by the exact characters of an article.",
        lifespan=lifespan_of(tools),
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
    )
    _add_questions(app, desk, turnstile)
    _add_errors(app)
    if tools:
        app.router.routes.extend(tools.routes)

    @app.get(HEALTH, summary="Whether the process lives.")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get(READY, summary="Whether questions can be answered now; 503 where not.")
    def ready() -> Response:
        if door.stopping:
            return JSONResponse({"status": "the server is stopping"}, 503)
        return health(answerer.retriever)

    @app.get(METRICS, summary="Counts and seconds in the format of Prometheus.")
    def measured() -> Response:
        try:
            index = answerer.retriever.index()
        except CitewiseError:
            index = None
        return metrics.told(index, turnstile.inside)

    guarded: ASGIApp = app
    if passwords:
        guarded = BasicAuth(app, passwords, lambda path: path not in _OPEN)
    door = Door(guarded, local=is_alone(settings), proxied=settings.trusted_proxies is not None)
    known = {route.path for route in app.routes if hasattr(route, "path")}
    served: ASGIApp = SecurityHeaders(_Counted(door, metrics, known))
    if settings.access_log:
        served = AccessLog(served, Path(settings.access_log), tuple(sorted(known)), ())
    return served, door


def _add_questions(app: FastAPI, desk: Desk, turnstile: Turnstile) -> None:
    @app.post("/v1/ask", summary="The answer to a question; docs/formats.md says what its fields mean.")
    async def ask(asked: Ask, request: Request) -> dict[str, Any]:
        who, history = client_of(request), [list(turn) for turn in asked.history or ()]
        return await turnstile.run(lambda: desk.ask(who, asked.question, asked.filters, history))

    @app.post("/v1/search", summary="The passages that match a question best, best first.")
    async def search(asked: Search, request: Request) -> dict[str, Any]:
        who = client_of(request)
        found = await turnstile.run(lambda: desk.search(who, asked.question, asked.k, asked.filters))
        return {"passages": found}

    @app.post("/v1/span", summary="The exact characters of an article.")
    async def span(asked: SpanOf, request: Request) -> dict[str, Any]:
        who = client_of(request)
        return await turnstile.run(lambda: desk.article_span(who, asked.article_id, asked.start, asked.end))


def _add_errors(app: FastAPI) -> None:
    """Every error is an object whose `detail` is one line."""

    @app.exception_handler(RequestValidationError)
    async def misfit(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "body")
        return refusal(422, f"{place or 'the body'}: {first['msg']}; see /openapi.json")

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> JSONResponse:
        told = refusal(error.status_code, f"{error.detail}; see /openapi.json")
        told.headers.update(error.headers or {})
        return told

    @app.exception_handler(CitewiseError)
    async def foreseen(_: Request, error: CitewiseError) -> JSONResponse:
        if isinstance(error, LimitError):
            return refusal(503 if isinstance(error, BusyError) else 429, str(error), wait=error.wait)
        if isinstance(error, IndexStateError):
            log.error("the index cannot be read: %s", error)
            return refusal(503, "the index cannot be read; the server's log says why", wait=10)
        return refusal(422, str(error))

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> JSONResponse:  # uvicorn logs it
        return refusal(500, _FAILED)


class _Counted:
    """Counts every request by its route; addresses that lead nowhere count as one."""

    def __init__(self, app: ASGIApp, metrics: Metrics, known: set[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        route = scope["path"] if scope["path"] in self._known else "(none)"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requested(route, message["status"])
            await send(message)

        await self._app(scope, receive, sending)
