from __future__ import annotations

import documents
import pytest

from corpus.parsers.pdf import joined_lines

LINES = [
    "Harbour bridge opens",
    "The harbour bridge of Velmora opened on Monday after nine years",
    "of work. It cost 412 million crowns, the mayor said at the",
    "opening.",
]


def test_lines_of_a_paragraph_are_joined_and_a_heading_stands_alone(read) -> None:
    (article,), _ = read("a.pdf", documents.pdf([LINES], title="The bridge"))
    assert article.title == "The bridge"
    assert article.text == f"{LINES[0]}\n{' '.join(LINES[1:])}"


def test_pages_know_where_they_begin(read) -> None:
    (article,), _ = read("a.pdf", documents.pdf([["First page."], [], ["Third page."]]))
    assert [article.text[start : start + 5] for start in article.pages] == ["First", "\n\nThi", "Third"]
    assert article.page_at(0) == 1
    assert article.page_at(article.text.index("Third")) == 3


def test_a_hyphen_of_the_line_goes_with_the_line() -> None:
    assert joined_lines("The engi\ufffe\r\nneers came") == "The engineers came"


def test_a_hyphen_at_the_page_s_end_is_a_hyphen() -> None:
    assert joined_lines("The engi\ufffe") == "The engi-"


def test_a_hyphen_of_the_word_stays() -> None:
    assert joined_lines("It was a well-\r\nknown bridge") == "It was a well-known bridge"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello", "damaged, or not a PDF"),
        (documents.pdf([["A."]])[:200], "damaged, or not a PDF"),
        (documents.pdf([["Secret."]], encrypted=True), "encrypted PDF"),
        (documents.pdf([[]]), "no text in the PDF"),
        (documents.pdf([["x" * 80] * 30] * 5), "over the limit of 10,000"),
        (documents.zipped({"a.txt": "A."}), "damaged, or not a PDF"),
    ],
)
def test_a_bad_pdf_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    articles, report = read("a.pdf", content, max_article_bytes=10_000)
    assert articles == []
    (skip,) = report.skipped
    assert reason in skip.reason
