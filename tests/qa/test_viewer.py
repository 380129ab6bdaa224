from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Mark, Span
from qa.chat.viewer import article_html, escaped

ATTRIBUTES = "class|id|dir|aria-label|href|target|rel"
OURS = re.compile(rf'</?(?:article|h2|p|div|mark|details|summary|a)(?: (?:{ATTRIBUTES})="[^"<>]*")*>')
TRICKS = ["<script>x</script>", "a & b &amp; c", '"><img onerror=x>', "${x}{{y}}`", "\r\n"]
TEXT = st.text(max_size=80) | st.sampled_from(TRICKS)


@st.composite
def shown(draw: st.DrawFn) -> tuple[Article, Span]:
    text = draw(st.lists(TEXT, min_size=1, max_size=5).map("".join).filter(bool))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    marks = tuple(Mark(Span(a, b), "share") for a, b in ((cuts[0], cuts[1]),) if a < b)
    return Article("a", draw(TEXT), text, url=draw(TEXT), source=draw(TEXT), boilerplate=marks), Span(
        cuts[2], cuts[3]
    )


@given(shown())
def test_the_highlight_is_exactly_the_quote_and_no_tag_is_not_ours(given_: tuple[Article, Span]) -> None:
    article, span = given_
    page = article_html(article, span)
    marked = "".join(re.findall(r'<mark id="cw-quote">(.*?)</mark>', page, re.DOTALL))
    assert html.unescape(marked) == html.unescape(escaped(span.of(article.text)))
    rest = OURS.sub("", page)
    assert "<" not in rest
    assert not set("$`{}") & set(page)


@given(TEXT)
def test_escaping_is_undone_by_unescaping(text: str) -> None:
    # The reference for a carriage return is the one that html.unescape and browsers agree on.
    assert html.unescape(escaped(text)) == text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "http://[", " javascript:x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "<a " not in article_html(Article("a", "T", "Text.", url=url))


def test_a_web_address_is_a_safe_link() -> None:
    page = article_html(Article("a", "T", "Text.", url='https://x.example/?a="b"&c'))
    assert 'href="https://x.example/?a=&quot;b&quot;&amp;c" target="_blank" rel="noopener noreferrer"' in page


def test_a_highlight_beyond_the_text_is_left_out() -> None:
    assert "<mark" not in article_html(Article("a", "T", "Text."), Span(2, 9))
