"""Readers' own files: answered from when they are in, and no longer when they are out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chatting import chat
from playwright.sync_api import Browser, Page, expect
from reader import PATIENCE, ask, reading

from corpus import Article
from index import build_index, fast_embedder

pytestmark = [pytest.mark.browser, pytest.mark.model]

CANAL = "The canal of Ostrel was dug by 4,100 workers in eleven years."
QUESTION = "How many workers dug the canal of Ostrel?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    fair = Article("fair", "The fair", "The fair of Kelmar sold 900 pies on its first day.")
    build_index([fair], folder / "index", fast_embedder())
    (folder / "canal.txt").write_text(CANAL)
    (folder / "empty.txt").write_text("")
    (folder / "<img src=x onerror=hacked=1>.md").write_text("The tower of Brask has 211 steps.")
    return folder


@pytest.fixture(scope="module")
def own_address(folder: Path) -> Iterator[str]:
    with chat(folder / "index") as found:
        yield found


def _drop(page: Page, *files: Path) -> None:
    page.get_by_role("button", name="Your articles").click()
    page.locator("#cw-drop input[type=file]").set_input_files(list(files))


def _remove(page: Page, name: str) -> None:
    page.get_by_label("File", exact=True).click()
    page.get_by_role("option", name=name).click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator("#cw-own-told")).to_contain_text(f"Removed {name}, with 1 article.", timeout=PATIENCE)


def test_a_file_is_added_asked_and_removed(browser: Browser, own_address: str, folder: Path) -> None:
    with reading(browser, own_address) as page:
        expect(page.locator("#cw-head")).to_contain_text("1 articles", timeout=PATIENCE)
        _drop(page, folder / "canal.txt", folder / "empty.txt")
        told = page.locator("#cw-own-told")
        expect(told).to_contain_text("canal.txt: 1 article", timeout=PATIENCE)
        expect(told).to_contain_text("empty.txt: 0 articles, 1 left out: empty")
        expect(page.locator("#cw-own-list tbody tr")).to_have_count(1)
        expect(page.locator("#cw-head")).to_contain_text("2 articles")
        ask(page, QUESTION)
        expect(page.locator("#cw-quote")).to_have_text(CANAL, timeout=PATIENCE)
        _remove(page, "canal.txt")
        # What was said of it is gone from the page, and is not said again.
        expect(page.locator("#cw-conversation")).not_to_contain_text("4,100", timeout=PATIENCE)
        expect(page.locator("#cw-viewer")).not_to_contain_text("4,100")
        expect(page.locator("#cw-own-list tbody tr")).to_have_count(0)
        ask(page, QUESTION)
        expect(page.locator("#cw-conversation")).to_contain_text("do not answer", timeout=PATIENCE)
        expect(page.locator("#cw-conversation")).not_to_contain_text("4,100")


def test_a_name_is_text(browser: Browser, own_address: str, folder: Path) -> None:
    with reading(browser, own_address) as page:
        _drop(page, *folder.glob("*.md"))
        expect(page.locator("#cw-own-told li")).to_contain_text("1 article", timeout=PATIENCE)
        assert page.locator("#cw-own img").count() == 0
        ask(page, "How many steps has the tower of Brask?")
        expect(page.locator("#cw-quote")).to_contain_text("211 steps", timeout=PATIENCE)
        name = page.locator("#cw-own-list td").first.inner_text()
        _remove(page, name)


def test_where_files_are_not_taken_there_is_no_place_for_them(browser: Browser, folder: Path) -> None:
    settings = folder / "closed.toml"
    settings.write_text("uploads = false\n")
    with (
        chat(folder / "index", "--settings", str(settings)) as address,
        reading(browser, address) as page,
    ):
        expect(page.get_by_role("button", name="Filters")).to_be_visible()
        expect(page.get_by_role("button", name="Your articles")).to_have_count(0)
        answered = page.request.post(
            f"{address}gradio_api/upload",
            multipart={"files": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}},
        )
        assert answered.status == 404
        assert "citewise build" in answered.text()


def test_a_restart_keeps_what_was_asked_and_what_was_added(browser: Browser, folder: Path) -> None:
    state = folder / "browser.json"
    with chat(folder / "index") as address, reading(browser, address) as page:
        port = int(address.rsplit(":", 1)[1].strip("/"))
        _drop(page, folder / "canal.txt")
        expect(page.locator("#cw-own-told")).to_contain_text("canal.txt: 1 article", timeout=PATIENCE)
        ask(page, QUESTION)
        expect(page.locator(".cw-foot").first).to_contain_text("Confidence", timeout=PATIENCE)
        page.wait_for_timeout(1000)
        page.context.storage_state(path=state)
    with (
        chat(folder / "index", port=port) as address,
        reading(browser, address, storage_state=state) as page,
    ):
        page.get_by_role("button", name="Earlier conversations").click()
        page.get_by_label("Conversation", exact=True).last.click()
        page.get_by_role("option").filter(has_text="canal of Ostrel").first.click()
        page.get_by_role("button", name="Open", exact=True).click()
        expect(page.locator("#cw-conversation")).to_contain_text("4,100", timeout=PATIENCE)
        page.get_by_role("button", name="Your articles").click()
        _remove(page, "canal.txt")
        expect(page.locator("#cw-conversation")).not_to_contain_text("4,100", timeout=PATIENCE)
