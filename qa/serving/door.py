"""What may come in: small requests, few attempts at a password, and nothing while stopping."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import LimitError
from qa.passwords import Passwords
from qa.serving.limit import RateLimit

_MOST_BYTES = 2**20
_ATTEMPTS_PER_MINUTE = 20
_STAY_OPEN = "/gradio_api/heartbeat/"  # held for as long as a page is open
_UPLOADS = ("/gradio_api/upload", "/gradio_api/upload_progress")
_FORWARDED = (b"x-forwarded-", b"forwarded")


class Door:
    """Refuses what the page and its functions never send, before anything reads it.

    `local` says that only this machine can reach the server and no proxy stands before it: then only
    this machine's own names are answered, so that a web page cannot reach it under a name of its own.
    `proxied` says that a trusted proxy stands before it: without one its headers are taken away.
    `upload_bytes` are the most of one upload, 0 where nothing is uploaded.
    """

    def __init__(self, app: ASGIApp, *, local: bool, proxied: bool, upload_bytes: int = 0) -> None:
        self._app = app
        self._local = local
        self._proxied = proxied
        self._upload_bytes = upload_bytes
        self._attempts = RateLimit(_ATTEMPTS_PER_MINUTE, "attempts to log in")
        self._open = 0
        self._changed = time.monotonic()
        self.stopping = False

    def idle_for(self) -> float:
        """Seconds since the last request ended, 0 while one is answered; an open page alone is none."""
        return 0.0 if self._open else time.monotonic() - self._changed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        refused = self._refused(scope)
        if refused is not None:
            return await refused(scope, receive, send)
        if not self._proxied:
            scope["headers"] = [pair for pair in scope["headers"] if not pair[0].startswith(_FORWARDED)]
        if scope["path"].startswith(_STAY_OPEN):
            return await self._app(scope, receive, send)
        self._open += 1
        try:
            await self._app(scope, _bounded(receive, self._most(scope)), send)
        finally:
            self._open -= 1
            self._changed = time.monotonic()

    def _most(self, scope: Scope) -> int:
        """Bytes of a request that are read."""
        return max(_MOST_BYTES, self._upload_bytes if scope["path"].rstrip("/") == _UPLOADS[0] else 0)

    def _refused(self, scope: Scope) -> Response | None:
        headers = dict(scope["headers"])
        path = scope["path"].rstrip("/")
        if self._local and _host(headers.get(b"host", b"")) not in {b"127.0.0.1", b"localhost", b"::1"}:
            return refusal(403, "this server answers under the names of its own machine only")
        if self.stopping and scope["method"] == "POST":
            return refusal(503, "the server is stopping; ask again when it is back", wait=10)
        if path in _UPLOADS and not self._upload_bytes:
            return refusal(404, "nothing can be uploaded here; add articles with: citewise build SOURCE...")
        size = headers.get(b"content-length", b"0")
        most = self._most(scope)
        if not size.isdigit() or int(size) > most:
            return refusal(413, f"the request is too large; at most {most:,} bytes are read")
        if path == "/login" and scope["method"] == "POST":
            try:
                self._attempts.take(_address(scope))
            except LimitError as error:
                return refusal(429, str(error), wait=error.wait)
        return None


class BasicAuth:
    """Asks for a user and password (RFC 7617) on the paths that are `guarded`, for clients that have no page
    to log in on."""

    def __init__(self, app: ASGIApp, passwords: Passwords, guarded: Callable[[str], bool]) -> None:
        self._app = app
        self._passwords = passwords
        self._guarded = guarded
        self._attempts = RateLimit(_ATTEMPTS_PER_MINUTE, "attempts to log in")
        self._one_at_a_time = asyncio.Semaphore(1)  # a hash takes a whole processor and 16 MB

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._guarded(scope["path"].rstrip("/")):
            return await self._app(scope, receive, send)
        given = _credentials(dict(scope["headers"]).get(b"authorization", b""))
        try:
            user = await self._user(given, _address(scope))
        except LimitError as error:
            return await refusal(429, str(error), wait=error.wait)(scope, receive, send)
        if user is None:
            told = refusal(401, "log in with a user and password (HTTP Basic)")
            told.headers["WWW-Authenticate"] = 'Basic realm="Citewise", charset="UTF-8"'
            return await told(scope, receive, send)
        scope["citewise_user"] = user
        return await self._app(scope, receive, send)

    async def _user(self, given: tuple[str, str] | None, address: str) -> str | None:
        if given is None:
            return None
        if self._passwords.remembers(*given):
            return given[0]
        self._attempts.take(address)
        async with self._one_at_a_time:
            right = await asyncio.to_thread(self._passwords.match, *given)
        return given[0] if right else None


def client_of(request: Request) -> str:
    """In whose name a question is counted: the user who logged in, else the address."""
    user = request.scope.get("citewise_user")
    return f"user {user}" if user else f"address {_address(request.scope)}"


def refusal(status: int, message: str, wait: int = 0) -> JSONResponse:
    """A refusal in the form that Gradio's clients show: the message is the field `detail`."""
    return JSONResponse({"detail": message}, status, {"Retry-After": str(wait)} if wait else None)


def _bounded(receive: Receive, most: int) -> Receive:
    """The same body, cut off where it grows past what is read (a body need not say its size)."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if read > most else message

    return counted


def _host(header: bytes) -> bytes:
    name = header.strip().lower()
    return name[1:].partition(b"]")[0] if name.startswith(b"[") else name.partition(b":")[0]


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def _credentials(header: bytes) -> tuple[str, str] | None:
    kind, _, value = header.partition(b" ")
    if kind.lower() != b"basic":
        return None
    try:
        user, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None
