from __future__ import annotations

from datetime import UTC, datetime

import documents
import pytest


def test_rows_are_articles(read) -> None:
    content = documents.parquet(
        {
            "content": [documents.PROSE, None],
            "date": [datetime(2021, 5, 3, 8, 30, tzinfo=UTC)] * 2,
            "words": [12, 0],
            "picture": [b"\x89PNG", None],
        }
    )
    (article,), report = read("a.parquet", content)
    assert article.text == documents.PROSE
    assert article.published == "2021-05-03T08:30:00+00:00"
    assert article.extra == {"words": 12}
    assert [(skip.line, skip.reason) for skip in report.skipped] == [(2, "field text is empty")]


def test_rows_that_the_library_passes_over_are_told(read) -> None:
    content = documents.parquet({"text": ["A.", "B."]})
    header = content.index(b"B.\x15") + 3
    articles, report = read("a.parquet", content[:header] + b"P" + content[header + 1 :])
    assert articles == []
    assert [skip.reason for skip in report.skipped] == ["damaged: 0 of 2 rows can be read"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PAR1", "damaged, or not a Parquet file"),
        (documents.parquet({"text": ["A."]})[:-20], "damaged, or not a Parquet file"),
        (documents.parquet({"n": [1]}), "no text column"),
        (documents.parquet({"text": ["x" * 20_000]}), "over the limit of 10,000"),
        (documents.parquet({"text": [3]}), "field text is a number"),
    ],
)
def test_a_bad_file_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    articles, report = read("a.parquet", content, max_article_bytes=10_000)
    assert articles == []
    (skip,) = report.skipped
    assert reason in skip.reason
