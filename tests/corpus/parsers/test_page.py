from __future__ import annotations

import documents
import pytest


def test_a_page_gives_its_article_and_what_its_metadata_say(read) -> None:
    (article,), report = read("bridge.html", documents.PAGE)
    assert article.id == "bridge.html"
    assert article.title == "Harbour bridge opens"
    assert article.text.splitlines()[:3] == ["Harbour bridge opens", documents.PROSE, documents.MORE]
    assert (article.url, article.source) == ("https://courier.example/bridge", "The Courier")
    assert (article.published, article.published_from) == ("2021-05-03T08:30:00+02:00", "page")
    assert article.extra == {"author": "Ilse Brandt"}
    assert report.skipped == report.notices == []


def test_no_script_style_or_menu_is_text(read) -> None:
    (article,), _ = read("bridge.htm", documents.PAGE)
    assert not any(word in article.text for word in ("script", "alert", "color", "Sport", "About us"))


def test_a_date_in_the_running_text_is_not_the_articles(read) -> None:
    page = f"<html><body><article><p>{documents.PROSE} On May 3, 2019 it rained.</p></article></body></html>"
    (article,), _ = read("a.html", page)
    assert article.published is None


def test_a_fragment_is_a_page_too(read) -> None:
    (article,), _ = read("a.html", f"<h1>Bridge</h1><p>{documents.PROSE}</p>")
    assert documents.PROSE in article.text


def test_an_encoding_that_the_page_declares_is_believed(read) -> None:
    page = documents.PAGE.replace("utf-8", "iso-8859-1").replace("Velmora", "Vélmora")
    (article,), report = read("a.html", page.encode("latin-1"))
    assert "Vélmora" in article.text
    assert report.notices == []


def test_a_saved_page_is_its_html_part(read) -> None:
    (article,), _ = read("a.mhtml", documents.mhtml(documents.PAGE, "https://courier.example/saved"))
    assert documents.PROSE in article.text
    assert article.url == "https://courier.example/saved"


def test_a_page_address_that_is_no_web_address_is_left_out(read) -> None:
    (article,), _ = read("a.mhtml", documents.mhtml(documents.PAGE, "javascript:alert(1)"))
    assert article.url is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.html", b"", "empty"),
        ("a.html", b" \n", "empty"),
        ("a.html", b"<html><body><script>alert(1)</script></body></html>", "no article text"),
        ("a.html", documents.pdf([["A PDF."]]), "binary data|no article text|not UTF-8"),
        ("a.html", b"\x89PNG\x00\x01", "binary data"),
        ("a.html", b"<p>" + b"x" * 20_000, "over the limit of 10,000"),
        ("a.mhtml", b"Subject: hello\r\n\r\nplain", "no HTML part"),
    ],
)
def test_a_file_without_an_article_is_skipped_with_its_reason(read, name, content, reason) -> None:
    articles, report = read(name, content, max_article_bytes=10_000)
    assert articles == []
    (skip,) = report.skipped
    assert any(part in skip.reason for part in reason.split("|")), skip.reason
