from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article, ReadReport, load_articles


def _only(path: Path) -> Article:
    (article,) = load_articles([path])
    return article


@pytest.mark.parametrize(
    "data",
    [b"One line.", b"One.\r\nTwo.\r\n", b"  leading and trailing  \n\n", "Zażółć gęślą jaźń 😀\n".encode()],
)
def test_text_is_stored_exactly_as_given(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert _only(path).text == data.decode()


def test_a_byte_order_mark_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfHello.")
    assert _only(path).text == "Hello."


def test_the_id_is_the_path_below_the_source(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "a.md").write_text("# A title\n\nText.")
    (article,) = load_articles([tmp_path])
    assert article.id == "2024/a.md"


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "Intro\n\n## The title ##\n\nText.", "The title"),
        ("a.txt", "\n  The title \nText.", "The title"),
        ("long-name.txt", "x" * 201 + "\nText.", "long-name"),
    ],
)
def test_the_title(tmp_path: Path, name: str, text: str, title: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert _only(path).title == title


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x89PNG\x00\x01\x02", "binary"),
        (b"%PDF-1.4 a PDF under a wrong name", "binary"),
        (bytes(range(1, 256)), "its encoding cannot be told"),
        ("Café".encode("latin-1"), "not UTF-8 (byte 0xe9 at offset 3)"),
        (b"x" * 2_000, "2,000 bytes is over the limit of 1,000"),
    ],
)
def test_a_bad_file_is_skipped_with_its_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    (tmp_path / "good.txt").write_text("Good.")
    report = ReadReport()
    assert [article.id for article in load_articles([tmp_path], report=report, max_article_bytes=1000)] == [
        "good.txt"
    ]
    (skip,) = report.skipped
    assert skip.file.endswith("bad.txt")
    assert reason in skip.reason
