"""An article as safe HTML, with one stretch of it highlighted.

Article text is data. It is cut at the offsets of marks and highlight first and
each piece is escaped afterwards, so nothing in it can become markup, and the
highlight holds exactly the characters of the citation.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from corpus.article import Article, Span

_REASONS = {
    "title": "title, repeated",
    "share": "share line",
    "call": "call to subscribe or follow",
    "cue": "related links",
    "headline": "related headline",
    "credit": "photo or agency line",
    "comments": "comment prompt",
    "cookies": "cookie notice",
    "advertisement": "advertisement",
    "copyright": "copyright line",
    "navigation": "page navigation",
    "recurring": "line that recurs in this source",
}
EMPTY = '<p class="cw-empty">Ask a question: the article behind each citation opens here.</p>'


def article_html(article: Article, highlight: Span | None = None, steps: str = "", also: str = "") -> str:
    """The article with its title, source, date and link; `highlight` is marked and has the id
    `cw-quote`, lines marked as boilerplate are folded. `steps` is HTML put above it, `also` HTML put
    below its source.
    """
    about = [escaped(part) for part in (article.source, article.published) if part]
    page = article.page_at(highlight.start) if highlight else None
    if page:
        about.append(f"page {page}")
    if article.url:
        about.append(link(article.url, "original"))
    return (
        f'{steps}<article class="cw-article" aria-label="Source article">'
        f'<h2 dir="auto">{escaped(article.title)}</h2>'
        f'<p class="cw-about">{" · ".join(about)}</p>{also}'
        f'<div class="cw-text" dir="auto">{_body(article, highlight)}</div>'
        "</article>"
    )


def escaped(text: str) -> str:
    """Text with every character that HTML or a page template could read as its own written as a
    character reference. Unescaping gives the same text.
    """
    # Newline conversion is the HTML parser's: a bare carriage return would become a line feed.
    text = escape(text, quote=True).replace("\r", "&#13;")
    return text.replace("$", "&#36;").replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


def link(url: str, text: str) -> str:
    """A link with that text for web addresses, the bare address for anything else."""
    try:
        web = urlsplit(url).scheme.lower() in {"http", "https"}
    except ValueError:
        web = False
    if not web:
        return escaped(url)
    return f'<a href="{escaped(url)}" target="_blank" rel="noopener noreferrer">{escaped(text)}</a>'


def _body(article: Article, highlight: Span | None) -> str:
    text = article.text
    highlight = None if highlight is None or highlight.end > len(text) else highlight
    cuts = {0, len(text)}
    for span in [mark.span for mark in article.boilerplate] + ([highlight] if highlight else []):
        cuts |= {span.start, span.end}
    return "".join(_piece(article, Span(a, b), highlight) for a, b in pairwise(sorted(cuts)))


def _piece(article: Article, span: Span, highlight: Span | None) -> str:
    safe = escaped(span.of(article.text))
    if highlight and span.overlaps(highlight):
        return f'<mark id="cw-quote">{safe}</mark>'
    for mark in article.boilerplate:
        if span.overlaps(mark.span):
            reason = _REASONS.get(mark.reason, "not the article")
            return f'<details class="cw-folded"><summary>{escaped(reason)}</summary>{safe}</details>'
    return safe
