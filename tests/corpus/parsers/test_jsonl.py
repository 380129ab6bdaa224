from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import ReadReport, load_articles

Write = Callable[..., Path]


def test_fields_are_taken_and_others_kept(write_jsonl: Write) -> None:
    record = {
        "id": "a",
        "title": "T",
        "text": " As given.\r\n",
        "url": "https://x.example/",
        "date": "2024-04-12",
        "source": "S",
        "desk": {"name": "foreign"},
    }
    (article,) = load_articles([write_jsonl([record])])
    assert (article.id, article.title, article.text) == ("a", "T", " As given.\r\n")
    assert (article.url, article.published, article.source) == ("https://x.example/", "2024-04-12", "S")
    assert article.extra == {"desk": {"name": "foreign"}}


def test_gzip_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": 7, "text": "Seven."}\n'))
    (article,) = load_articles([path])
    assert (article.id, article.title) == ("7", "Seven.")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "text": "cut', "broken JSON"),
        ('["a"]', "not a JSON object but a list"),
        ('{"id": "x"}', "field text is missing"),
        ('{"id": "x", "text": ["a"]}', "field text is a list"),
        ('{"id": "x", "text": "  "}', "field text is empty"),
        ('{"id": [1], "text": "A."}', "field id is a list"),
        ('{"id": "x", "text": "A.", "title": 3}', "field title is a number"),
        ('{"id": "x", "text": "\\ud800"}', "lone surrogate"),
        ("[" * 100_000, "unreadable JSON"),
        (json.dumps({"id": "x", "text": "y" * 3000}), "3,000 bytes is over the limit of 2,000"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number(write_jsonl: Write, line: str, reason: str) -> None:
    good = {"id": "good", "text": "Good."}
    report = ReadReport()
    path = write_jsonl([good, "", line, {"id": "after", "text": "After."}])
    read = [article.id for article in load_articles([path], report=report, max_article_bytes=2000)]
    assert read == ["good", "after"]
    (skip,) = report.skipped
    assert skip.line == 3
    assert reason in skip.reason


def test_latin_1_bytes_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"id": "a", "text": "Caf\xe9"}\n{"id": "b", "text": "B."}\n'.encode("latin-1"))
    report = ReadReport()
    assert [article.id for article in load_articles([path], report=report)] == ["b"]
    assert "not UTF-8" in report.skipped[0].reason


def test_a_line_longer_than_any_article_is_drained(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "text": "' + b"x" * 5_000_000 + b'"}\n{"id": "b", "text": "B."}\n')
    report = ReadReport()
    assert [article.id for article in load_articles([path], report=report, max_article_bytes=1000)] == ["b"]
    assert "over the limit of 1,000" in report.skipped[0].reason


def test_a_gzip_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    lines = b"".join(
        json.dumps({"id": str(n), "text": f"Text {n * 7919}."}).encode() + b"\n" for n in range(5000)
    )
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(lines)
    path.write_bytes(whole[: len(whole) // 2])
    report = ReadReport()
    read = list(load_articles([path], report=report))
    assert 0 < len(read) < 5000
    assert "damaged gzip" in report.skipped[-1].reason


def test_an_unreadable_date_is_kept_and_noticed(write_jsonl: Write) -> None:
    report = ReadReport()
    (article,) = load_articles(
        [write_jsonl([{"id": "a", "text": "A.", "date": "12/04/2024"}])], report=report
    )
    assert article.published is None
    assert article.extra == {"date": "12/04/2024"}
    assert len(report.notices) == 1


def test_a_record_without_an_id_gets_one_from_its_content(write_jsonl: Write) -> None:
    records = [{"text": "First."}, {"text": "Second."}]
    first = [article.id for article in load_articles([write_jsonl(records)])]
    again = [article.id for article in load_articles([write_jsonl(records[::-1])])]
    assert len(set(first)) == 2
    assert sorted(first) == sorted(again)
