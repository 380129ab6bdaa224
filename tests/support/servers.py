"""Small servers on 127.0.0.1 that speak chat completions, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def event(text: str | None, finish: str | None = None) -> bytes:
    """One piece of a stream."""
    chunk = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [
            {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}
        ],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


class Handler(BaseHTTPRequestHandler):
    """`behave` gets the handler; `requests` collects what was asked, with its headers."""

    behave: Callable[[Handler], None]
    requests: list[tuple[dict[str, Any], dict[str, str]]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.requests.append((body, {name.lower(): value for name, value in self.headers.items()}))
        with suppress(BrokenPipeError, ConnectionResetError):  # the client may have heard enough
            type(self).behave(self)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def fail(self, status: int, message: str = "no", **headers: str) -> None:
        body = json.dumps({"error": {"message": message, "type": "x"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serving(behave: Callable[[Handler], None]) -> Iterator[tuple[str, list[Any]]]:
    """The URL of a server that answers each request by `behave`, and the requests that it got."""
    handler = type("Served", (Handler,), {"behave": staticmethod(behave), "requests": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", handler.requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def writes(*pieces: str) -> Callable[[Handler], None]:
    """A server that writes these pieces and ends as it should."""

    def behave(handler: Handler) -> None:
        handler.begin()
        handler.say(*(event(piece) for piece in pieces), event(None, "stop"), b"data: [DONE]\n\n")

    return behave


def stalls(handler: Handler) -> None:
    handler.begin()
    handler.say(event("The bridge "))
    time.sleep(4)


def drips(handler: Handler) -> None:
    """Keeps the connection alive and says nothing."""
    handler.begin()
    for _ in range(40):
        handler.say(b": ping\n\n")
        time.sleep(0.1)


def cuts_off(handler: Handler) -> None:
    handler.begin()
    handler.say(event("Engineers used 38,000 tonnes of steel [1]. The old "))


def breaks_a_chunk(handler: Handler) -> None:
    """Promises more of a body than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.say(event("Engineers used "))
    handler.close_connection = True


def sends_nonsense(handler: Handler) -> None:
    handler.begin()
    handler.say(event("Engineers "), b"data: {not json\n\n", b"data: [DONE]\n\n")


def sends_other_shapes(handler: Handler) -> None:
    handler.begin()
    handler.say(b'data: {"choices": [{"delta": {"content": 5}}]}\n\n', b"data: [DONE]\n\n")


def sends_an_error(handler: Handler) -> None:
    handler.begin()
    handler.say(event("Engineers "), b'data: {"error": {"message": "out of memory"}}\n\n')


def sends_a_page(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.say(b"<html><body>Welcome</body></html>")


def refuses(status: int, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.fail(status, f"reason {status}", **headers)
