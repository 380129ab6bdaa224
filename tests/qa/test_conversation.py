"""The conversation and the passages as HTML: nothing in them is anybody's markup but ours."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus import Span
from index import Hit, Passage
from qa.answer import Answer, Citation, Publication, Statement
from qa.chat.conversation import Turn, conversation_html
from qa.chat.passages import passages_html

TRICKS = ["<script>x</script>", '"><img onerror=x>', "[1]", "${x}{{y}}`", "</button>", "\u202eabc\u200b"]
TEXT = (st.text(max_size=40) | st.sampled_from(TRICKS)).filter(bool)
TAGS = "div|section|p|span|button|ol|li|meter|a"
ATTRIBUTES = "class|dir|role|href|target|rel|type|min|max|value|data-turn|data-part|data-number|aria-[a-z]+"
OURS = re.compile(rf'</?(?:{TAGS})(?: (?:{ATTRIBUTES})="[^"<>]*")*>')


def copies() -> st.SearchStrategy[Publication]:
    addresses = st.sampled_from(["https://a.example/x?a=1&b=2", "javascript:alert(1)", "data:text/html,x"])
    return st.builds(
        Publication, TEXT, TEXT, st.none() | addresses | TEXT, st.none() | TEXT, st.none() | TEXT
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    quotes = draw(st.lists(TEXT, min_size=1, max_size=3))
    citations = [
        Citation(
            *(number, "a", draw(TEXT), None, draw(st.none() | TEXT), 0, len(quote), quote),
            page=draw(st.none() | st.integers(1, 9)),
            also_published_by=draw(st.lists(copies(), max_size=2).map(tuple)),
        )
        for number, quote in enumerate(quotes, 1)
    ]
    passages = tuple(
        Hit(Passage(rank, draw(TEXT), Span(0, 1), draw(TEXT)), 0.5, rank, {"dense": draw(st.floats(-1, 2))})
        for rank in range(1, draw(st.integers(1, 4)) + 1)
    )
    abstained = draw(st.booleans())
    return Answer(
        question="?",
        answer="" if abstained else " ".join(quotes),
        short_answer=None if abstained else draw(st.none() | TEXT),
        abstained=abstained,
        confidence=draw(st.floats(0, 1)),
        statements=() if abstained else tuple(Statement(one.quote, (one,), 0.7) for one in citations),
        passages=passages,
        dropped_statements=draw(st.integers(0, 2)),
        notice=draw(st.none() | TEXT),
    )


def _is_ours(page: str) -> bool:
    links = re.findall(r'href="([^"]*)"', page)
    return (
        "<" not in OURS.sub("", page)
        and not set("$`{}") & set(page)
        and all(html.unescape(link).startswith(("https://", "http://")) for link in links)
    )


@given(st.lists(st.tuples(TEXT, answers()), max_size=3), TEXT)
def test_no_tag_is_not_ours(said: list[tuple[str, Answer]], title: str) -> None:
    turns = [Turn(question, answer) for question, answer in said]
    names = {hit.passage.article_id: title for _, answer in said for hit in answer.passages}
    assert _is_ours(conversation_html([*turns, Turn(title, error=title), Turn(title)], names))
    for _, answer in said:
        assert _is_ours(passages_html(0, answer, names))


@given(answers())
def test_there_is_a_button_for_each_citation_and_no_other(answer: Answer) -> None:
    page = conversation_html([Turn("?"), Turn("?", answer)], {})
    chips = re.findall(r'class="cw-chip" data-turn="(\d+)" data-part="citation" data-number="(\d+)"', page)
    wanted = [("1", str(citation.number)) for one in answer.statements for citation in one.citations]
    assert chips == wanted
    hovers = re.findall(r'<span class="cw-hover"[^>]*>(.*?)</span>', page, re.DOTALL)
    for hover, citation in zip(hovers, answer.citations, strict=True):
        assert citation.quote.replace("\r", "") in html.unescape(hover).replace("\r", "")


@given(answers())
def test_a_notice_is_shown_before_the_reply(answer: Answer) -> None:
    shown = conversation_html([Turn("?", replace(answer, notice="<b> stopped"))], {})
    assert '<p class="cw-note" role="note" dir="auto">&lt;b&gt; stopped.</p><div class="cw-reply">' in shown


@given(answers())
def test_an_answer_grows_statement_by_statement(answer: Answer) -> None:
    steps = [conversation_html([Turn("?", answer)], {}, said) for said in range(len(answer.statements) + 1)]
    if not answer.abstained:
        assert [step.count('class="cw-said"') for step in steps] == list(range(len(steps)))
        assert not any("Confidence" in step for step in steps)
        assert "Confidence" in conversation_html([Turn("?", answer)], {})


@given(answers())
def test_a_bar_is_as_long_as_its_score(answer: Answer) -> None:
    values = re.findall(r'<meter min="0" max="1" value="([^"]*)"', passages_html(0, answer, {}))
    assert [float(value) for value in values] == [
        round(max(0.0, min(1.0, hit.scores["dense"])), 3) for hit in answer.passages
    ]


def test_without_a_question_the_page_says_what_to_do() -> None:
    assert "Ask a question" in conversation_html([], {})
