"""The evaluation report in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from playwright.sync_api import Browser, Page

from corpus import Article, Span
from eval import GoldSpan, Question, evaluate, write_report
from index import build_index
from qa import Answerer, Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def report(articles: list[Article], embedder: HashingEmbedder, tmp_path: Path) -> Path:
    build_index(articles, tmp_path / "index", embedder)
    answerer = Answerer.open(tmp_path / "index", embedder=embedder, settings=Settings(threshold=0.0))
    start = articles[0].text.index("38,000 tonnes")
    questions = [
        Question(
            "q1",
            "How many tonnes of steel did engineers use?",
            True,
            ("38,000 tonnes",),
            ("bridge",),
            (GoldSpan("bridge", Span(start, start + 13), "38,000 tonnes"),),
        ),
        Question(
            "q2", "What is the capital of the moon?<script>document.title='x'</script>", answerable=False
        ),
    ]
    write_report(
        evaluate(questions, answerer), tmp_path, answerer.retriever.index().catalogue.article, "Report"
    )
    return tmp_path / "report.html"


@pytest.fixture
def opened(browser: Browser, report: Path) -> Page:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report.as_uri())
    assert requests == [report.as_uri()]
    return page


def test_it_loads_nothing_else_and_runs_nothing(opened: Page) -> None:
    assert opened.title() == "Report"


def test_a_question_opens_to_its_marked_article(opened: Page) -> None:
    opened.get_by_text("How many tonnes of steel did engineers use?").click()
    mark = opened.locator("mark.both")
    assert mark.is_visible()
    assert mark.inner_text() == "38,000 tonnes"


def test_the_filters_show_what_they_say(opened: Page) -> None:
    questions = opened.locator("details")
    assert [questions.nth(place).is_visible() for place in (0, 1)] == [True, True]
    opened.get_by_label("wrong").check()
    assert [questions.nth(place).is_visible() for place in (0, 1)] == [False, True]
    opened.get_by_label("right").check()
    assert [questions.nth(place).is_visible() for place in (0, 1)] == [True, False]
