from __future__ import annotations

import documents
import pytest

HTML = "text/html; charset=utf-8"
LONG = documents.PAGE.replace("</article>", f"<p>{documents.MORE * 1000}</p></article>")


@pytest.mark.parametrize("gzip", [True, False])
def test_pages_of_a_crawl_are_articles_with_their_addresses(read, gzip: bool) -> None:
    pages = {"https://courier.example/2021/05/04/a": ("200 OK", HTML, LONG.encode())}
    (article,), report = read("a.warc.gz" if gzip else "a.warc", documents.warc(pages, gzip=gzip))
    assert article.id == article.url == "https://courier.example/2021/05/04/a"
    assert article.text.count(documents.MORE) == 1001
    assert report.skipped == []


def test_what_is_no_page_is_skipped_with_its_number(read) -> None:
    pages = {
        "https://x.example/gone": ("404 Not Found", HTML, b"<p>Gone.</p>"),
        "https://x.example/photo": ("200 OK", "image/png", b"\x89PNG"),
        "https://x.example/big": ("200 OK", HTML, b"x" * 20_000),
        "https://x.example/plain": ("200 OK", "text/plain", b"Plain text."),
    }
    (article,), report = read("a.warc", documents.warc(pages), max_article_bytes=10_000)
    assert article.text == "Plain text."
    assert [(skip.line, skip.reason) for skip in report.skipped] == [
        (1, "HTTP status 404"),
        (2, "not a page: image/png"),
        (3, "over the limit of 10,000 bytes (setting max_article_bytes)"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello", "damaged, or not a WARC file"),
        (documents.warc({}), "no page in the WARC file"),
        (documents.warc({"https://x.example/a": ("200 OK", HTML, b"<p>A.</p>")})[:-60], ""),
    ],
)
def test_a_bad_file_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    _, report = read("a.warc.gz", content)
    assert [reason in skip.reason for skip in report.skipped] == [True]
