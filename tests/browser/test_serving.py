"""The page behind its door: the content security policy, the login and the limit, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hashing_embedder import HashingEmbedder
from playwright.sync_api import Browser, Page, expect
from served import Served, served

from corpus import Article
from index import build_index
from qa.passwords import password_line

pytestmark = pytest.mark.browser

PATIENCE = 60_000
QUESTION = "How many tonnes of steel did engineers use?"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that lets in one user, who may ask twice a minute."""
    folder = tmp_path_factory.mktemp("guarded")
    text = "The harbour bridge of Velmora opened on 3 May 2021. Engineers used 38,000 tonnes of steel."
    build_index([Article("bridge", "Harbour bridge opens", text)], folder / "index", HashingEmbedder())
    (folder / "users").write_text(password_line("anna", "long enough") + "\n")
    with served(folder / "index", folder, auth=str(folder / "users"), questions_per_minute=2) as server:
        yield server


@pytest.fixture
def page(browser: Browser, guarded: Served) -> Iterator[Page]:
    """The page as it opens; what the browser refuses is noted in `window.refused`."""
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.add_init_script(
        "window.refused = [];"
        "addEventListener('securitypolicyviolation', event => window.refused.push(event.violatedDirective))"
    )
    opened.goto(guarded.address)
    yield opened
    opened.close()
    assert problems == []


def _log_in(page: Page, password: str) -> None:
    page.get_by_label("username").fill("anna", timeout=PATIENCE)
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Login").click()


def _ask(page: Page) -> None:
    page.get_by_label("Your question").fill(QUESTION, timeout=PATIENCE)
    page.get_by_label("Your question").press("Enter")


def test_a_wrong_password_does_not_open_the_page(page: Page) -> None:
    _log_in(page, "wrong enough")
    page.wait_for_timeout(1500)
    expect(page.get_by_label("password")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_count(0)


def test_the_page_works_under_its_policy_and_says_when_it_was_asked_too_often(page: Page) -> None:
    _log_in(page, "long enough")
    for count in (1, 2):
        _ask(page)
        expect(page.locator("#cw-conversation").get_by_text("[1]").first).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#cw-quote")).to_contain_text("38,000 tonnes", timeout=PATIENCE)
        expect(page.get_by_label("Your question")).to_have_value("", timeout=PATIENCE)
        page.wait_for_timeout(500 * count)
    _ask(page)
    expect(page.locator("#cw-conversation")).to_contain_text(
        "More than 2 questions in a minute; try again in", timeout=PATIENCE
    )
    assert page.evaluate("window.refused") == []


def test_markup_that_gets_into_the_page_runs_nothing(page: Page) -> None:
    page.evaluate(
        """() => {
          const script = Object.assign(document.createElement("script"), {textContent: "window.hacked = 1"});
          document.body.appendChild(script);
          document.body.insertAdjacentHTML("beforeend", '<img src="none" onerror="window.hacked = 2">');
        }"""
    )
    page.wait_for_timeout(700)
    assert page.evaluate("window.hacked") is None
    assert "script-src-attr" in page.evaluate("window.refused")
