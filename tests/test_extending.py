"""The examples of docs/extending.md run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.load import PARSERS

DOCUMENT = Path(__file__).parent.parent / "docs" / "extending.md"


def test_the_example_parser_reads_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = re.findall(r"<!-- example: [^>]+ -->\n```python\n(.+?)```", DOCUMENT.read_text(), re.DOTALL)
    assert len(examples) == 2
    monkeypatch.chdir(tmp_path)
    before = dict(PARSERS)
    try:
        exec("\n".join(examples), {"__name__": "example"})
        assert ".ticker" in PARSERS
    finally:
        PARSERS.clear()
        PARSERS.update(before)


def test_a_parser_takes_ten_lines() -> None:
    (example,) = re.findall(r"<!-- example: parser -->\n```python\n(.+?)```", DOCUMENT.read_text(), re.DOTALL)
    assert len([line for line in example.splitlines() if line.strip()]) <= 10
