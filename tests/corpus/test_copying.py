"""Grouping on the labelled copies and updates, with floors under what docs/quality.md reports."""

from __future__ import annotations

import pytest

from eval.copying import judge_copying, load_labelled_copies


@pytest.mark.parametrize("split", ["dev", "held"])
def test_copies_are_found_and_updates_stay_apart(split: str) -> None:
    found = judge_copying([one for one in load_labelled_copies() if one.split == split])
    assert found.precision >= 0.99, found.joined
    assert found.recall >= 0.95, found.missed


def test_the_set_has_enough_of_both_kinds() -> None:
    labelled = load_labelled_copies()
    assert len({one.article.id for one in labelled}) == len(labelled)
    assert len({one.family for one in labelled}) >= 20
    found = judge_copying(labelled)
    assert found.labelled >= 120
    assert found.near >= 120
