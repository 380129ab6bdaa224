"""Whether one article repeats another, or says something else: an update is no copy."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from corpus.article import Article
from corpus.body import Body, Sentence, body_of

_FEWEST_WORDS = 20  # shorter texts are copies only when all their words are the same
_SMALLEST_SHARE = 0.25  # of the longer text that the shorter must keep
_WEIGHTY = re.compile(  # words that change what is said
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion"
    r"|half|third|first|second|no|not|none|never"
)


@dataclass(frozen=True, slots=True)
class Comparable:
    """What of an article is needed to tell its copies: its body and its day."""

    body: Body
    day: str | None


def comparable(article: Article) -> Comparable:
    """The part of a marked article that copies share."""
    return Comparable(body_of(article), article.published[:10] if article.published else None)


def is_copy(shorter: Comparable, longer: Comparable) -> bool:
    """Whether the shorter text says nothing that the longer one does not, in the same words.

    Copies may differ in title, dateline, byline, typography, articles ("the"), headings that one
    of them lacks, and the longer one's end, which the shorter one cut. The longer one
    may hold whole sentences more in between when they bring no number and no name. What is
    longer and of a later day is an addition, not the original of a cut copy.
    """
    mine, theirs = shorter.body, longer.body
    if not mine.sentences or not theirs.sentences:
        return mine == theirs and len(mine) >= _FEWEST_WORDS
    if not _loosely_within(mine.loose, theirs.loose):
        return False
    if [one.key for one in mine.sentences] == [one.key for one in theirs.sentences]:
        return True
    if len(mine) < max(_FEWEST_WORDS, _SMALLEST_SHARE * len(theirs)):
        return False
    if shorter.day and longer.day and longer.day > shorter.day:
        return False
    return _within(mine, theirs)


def _within(mine: Body, theirs: Body) -> bool:
    """Whether every sentence of one stands in the other, in order, with nothing of weight between them."""
    place = 0
    vocabulary = mine.vocabulary
    for number, sentence in enumerate(mine.sentences):
        while place < len(theirs.sentences) and not _same(
            sentence, theirs.sentences[place], last=number + 1 == len(mine.sentences)
        ):
            if not _is_light(theirs.sentences[place], vocabulary):
                return False
            place += 1
        if place == len(theirs.sentences):
            return False
        place += 1
    return True


def _same(one: Sentence, other: Sentence, *, last: bool) -> bool:
    if one.key == other.key:
        return True
    *whole, cut = one.key
    return (
        last
        and one.cut_off
        and len(other.key) > len(whole)
        and other.key[: len(whole)] == tuple(whole)
        and other.key[len(whole)].startswith(cut)
    )


def _is_light(sentence: Sentence, vocabulary: frozenset[str]) -> bool:
    """Whether a sentence brings no number, no name and no denial that is not in the vocabulary."""
    for place, word in enumerate(sentence.words):
        known = word.casefold()
        weighty = (
            any(c.isdigit() for c in word) or _WEIGHTY.fullmatch(known) or (place > 0 and word[0].isupper())
        )
        if weighty and known not in vocabulary:
            return False
    return bool(sentence.words) and sentence.words[0].casefold() in vocabulary


def _loosely_within(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> bool:
    """Whether one of the two has no heading or item that the other lacks: a changed item is in neither."""
    return one <= other or other <= one
