from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import ReadReport, load_articles
from corpus.errors import SourceError


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
