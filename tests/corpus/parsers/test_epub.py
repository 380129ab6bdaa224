from __future__ import annotations

import documents
import pytest


def test_chapters_come_in_reading_order_with_the_book_s_record(read) -> None:
    chapters = [f"<h1>One</h1><p>{documents.PROSE}</p>", f"<p>{documents.MORE}</p><script>no()</script>"]
    (article,), _ = read("a.epub", documents.epub(chapters, title="The bridge"))
    assert article.text == f"One\n{documents.PROSE}\n\n{documents.MORE}"
    assert (article.title, article.published, article.published_from) == (
        "The bridge",
        "2021-05-03",
        "record",
    )
    assert article.extra == {"author": "Ilse Brandt"}


def test_external_entities_are_not_read(read, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    book = documents.epub([documents.PROSE])
    package = documents.zipped(
        {
            "META-INF/container.xml": "<x><rootfile full-path='b.opf'/></x>",
            "b.opf": f"{entity}<package><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>&s;</dc:title>"
            "</metadata><manifest><item id='a' href='a.html'/></manifest><spine><itemref idref='a'/></spine>"
            "</package>",
            "a.html": f"{entity}<html><body><p>Text. &s;</p></body></html>",
        }
    )
    assert book
    (article,), _ = read("a.epub", package)
    assert "the secret" not in article.text + article.title


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"no zip", "damaged, or not what its name says"),
        (documents.zipped({"a.txt": "A."}), "not an EPUB"),
        (documents.epub([documents.PROSE])[:300], "damaged, or not what its name says"),
        (documents.epub(["<p> </p>"]), "no text in the book"),
        (
            documents.epub([documents.PROSE], extra={"META-INF/encryption.xml": "<EncryptedData/>"}),
            "encrypted EPUB",
        ),
        (documents.epub(["<p>" + "a" * 3_000_000 + "</p>"]), "over the limit of 2,000,000"),
    ],
)
def test_a_bad_book_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    articles, report = read("a.epub", content, max_article_bytes=100_000)
    assert articles == []
    (skip,) = report.skipped
    assert reason in skip.reason
