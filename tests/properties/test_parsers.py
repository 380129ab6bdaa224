"""Whatever the bytes of a file, reading it gives articles and reasons, never a traceback."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import documents
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import ReadReport, load_articles
from corpus.load import ARCHIVES, PARSERS

HTML = "text/html; charset=utf-8"
LINES = b'{"id": "a", "text": "A.", "date": "2021-05-03"}\n{"body": "B."}\n'
FILES = {"a.txt": "Inside.", "b.html": documents.PAGE, "c.csv": "id,text\na,A.\n"}
CRAWL = documents.warc({"https://x.example/a": ("200 OK", HTML, documents.PAGE.encode())}, gzip=False)
FIXTURES: dict[str, bytes] = {
    ".txt": documents.PROSE.encode(),
    ".md": f"# Title\n\n{documents.PROSE}".encode(),
    ".html": documents.PAGE.encode(),
    ".htm": documents.PAGE.encode("utf-16"),
    ".mhtml": documents.mhtml(documents.PAGE, "https://x.example/a"),
    ".pdf": documents.pdf([["One page."], ["Another."]], title="T"),
    ".docx": documents.docx([documents.PROSE], title="T", rows=[["a", "b"]]),
    ".epub": documents.epub([documents.PROSE]),
    ".jsonl": LINES,
    ".jsonl.gz": gzip.compress(LINES),
    ".csv": b'id,text\na,"A, quoted."\n',
    ".tsv": b"id\ttext\na\tA.\n",
    ".parquet": documents.parquet({"text": ["A.", "B."]}),
    ".rss": documents.FEED.encode(),
    ".atom": documents.ATOM.encode(),
    ".xml": documents.ATOM.encode("utf-16"),
    ".warc": CRAWL,
    ".warc.gz": gzip.compress(CRAWL),
    ".zip": documents.zipped(FILES),
    ".tar": documents.tarred(FILES, mode="w"),
    ".tar.gz": documents.tarred(FILES),
    ".tgz": documents.tarred(FILES),
}


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with some bytes replaced, a piece cut out or repeated, or its end cut off."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(made)))
        length = draw(st.integers(0, 40))
        made[at : at + length] = draw(
            st.one_of(st.binary(max_size=40), st.just(bytes(made[:length])), st.just(b""))
        )
    return bytes(made[: draw(st.integers(0, len(made)))]) if draw(st.booleans()) else bytes(made)


def test_every_suffix_has_a_fixture() -> None:
    assert set(FIXTURES) == {*PARSERS, *ARCHIVES}


@pytest.mark.parametrize("suffix", FIXTURES)
@settings(deadline=None, max_examples=40, derandomize=True)  # by hand: more, and others every time
@given(data=st.data())
def test_a_file_of_any_bytes_gives_articles_or_a_reason(suffix: str, data: st.DataObject) -> None:
    content = data.draw(st.one_of(mutated(FIXTURES[suffix]), st.binary(max_size=300)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(content)
        report = ReadReport()
        articles = list(load_articles([path], report=report, max_article_bytes=1_000_000))
        assert len(articles) == report.articles
        assert (
            articles
            or report.skipped
            or suffix.startswith((".jsonl", ".csv", ".tsv", ".tar", ".tgz", ".zip"))
        )
        assert all(article.text.strip() and article.id and article.title for article in articles)
        assert all(skip.reason and "\n" not in skip.reason for skip in report.skipped)
        for article in articles:
            f"{article.id}{article.title}{article.text}{article.url}{article.source}".encode()
