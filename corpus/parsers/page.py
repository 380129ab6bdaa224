"""`.html`, `.htm` and `.mhtml`: the article of a web page, without what the page adds around it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.dates import parse_date
from corpus.encoding import Decoded, decoded
from corpus.options import ReadOptions
from corpus.parsers.whole import bytes_of
from corpus.record import Found, Notice, Rejected

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE
)
_BLOCK = re.compile(r"<(p|div|article|section|h[1-6]|table|ul)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(html|body)\b", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page declares its encoding
_LEAST = "100"  # characters below which trafilatura takes its paragraphs for a fragment of the article
_TIMES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='pubdate'"
    " or @name='date']/@content"
)


def read_page(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The article of an HTML file, by trafilatura; title, author, site and date from its metadata."""
    data = bytes_of(path, options.max_article_bytes)
    if isinstance(data, Rejected):
        yield None, data
    else:
        for found in page_article(data, name):
            yield None, found


def read_mhtml(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The article of a page saved with its parts: that of the first part that is HTML."""
    data = bytes_of(path, options.max_article_bytes)
    if isinstance(data, Rejected):
        yield None, data
        return
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            url = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            content = payload if isinstance(payload, bytes) else b""
            for found in page_article(content, name, url=url, charset=part.get_content_charset()):
                yield None, found
            return
    yield None, Rejected("no HTML part in the MHTML file")


def page_article(
    data: bytes, identity: str, *, url: str | None = None, charset: str | None = None
) -> Iterator[Article | Rejected | Notice]:
    """The article of a page's bytes, or why there is none; `charset` is what was said beside the page.

    `published` is the time that the page's metadata states, else the day that htmldate
    finds there; dates in the running text are not taken for it.
    """
    if not data.strip():
        yield Rejected("empty")
        return
    declared = _DECLARED.search(data[:_HEAD])
    made = decoded(data, charset or (declared.group(1).decode("ascii", "replace") if declared else None))
    if isinstance(made, Decoded):
        if made.notice:
            yield Notice(made.notice)
        yield _extracted(made.text, identity, url)
    else:
        yield made


def _extracted(markup: str, identity: str, url: str | None) -> Article | Rejected:
    from trafilatura import extract, load_html
    from trafilatura.metadata import extract_metadata

    nothing = Rejected("no article text was found in the page")
    config = _config()
    if _BLOCK.search(markup) and not _ROOT.search(markup):
        markup = f"<html><body>{markup}</body></html>"  # without it trafilatura takes no fragment
    tree = load_html(markup)
    if tree is None:
        return nothing
    about = extract_metadata(
        tree, default_url=url, date_config={"extensive_search": False, "original_date": True}
    )
    published = _published(tree, about.date)
    text = extract(tree, include_comments=False, config=config)
    if not text or not text.strip():
        return nothing
    address = url or about.url
    return Article(
        id=identity,
        title=about.title or "",
        text=text,
        url=address if address and address.startswith(("http://", "https://")) else None,
        published=published,
        source=about.sitename or about.hostname or None,
        published_from="page" if published else None,
        extra={"author": about.author} if about.author else {},
    )


def _published(tree: Any, day: str | None) -> str | None:
    for time in tree.xpath(_TIMES):
        stated = parse_date(str(time))
        if stated and (day is None or stated.startswith(day)):
            return stated
    return parse_date(day)


@cache
def _config() -> Any:
    from trafilatura.settings import use_config

    # It logs pages without text as errors; here they are skips with a reason.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _LEAST)
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # it works by a signal, which only the main thread gets
    return config
