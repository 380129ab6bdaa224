from __future__ import annotations

import pytest

from corpus import Article, Mark, ReadReport, Span
from qa.build_report import show_report


def test_what_was_read_and_left_out_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    report = ReadReport(files=2)
    report.take(
        Article("a", "T", "Text. Share:", source="Gazette", boilerplate=(Mark(Span(6, 12), "share"),))
    )
    report.skip("b.pdf", None, "encrypted PDF; save it without its password")
    report.notice("a.txt", None, "mojibake ('â€™'): kept as given")
    show_report(report)
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line.split() for line in err.splitlines()]
    assert ["Gazette", "1", "12", "50.0%"] in lines
    assert ["encrypted", "PDF", "1"] in lines
    assert ["noticed:", "mojibake", "1"] in lines
    assert lines[-1] == ["2", "files,", "1", "articles,", "1", "left", "out,", "1", "notices"]


def test_a_source_s_name_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    report = ReadReport()
    report.take(Article("a", "T", "Text.", source="[red]\x1b[2JGazette"))
    show_report(report)
    assert "[red]?[2JGazette" in capsys.readouterr().err
