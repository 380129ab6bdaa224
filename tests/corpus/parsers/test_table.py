from __future__ import annotations

import documents
import pytest


def test_common_columns_are_known_by_their_names(read) -> None:
    rows = f'Headline,Body,Link,PubDate,Desk\nBridge,"{documents.PROSE}\nSecond line.",https://x.example/a,2021-05-03,city\n'
    (article,), _ = read("a.csv", rows)
    assert article.text == f"{documents.PROSE}\nSecond line."
    assert (article.title, article.url) == ("Bridge", "https://x.example/a")
    assert (article.published, article.published_from) == ("2021-05-03", "record")
    assert article.extra == {"Desk": "city"}


@pytest.mark.parametrize(("name", "between"), [("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t")])
def test_cells_are_parted_as_the_first_line_is(read, name: str, between: str) -> None:
    (article,), _ = read(name, f"id{between}text\na{between}Hello, world.\n")
    assert (article.id, article.text) == ("a", "Hello, world.")


def test_a_column_can_be_named(read) -> None:
    (article,), _ = read("a.csv", "summary,text\nKeep this.,Not this.\n", fields={"text": "summary"})
    assert article.text == "Keep this."
    assert article.extra == {"text": "Not this."}


def test_a_row_that_cannot_be_an_article_is_skipped_with_its_line(read) -> None:
    articles, report = read("a.csv", 'id,text\na,"Two\nlines."\nb,\n\nc,C.\nd,D.,too,many\n')
    assert [article.id for article in articles] == ["a", "c"]
    assert [(skip.line, skip.reason) for skip in report.skipped] == [
        (4, "field text is empty"),
        (7, "a row of 4 cells under 2 columns"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(read, encoding: str) -> None:
    (article,), report = read("a.csv", "id,text\na,Zażółć gęślą jaźń.\n".encode(encoding))
    assert (article.id, article.text) == ("a", "Zażółć gęślą jaźń.")
    assert report.notices == []


def test_a_cell_longer_than_an_article_leaves_the_others(read) -> None:
    articles, report = read("a.csv", f"id,text\na,{'x' * 300_000}\nb,B.\n", max_article_bytes=200_000)
    assert [article.id for article in articles] == ["b"]
    assert "over the limit of 200,000" in report.skipped[0].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no text column; name it with --field text=COLUMN; columns: 'a', 'b'"),
        (b"PK\x03\x04\x00\x00", "binary data"),
        (b'id,text\n"a,never closed' + b"x" * 9_000_000, "broken table"),
    ],
)
def test_a_bad_table_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    articles, report = read("a.csv", content, max_article_bytes=1_000_000)
    assert articles == []
    (skip,) = report.skipped
    assert reason in skip.reason


def test_a_named_column_that_is_missing_is_told(read) -> None:
    _, report = read("a.csv", "id,body\na,A.\n", fields={"text": "bdy"})
    assert report.skipped[0].reason == "there is no column 'bdy' (named by --field); columns: 'id', 'body'"
