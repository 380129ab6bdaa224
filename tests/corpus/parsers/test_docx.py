from __future__ import annotations

import documents
import pytest


def test_paragraphs_and_tables_in_order(read) -> None:
    content = documents.docx(
        [documents.PROSE, documents.MORE], title="Bridge opens", rows=[["Year", "Cost"], ["2021", "412"]]
    )
    (article,), _ = read("a.docx", content)
    assert article.title == "Bridge opens"
    assert article.text.splitlines() == [
        "Bridge opens",
        documents.PROSE,
        documents.MORE,
        "Year\tCost",
        "2021\t412",
    ]


def test_the_template_s_day_is_not_the_article_s(read) -> None:
    (article,), _ = read("a.docx", documents.docx([documents.PROSE]))
    assert article.published is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"plain text", "damaged, or not what its name says"),
        (documents.docx([documents.PROSE])[:3000], "damaged, or not what its name says"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "encrypted, or in the form before .docx"),
        (documents.docx([]), "no text in the document"),
        (documents.zipped({"a.txt": "A."}), "damaged, or not what its name says"),
        (documents.zipped({"word/document.xml": b" " * 3_000_000}), "over the limit of 2,000,000"),
    ],
)
def test_a_bad_document_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    articles, report = read("a.docx", content, max_article_bytes=100_000)
    assert articles == []
    (skip,) = report.skipped
    assert reason in skip.reason
