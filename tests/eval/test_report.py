"""The report: all in one file, nothing in it can run, what is marked is what was cited."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corpus import Article, Span
from eval import GoldSpan, Question, Run, evaluate, write_report
from eval.report import markdown, page
from eval.report.excerpts import excerpts
from qa import Answerer

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class Seen(HTMLParser):
    """The tags of a page, with their attributes, and the text of its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str | None, str]] = []
        self._mark: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._mark = dict(attrs)["class"]
            self.marks.append((self._mark, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._mark is not None:
            kind, text = self.marks[-1]
            self.marks[-1] = (kind, text + data)


@pytest.fixture
def questions(articles: list[Article]) -> list[Question]:
    start = articles[0].text.index("38,000 tonnes")
    return [
        Question(
            "q1",
            f"How many tonnes of steel did engineers use? {HOSTILE}",
            True,
            ("38,000 tonnes",),
            ("bridge",),
            (GoldSpan("bridge", Span(start, start + 13), "38,000 tonnes"),),
            kind=f"number {HOSTILE}",
            history=(f"And {HOSTILE}?",),
        ),
        Question("q2", "What is the capital of the moon?", answerable=False, kind="off-topic"),
    ]


@pytest.fixture
def run(answerer: Answerer, questions: list[Question]) -> Run:
    return evaluate(questions, answerer)


@pytest.fixture
def html(run: Run, answerer: Answerer) -> str:
    return page(run, run.summary(), answerer.retriever.index().catalogue.article, f"Run {HOSTILE}")


@pytest.fixture
def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def test_nothing_is_loaded_and_nothing_runs(seen: Seen) -> None:
    names = {tag for tag, _ in seen.tags}
    assert not names & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
        "form",
        "video",
        "audio",
    }
    for tag, attributes in seen.tags:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    policies = [attributes["content"] for tag, attributes in seen.tags if "http-equiv" in attributes]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_it_needs_no_other_file(html: str) -> None:
    assert not re.search(r"@import|url\((?!#)", html)


def test_what_was_asked_is_shown_as_text(html: str) -> None:
    assert HOSTILE not in html
    assert f"How many tonnes of steel did engineers use? {HOSTILE}" in unescape(html)


def test_gold_and_cited_characters_are_marked(seen: Seen) -> None:
    assert ("both", "38,000 tonnes") in seen.marks
    cited = "".join(text for kind, text in seen.marks if kind in ("both", "cited"))
    assert "Engineers used 38,000 tonnes of steel." in cited


def test_each_question_is_there_with_its_outcome(seen: Seen) -> None:
    classes = [attributes["class"] for tag, attributes in seen.tags if tag == "details"]
    assert classes == ["right", "wrong"]


def test_plots_are_drawn_for_what_the_run_has(seen: Seen, html: str) -> None:
    assert sum(tag == "svg" for tag, _ in seen.tags) == 6
    assert "Risk and coverage" in html


def test_the_same_run_gives_the_same_page(run: Run, answerer: Answerer, html: str) -> None:
    again = page(run, run.summary(), answerer.retriever.index().catalogue.article, f"Run {HOSTILE}")
    assert again == html


def test_ids_of_plots_do_not_meet(seen: Seen) -> None:
    ids = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
    drawn = [
        one for one in ids if one and not one.startswith("only-") and re.fullmatch(r"[mp][0-9a-f]{10}", one)
    ]
    assert len(drawn) == len(set(drawn))


def test_an_excerpt_is_the_articles_own_characters() -> None:
    text = "".join(f"Sentence number {number} stands here. " for number in range(100))
    article = Article("a", "T", text)
    start, end = text.index("number 10 "), text.index("number 80 ")
    question = Question(
        "q", "?", True, spans=tuple(GoldSpan("a", Span(at, at + 9), text[at : at + 9]) for at in (start, end))
    )
    citation = {"article_id": "a", "start": start - 5, "end": start + 4}
    (found,) = excerpts(question, {"statements": [{"citations": [citation]}]}, {"a": article}.get)
    assert all(piece.text in text for piece in found.pieces)
    assert [(piece.kind, piece.text) for piece in found.pieces if piece.kind] == [
        ("cited", text[start - 5 : start]),
        ("both", text[start : start + 4]),
        ("gold", text[start + 4 : start + 9]),
        ("gold", "number 80"),
    ]
    assert sum(piece.cut for piece in found.pieces) == 2
    assert found.cut_end


def test_an_article_that_is_gone_has_no_excerpt(questions: list[Question]) -> None:
    assert excerpts(questions[0], {"statements": []}, lambda _: None) == []


def test_markdown_has_the_same_figures(run: Run) -> None:
    text = markdown(run.summary(), run.environment, f"Run | {HOSTILE}")
    assert "<script" not in text
    assert "| `quotes_exact` |" in text
    assert "## By kind of question" in text


def test_the_files_are_written(run: Run, answerer: Answerer, tmp_path: Path) -> None:
    write_report(run, tmp_path / "run", answerer.retriever.index().catalogue.article, "Today")
    assert (tmp_path / "run" / "report.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "run" / "report.md").read_text().startswith("# Today\n")
