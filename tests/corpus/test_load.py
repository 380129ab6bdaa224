from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus import Article, ReadReport, load_articles
from corpus.errors import SettingsError, SourceError
from corpus.load import PARSERS
from corpus.record import Found


def test_a_missing_source_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        load_articles([tmp_path / "nowhere"])


def test_the_first_article_of_an_id_is_kept(write_jsonl: Callable[..., Path]) -> None:
    report = ReadReport()
    path = write_jsonl([{"id": "a", "text": "First."}, {"id": "a", "text": "Second."}])
    (article,) = load_articles([path], report=report)
    assert article.text == "First."
    assert "duplicate id 'a'" in report.skipped[0].reason
    assert report.skipped[0].line == 2


def test_hidden_files_are_passed_over_and_unknown_kinds_skipped(tmp_path: Path) -> None:
    (tmp_path / ".hidden.txt").write_text("Hidden.")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "a.txt").write_text("A.")
    report = ReadReport()
    assert [article.id for article in load_articles([tmp_path], report=report)] == ["a.txt"]
    assert [Path(skip.file).name for skip in report.skipped] == ["photo.jpg"]


def test_a_link_out_of_the_folder_is_skipped(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("Secret.")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    report = ReadReport()
    assert list(load_articles([folder], report=report)) == []
    assert "leads out of the folder" in report.skipped[0].reason


def test_the_report_counts_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title\n\nText.\n\nShare:\n")
    report = ReadReport()
    list(load_articles([tmp_path], report=report))
    counted = report.as_dict()
    assert (counted["files"], counted["articles"], counted["characters"]) == (1, 1, 21)
    assert counted["boilerplate_lines"] == {"share": 1, "title": 1}


def test_a_parser_that_fails_costs_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Path, name: str, options: object) -> Iterator[Found]:
        yield 1, Article("good", "Good", "Good.")
        raise KeyError("no such part\n")

    monkeypatch.setitem(PARSERS, ".odd", failing)
    (tmp_path / "a.odd").write_text("odd")
    (tmp_path / "b.txt").write_text("B.")
    report = ReadReport()
    assert [article.id for article in load_articles([tmp_path], report=report)] == ["good", "b.txt"]
    (skip,) = report.skipped
    assert "damaged, or not what its name says: KeyError" in skip.reason


def test_the_longest_suffix_decides(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"")
    (tmp_path / "b.tar.gz").write_bytes(b"")
    report = ReadReport()
    list(load_articles([tmp_path], report=report))
    assert [skip.reason for skip in report.skipped] == [
        "empty",
        "damaged, or not a tar archive: empty file; nothing after it could be read",
    ]


def test_an_unknown_field_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'txt'"):
        load_articles([tmp_path], fields={"txt": "body"})


def test_skips_are_counted_by_kind(write_jsonl: Callable[..., Path]) -> None:
    report = ReadReport()
    records = ['{"a', "{", {"id": "a", "text": "A."}, {"id": "a", "text": "B."}, {"text": "x" * 2000}]
    list(load_articles([write_jsonl(records)], report=report, max_article_bytes=1000))
    assert report.skipped_by_kind() == {
        "broken JSON": 2,
        "duplicate id …": 1,
        "… bytes is over the limit of …": 1,
    }


def test_boilerplate_is_told_by_source(write_jsonl: Callable[..., Path]) -> None:
    report = ReadReport()
    text = "The bridge opened.\n\nShare:"
    records = [
        {"id": "a", "title": "T", "text": text, "source": "Gazette"},
        {"id": "b", "title": "T", "text": text, "url": "https://courier.example/b"},
        {"id": "c", "text": "Nothing to mark here."},
    ]
    list(load_articles([write_jsonl(records)], report=report))
    shares = {row["source"]: row["boilerplate_share"] for row in report.as_dict()["sources"]}
    assert shares == {"Gazette": 0.2308, "courier.example": 0.2308, "": 0.0}


def test_a_pipe_is_no_file_to_wait_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    report = ReadReport()
    assert list(load_articles([tmp_path], report=report)) == []
    assert [skip.kind for skip in report.skipped] == ["not a file that can be read"] * 2


@pytest.mark.parametrize(
    ("article", "reason"),
    [(Article("a", "T", " \n"), "no text"), (Article("a", "\ud800", "Text."), "holds a lone surrogate")],
)
def test_an_article_that_cannot_be_cited_is_skipped_whatever_its_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, article: Article, reason: str
) -> None:
    monkeypatch.setitem(PARSERS, ".odd", lambda path, name, options: iter([(3, article)]))
    (tmp_path / "a.odd").write_text("odd")
    report = ReadReport()
    assert list(load_articles([tmp_path], report=report)) == []
    assert report.skipped[0].line == 3
    assert reason in report.skipped[0].reason
