"""The seed article, which is not ours and not part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import load_articles

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not beside the project")
def test_the_tail_the_share_line_and_the_titles_are_marked_and_nothing_else() -> None:
    (article,) = load_articles(sorted(SEEDS.glob("000_*.txt")))
    title, *_ = lines = [line for line in article.text.splitlines() if line.strip()]
    tail = lines[-5:]
    assert [(mark.span.of(article.text), mark.reason) for mark in article.boilerplate] == [
        (title, "title"),
        (title, "title"),
        ("Share:", "share"),
        *((line, "headline") for line in tail[:3]),
        (tail[3], "call"),
        (tail[4], "cue"),
    ]
