"""Where else a passage stands: in copies of its article, and in articles that repeat it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.words import words_of
from index.catalogue import Catalogue
from index.passage import Passage
from qa.answer import Publication

_ALIKE = 0.9
_HELD = 0.5  # share of a passage's words that a copy's passage must hold to be shown for it
_MOST_COPIES = 20  # articles looked through for one hit
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


def copies_of(group: Sequence[Passage], catalogue: Catalogue) -> tuple[Passage, ...]:
    """The passages that say what the first of `group` says: the rest of the group, then for each
    copy of its article (at most 20) the passage that holds most of its words, if it holds half of them.

    A copy whose end was cut may hold no such passage, and is left out then.
    """
    first, *others = group
    words = set(_WORD.findall(first.text.lower()))
    known = {passage.article_id for passage in group}
    found = list(others)
    for article_id in [one for one in catalogue.copies(first.article_id) if one not in known][:_MOST_COPIES]:
        _, passages = catalogue.spans(article_id)
        shared = [len(words & set(_WORD.findall(passage.text.lower()))) for passage in passages]
        if shared and max(shared) >= _HELD * len(words):
            found.append(passages[shared.index(max(shared))])
    return tuple(found)


def publications(catalogue: Catalogue, article_id: str, quote: str) -> tuple[Publication, ...]:
    """The copies of an article (at most 20) that hold the quotation too, word for word."""
    said = _spaced(quote)
    found = [catalogue.article(one) for one in catalogue.copies(article_id)[:_MOST_COPIES]]
    return tuple(
        Publication(one.id, one.title, one.url, one.source, one.published)
        for one in found
        if one is not None and said in _spaced(one.text)
    )


def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text.casefold()))} "
