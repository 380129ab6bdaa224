"""Who called what, when, and how long it took; not a word of a question or an article."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import SettingsError


class AccessLog:
    """Writes `time`, `client`, `method`, `route`, `status` and `ms` of every request once it has ended.

    A route is the pattern of the address, such as `/gradio_api/call/{api_name}/{event_id}`; what a client put
    into an address is not written, but for the addresses `fixed` and the names of `functions`. The file may
    be renamed while it is written (log rotation); a new one is begun.

    Raises:
        SettingsError: the file cannot be written.
    """

    def __init__(self, app: ASGIApp, file: Path, fixed: tuple[str, ...], functions: tuple[str, ...]) -> None:
        self._app = app
        self._fixed = fixed
        self._functions = functions
        try:
            self._handler = WatchedFileHandler(file, encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"cannot write the access log {file}: {error.strerror or error}") from error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begun = time.perf_counter()
        statuses: list[int] = []
        try:
            await self._app(scope, receive, _noting(send, statuses))
        finally:
            self._write(scope, statuses[0] if statuses else 500, time.perf_counter() - begun)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        client = scope.get("client")
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": client[0] if client else None,
            "method": scope["method"] if scope["method"].isalpha() else "?",
            "route": self._route(scope),
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        self._handler.handle(logging.makeLogRecord({"msg": json.dumps(line)}))

    def _route(self, scope: Scope) -> str:
        """The pattern that the request matched, with the function's name where it is one of ours."""
        if scope["path"] in self._fixed:
            return str(scope["path"])
        pattern = getattr(scope.get("route"), "path", None)
        if pattern is None:
            return "(none)"
        name = scope.get("path_params", {}).get("api_name")
        return pattern.replace("{api_name}", name) if name in self._functions else str(pattern)


def _noting(send: Send, statuses: list[int]) -> Send:
    async def noted(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        await send(message)

    return noted
