"""What is taken away says what was said, whatever characters it is made of."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Answer, Citation, Statement
from qa.chat.conversation import Turn
from qa.chat.export import FORMS, exported

TRICKS = [
    "<script>x</script>",
    "[a](javascript:x)",
    "{\\input{x}}",
    "1. one",
    "# head",
    "a\n\nb",
    "``` x",
    "}}%",
]
TEXT = (st.text(max_size=30) | st.sampled_from(TRICKS)).filter(lambda text: bool(text.strip()))
URL = st.none() | st.sampled_from(
    ["https://a.example/x?a=1&b=(2)", "javascript:alert(1)", "http://[bad", "x} y"]
)


@st.composite
def turns(draw: st.DrawFn) -> list[Turn]:
    made = []
    for place in range(draw(st.integers(1, 3))):
        quotes = draw(st.lists(TEXT, max_size=3))
        citations = [
            Citation(n, f"a{place}{n % 2}", draw(TEXT), draw(URL), "2024-02-03", 0, len(said), said)
            for n, said in enumerate(quotes, 1)
        ]
        statements = tuple(Statement(one.quote, (one,), 0.5) for one in citations)
        short = draw(st.none() | TEXT) if quotes else None
        answer = Answer(
            *(draw(TEXT), " ".join(quotes), short, not quotes, 0.5, statements, ()),
            generated=draw(st.booleans()),
            notice=draw(st.none() | TEXT),
        )
        made.append(Turn(answer.question, answer))
    return [*made, Turn(draw(TEXT), error=draw(TEXT)), Turn("still asked")]


@given(turns())
def test_every_form_takes_everything(said: list[Turn]) -> None:
    for form in FORMS:
        assert "still asked" not in exported(said, form)


def test_another_form_is_none() -> None:
    with pytest.raises(KeyError):
        exported([], "Word")


@given(turns())
def test_json_is_the_documented_form(said: list[Turn]) -> None:
    read = json.loads(exported(said, "JSON"))
    assert [one["question"] for one in read] == [turn.question for turn in said[:-1]]
    assert read[0] == json.loads(json.dumps(said[0].answer.as_dict() if said[0].answer else None))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(turns())
def test_html_has_no_tag_but_ours_and_every_quotation(said: list[Turn]) -> None:
    reader = _Reader()
    reader.feed(exported(said, "HTML"))
    ours = {"html", "head", "meta", "title", "style", "body", "h2", "p", "span", "strong", "a", "blockquote"}
    assert set(reader.tags) <= ours
    assert all(link.startswith(("https://", "http://")) for link in reader.links)
    whole = html.unescape(exported(said, "HTML"))
    for turn in said:
        for one in turn.answer.citations if turn.answer else ():
            assert one.quote in whole


@given(turns())
def test_markdown_has_no_markup_but_ours(said: list[Turn]) -> None:
    written = exported(said, "Markdown")
    for address in re.findall(r"(?<!\\)\]\(([^)]*)\)", written):
        assert address.startswith(("https://", "http://"))
    for character in "`<#":
        assert re.search(rf"(?<!\\)(?:\\\\)*{re.escape(character)}", written) is None


@given(turns())
def test_braces_of_bibtex_match(said: list[Turn]) -> None:
    written = exported(said, "BibTeX")
    depth = 0
    for match in re.finditer(r"\\.|[{}]", written, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        assert depth >= 0
    assert depth == 0
    articles = {one.article_id for turn in said if turn.answer for one in turn.answer.citations}
    assert len(re.findall(r"^@online\{citewise\d+,$", written, re.MULTILINE)) == len(articles)


@given(turns())
def test_csl_has_an_item_for_each_article(said: list[Turn]) -> None:
    items = json.loads(exported(said, "CSL-JSON"))
    articles = {one.article_id for turn in said if turn.answer for one in turn.answer.citations}
    assert len(items) == len(articles)
    assert len({item["id"] for item in items}) == len(items)
    assert all(item["issued"] == {"date-parts": [[2024, 2, 3]]} for item in items)
    assert all(item.get("URL", "https://").startswith(("https://", "http://")) for item in items)


@given(turns())
def test_plain_text_says_every_statement(said: list[Turn]) -> None:
    written = exported(said, "Plain text")
    for turn in said:
        for one in turn.answer.statements if turn.answer else ():
            assert " ".join(one.text.split()) in written


@given(turns())
def test_what_a_generator_wrote_is_taken_along_with_its_quotations(said: list[Turn]) -> None:
    written = exported(said, "Plain text")
    for answer in (turn.answer for turn in said if turn.answer):
        assert not answer.notice or " ".join(f"{answer.notice}.".split()) in written
        for one in answer.citations if answer.generated else ():
            assert " ".join(f"[{one.number}] “{one.quote}”".split()) in written
