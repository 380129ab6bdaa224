from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import Article, ReadReport, load_articles

Read = Callable[..., tuple[list[Article], ReadReport]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads one file of that name and content, and gives its articles and the report."""

    def reading(name: str, content: bytes | str, **options: Any) -> tuple[list[Article], ReadReport]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = ReadReport()
        return list(load_articles([path], report=report, **options)), report

    return reading
