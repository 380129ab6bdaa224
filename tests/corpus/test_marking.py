"""Marking on the labelled articles, with floors under what docs/quality.md reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.marking import LABELLED, judge_marking, load_labelled


@pytest.mark.parametrize("split", ["dev", "held"])
def test_little_real_text_is_marked_and_most_boilerplate(split: str) -> None:
    found = judge_marking(one for one in load_labelled() if one.split == split)
    assert found.precision >= 0.98, found.eaten
    assert found.recall >= 0.90, found.missed


def test_the_set_is_large_varied_and_in_halves() -> None:
    articles = load_labelled()
    assert len(articles) >= 60
    assert len({one.id for one in articles}) == len(articles)
    assert {one.language for one in articles} == {"en", "de", "fr", "es", "ru"}
    assert {sum(one.split == split for one in articles) for split in ("dev", "held")} == {len(articles) // 2}


def test_labels_are_whole_lines_in_order() -> None:
    for article in load_labelled():
        ends = [0, *(span.end for span in article.boilerplate)]
        assert all(end <= span.start for end, span in zip(ends, article.boilerplate, strict=False))
        assert all("\n" not in span.of(article.text) for span in article.boilerplate)


def test_a_label_whose_characters_differ_is_refused(tmp_path: Path) -> None:
    record = json.loads(LABELLED.read_text(encoding="utf-8").splitlines()[0])
    record["boilerplate"][0]["start"] += 1
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=record["id"]):
        load_labelled(path)
