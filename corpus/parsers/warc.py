"""`.warc` and `.warc.gz`: the pages of a crawl, one article each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.encoding import decoded
from corpus.options import ReadOptions
from corpus.parsers.page import page_article
from corpus.record import Found, Notice, Rejected

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_DOCUMENTS = frozenset({"response", "resource", "conversion"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def read_warc(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """Each document's number (from 1) and its article, by warcio; the id is the page's address.

    Documents are responses, resources and conversions (plain text of pages); requests and
    metadata are passed over.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    if path.stat().st_size == 0:
        yield None, Rejected("empty")
        return
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                if record.rec_type in _DOCUMENTS:
                    number += 1
                    for found in _document(record, name, options.max_article_bytes):
                        yield number, found
            if number == 0:
                yield None, Rejected("no page in the WARC file")
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            yield (
                number + 1,
                Rejected(f"damaged, or not a WARC file: {error}; nothing after it could be read"),
            )


def _document(record: Any, name: str, limit: int) -> Iterator[Article | Rejected | Notice]:
    http = record.http_headers
    status = http.get_statuscode() if http else "200"
    if status != "200":
        yield Rejected(f"HTTP status {status}")
        return
    content = (http or record.rec_headers).get_header("Content-Type") or ""
    kind = content.split(";")[0].strip().lower()
    if kind not in _PAGES and kind != "text/plain":
        yield Rejected(f"not a page: {kind or 'of no stated type'}")
        return
    data = record.content_stream().read(limit + 1)
    if len(data) > limit:
        yield Rejected(f"over the limit of {limit:,} bytes (setting max_article_bytes)")
        return
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = address.strip("<>")
    charset = _CHARSET.search(content)
    identity = url or f"{name}#{record.rec_headers.get_header('WARC-Record-ID')}"
    if kind in _PAGES:
        yield from page_article(data, identity, url=url, charset=charset.group(1) if charset else None)
        return
    made = decoded(data, charset.group(1) if charset else None)
    if isinstance(made, Rejected):
        yield made
    elif not made.text.strip():
        yield Rejected("empty")
    else:
        yield Article(id=identity, title="", text=made.text, url=url or None)
