"""Response headers that let the page load and run nothing but its own."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_HTML = "text/html"
_COMPRESSED = (
    "/assets/",
    "/static/",
    "/svelte/",
    "/gradio_api/",
)  # these hold no HTML with scripts of its own


class SecurityHeaders:
    """Adds a content security policy and its companions to every response.

    Gradio's page has scripts in its HTML: each is allowed by its hash, so that markup that came in from
    elsewhere later does not run. Gradio makes functions from text (`unsafe-eval`) and sets styles on
    elements (`unsafe-inline` for styles); without these its page stays empty.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _companions(headers)
                if headers.get("content-type", "").startswith(_HTML):
                    held.append(message)
                    return
                headers["Content-Security-Policy"] = policy(())
            elif held:
                held.append(message)
                if message.get("more_body"):
                    return
                start, *parts = held
                body = b"".join(part.get("body", b"") for part in parts)
                MutableHeaders(scope=start)["Content-Security-Policy"] = policy(inline_hashes(body))
                held.clear()
                await send(start)
                message = {"type": "http.response.body", "body": body, "more_body": False}
            await send(message)

        if not scope["path"].startswith(_COMPRESSED):
            # Compressed HTML could not be read here; it is one small page.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app(scope, receive, sending)


def inline_hashes(html: bytes) -> tuple[str, ...]:
    """The hash of every script in the HTML, as a content security policy names it."""
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in dict.fromkeys(_SCRIPT.findall(html))
        if script.strip()
    )


def policy(hashes: tuple[str, ...]) -> str:
    """The policy of a page with these scripts."""
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self' 'unsafe-eval'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _companions(headers: MutableHeaders) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
