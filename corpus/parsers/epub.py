"""`.epub`: one article, the book's chapters in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from corpus.article import Article
from corpus.dates import parse_date
from corpus.encoding import decoded
from corpus.options import ReadOptions
from corpus.parsers.markup import block_text
from corpus.parsers.whole import bytes_of, unfolds_too_far
from corpus.record import Found, Rejected

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_epub(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The article of an EPUB: the text of its spine's documents; title, date, language and
    publisher as its package file gives them."""
    data = bytes_of(path, options.max_article_bytes)
    if isinstance(data, Rejected):
        yield None, data
    elif (refused := unfolds_too_far(data, options)) is not None:
        yield None, refused
    else:
        with ZipFile(BytesIO(data)) as book:
            yield None, _article(book, name)


def _article(book: ZipFile, name: str) -> Article | Rejected:
    files = set(book.namelist())
    if _CONTAINER not in files:
        return Rejected(f"not an EPUB: it has no {_CONTAINER}")
    if "META-INF/encryption.xml" in files and b"EncryptedData" in book.read("META-INF/encryption.xml"):
        return Rejected("encrypted EPUB; only books without copy protection can be read")
    roots = [one.get("full-path", "") for one in _elements(book, _CONTAINER, "rootfile")]
    package = roots[0] if roots else ""
    if package not in files:
        return Rejected("not an EPUB: its package file is missing")
    items = {one.get("id"): one.get("href", "") for one in _elements(book, package, "item")}
    texts: list[str] = []
    for reference in _elements(book, package, "itemref"):
        href = unquote(items.get(reference.get("idref"), ""))
        chapter = posixpath.normpath(posixpath.join(posixpath.dirname(package), href))
        if href and chapter in files:
            made = decoded(book.read(chapter))
            if isinstance(made, Rejected):
                return Rejected(f"{chapter}: {made.reason}")
            texts.append(block_text(made.text))
    text = "\n\n".join(part for part in texts if part)
    if not text:
        return Rejected("no text in the book")
    about = {
        one.tag.removeprefix(_DC): (one.text or "").strip() for one in _elements(book, package, f"{_DC}*")
    }
    published = parse_date(about.get("date"))
    return Article(
        id=name,
        title=about.get("title", ""),
        text=text,
        published=published,
        language=about.get("language") or None,
        source=about.get("publisher") or None,
        published_from="record" if published else None,
        extra={"author": about["creator"]} if about.get("creator") else {},
    )


def _elements(book: ZipFile, name: str, tag: str) -> list[Any]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(book.read(name), parser)
    return list(root.iter(tag if tag.startswith("{") else f"{{*}}{tag}"))
