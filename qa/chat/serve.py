"""Serve the chat page until it is stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from corpus.errors import UsageError
from qa.answerer import Answerer
from qa.chat.history import History
from qa.chat.offline import gradio as gr
from qa.chat.page import build_page
from qa.chat.style import COLOURS, CSS, FONTS, MONOSPACE

_LOCAL = ("127.0.0.1", "localhost", "::1")
_AT_ONCE = 4  # questions answered at the same time; the others wait in the queue


def serve(
    answerer: Answerer,
    *,
    host: str,
    port: int,
    announce: Callable[[str], None],
    examples: Sequence[str] = (),
    mcp: bool = False,
    history: History | None = None,
) -> None:
    """Serve the page on `host` and `port` (0: any free one) until Ctrl-C or SIGTERM.

    `announce` is called with lines that hold the addresses; `history` keeps the
    conversations, None keeps none; `mcp` offers the functions
    of `qa.chat.interface` as tools of the Model Context Protocol too.

    Raises:
        UsageError: the port is taken or the address is not this machine's, or a library
            that `mcp` needs is not installed.
    """
    if mcp and find_spec("mcp") is None:
        raise UsageError("the MCP server needs a library; run: pip install 'citewise[mcp]'")
    page = build_page(answerer, examples, history)
    stopped = threading.Event()
    try:
        _, address, _ = page.queue(default_concurrency_limit=_AT_ONCE).launch(
            server_name=host,
            server_port=port or None,
            share=False,
            quiet=True,
            ssr_mode=False,
            prevent_thread_lock=True,
            show_error=False,
            footer_links=[],
            theme=_theme(),
            mcp_server=mcp,
            css=CSS,
        )
    except OSError as error:
        raise UsageError(
            f"cannot serve on {host}:{port} ({error}); choose another port with --port, or another --host"
        ) from error
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, frame: stopped.set())
    announce(f"Citewise is open at {address} (stop with Ctrl-C)")
    if mcp:
        announce(f"MCP tools are at {address}gradio_api/mcp/")
    if host not in _LOCAL:
        announce(f"anybody who can reach {host} can ask and read; there is no password")
    try:
        stopped.wait()
    except KeyboardInterrupt:
        announce("stopped")
    finally:
        page.close(verbose=False)
        if history is not None:
            history.close()


def _theme() -> gr.Theme:
    """A theme whose fonts are the reader's own: nothing is fetched."""
    return gr.themes.Soft(primary_hue="blue", font=FONTS, font_mono=MONOSPACE).set(**COLOURS)
