"""Passages of different articles that say the same in the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passage import Passage

_ALIKE = 0.9
_WORD = re.compile(r"\w+")


def group_copies(passages: Sequence[Passage], most: int) -> list[list[Passage]]:
    """The first `most` passages that are no copy of one before them, each followed by its copies.

    Two passages are copies when they are of different articles, the Jaccard
    similarity of their word sets is at least 0.9, and every word with a digit is in
    both: an update that changes a figure is no copy. What one article says twice
    stays: each place may be the one that is asked for.
    """
    groups: list[list[Passage]] = []
    words: list[set[str]] = []
    for passage in passages:
        mine = set(_WORD.findall(passage.text.lower()))
        place = next(
            (
                place
                for place, (other, group) in enumerate(zip(words, groups, strict=True))
                if group[0].article_id != passage.article_id and _alike(mine, other)
            ),
            None,
        )
        if place is not None:
            groups[place].append(passage)
        elif len(groups) < most:
            groups.append([passage])
            words.append(mine)
    return groups


def _alike(one: set[str], other: set[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < _ALIKE * larger:
        return False
    shared = len(one & other)
    if shared < _ALIKE * (len(one) + len(other) - shared):
        return False
    return not any(any(c.isdigit() for c in word) for word in one ^ other)
