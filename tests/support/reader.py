"""A reader of the chat page: a browser page that nothing may leave, break or open a dialog in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

PATIENCE = 60_000
"""Milliseconds to wait for anything."""

WIDE = {"width": 1280, "height": 850}


@contextmanager
def reading(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    """The page, with every request, dialog and script error noted; none may go elsewhere or happen."""
    apart = browser.new_context(**{"viewport": WIDE, **context})
    opened = apart.new_page()
    elsewhere: list[str] = []
    problems: list[str] = []
    opened.on(
        "request",
        lambda request: (
            elsewhere.append(request.url)
            if urlsplit(request.url).scheme not in {"data", "blob"}
            and urlsplit(request.url).hostname != "127.0.0.1"
            else None
        ),
    )
    opened.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    opened.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    opened.goto(address)
    expect(opened.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
    yield opened
    assert opened.evaluate("window.hacked") is None
    assert elsewhere == []
    assert problems == []
    apart.close()


def ask(page: Page, question: str) -> None:
    """Type the question and press Enter."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
