"""`.rss`, `.atom` and `.xml`: the entries of a feed, one article each."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.options import ReadOptions
from corpus.parsers.markup import block_text
from corpus.parsers.whole import bytes_of
from corpus.record import Found, Notice, Rejected, article_from_record


def read_feed(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The entries of an RSS or Atom feed, numbered from 1, by feedparser.

    An entry's text is its content, else its summary; its id is the feed's own, else its link.
    """
    data = bytes_of(path, options.max_article_bytes)
    if isinstance(data, Rejected):
        yield None, data
        return
    import feedparser

    # A stream: a string could be taken for an address to fetch or a file to open.
    feed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        yield None, Rejected("a feed without entries" if feed.version else "not an RSS or Atom feed")
        return
    if feed.bozo:
        yield (
            None,
            Notice(f"the feed is not well-formed ({feed.bozo_exception}); what could be read was taken"),
        )
    for number, entry in enumerate(feed.entries, start=1):
        yield number, _article(entry, feed.feed, name, options)


def _article(entry: Any, feed: Any, name: str, options: ReadOptions) -> Article | Rejected:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    record = {
        "id": entry.get("id") or entry.get("link"),
        "title": block_text(entry.get("title", "")).replace("\n", " "),
        "text": block_text(max(contents, key=len, default="") or entry.get("summary", "")),
        "url": entry.get("link"),
        "published": entry.get("published") or entry.get("updated"),
        "source": feed.get("title"),
        "language": feed.get("language"),
    }
    given = {key: value for key, value in record.items() if value or key == "text"}
    return article_from_record(given, name, ReadOptions(max_article_bytes=options.max_article_bytes))
