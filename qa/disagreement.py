"""Articles that answer a question differently: sides of a dispute, or an older figure and the newer one.

Both sides are short answers that the reader is sure of, in articles that are about
what is asked. Whether one replaces the other is told by their days: news of the
same days contradict each other, a later day corrects an earlier one. English number
words count as numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.dates import day_of
from index.opened import Index
from qa.about import article_share
from qa.mentions import figures
from qa.rarity import rarity
from qa.reading import Found, ShortAnswer
from qa.when import period_of

Kind = Literal["disputed", "superseded"]

_SURE = 2.5  # logits of margin from which a figure is a side
_SURER = 8.0  # and words without a figure, which more often answer something else
_ABOUT = 0.55  # of the question's words, by rarity, that a side's article has
_SAME_NEWS = 1  # days: articles further apart are news of different days
_MOST = 3  # sides shown
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Short answers of different articles that cannot all be right: of a dispute the likeliest first, of
    what was superseded the newest first."""

    kind: Kind
    sides: tuple[ShortAnswer, ...]


def find_conflict(index: Index, question: str, found: Found) -> Conflict | None:
    """The conflict between the likeliest short answer and others; None when there is none."""
    first = found.short
    if first is None or not _is_side(index, question, first):
        return None
    sides = [first]
    for one in found.answers[1:]:
        apart = all(_apart(index, one, other) for other in sides)
        if apart and len(sides) < _MOST and _is_side(index, question, one):
            sides.append(one)
    if len(sides) < 2:
        return None
    days = [_day(index, one) for one in sides]
    known = [day for day in days if day is not None]
    if len(known) == len(days) and (max(known) - min(known)).days > _SAME_NEWS:
        newest = sorted(zip(known, sides, strict=True), key=lambda pair: -pair[0].toordinal())
        return Conflict("superseded", tuple(side for _, side in newest))
    return Conflict("disputed", tuple(sides))


def reordered(found: Found, conflict: Conflict | None, question: str) -> Found:
    """What was found with the newest side first, where older ones are superseded and the question does
    not name a time of its own."""
    if conflict is None or conflict.kind != "superseded" or _names_a_time(question):
        return found
    newest = conflict.sides[0]
    return Found((newest, *(one for one in found.answers if one is not newest)))


def _names_a_time(question: str) -> bool:
    period = period_of(question, date.today())
    return _YEAR.search(question) is not None or (period is not None and bool(period.stated))


def _is_side(index: Index, question: str, one: ShortAnswer) -> bool:
    least = _SURE if figures(one.text) else _SURER
    return one.margin >= least and article_share(index, question, one.evidence) >= _ABOUT


def _apart(index: Index, one: ShortAnswer, other: ShortAnswer) -> bool:
    """Whether two short answers stand in different articles and contradict each other."""
    if one.evidence.article_id == other.evidence.article_id:
        return False
    numbers, others = figures(one.text), figures(other.text)
    if bool(numbers) != bool(others):
        return False
    if numbers:
        return not numbers & others
    return not _terms(index, one.text) & _terms(index, other.text)


def _terms(index: Index, text: str) -> frozenset[str]:
    """The terms that tell something."""
    return frozenset(term for term in index.lexical.terms(text) if rarity(index.lexical, term) >= 1.0)


def _day(index: Index, one: ShortAnswer) -> date | None:
    article = index.catalogue.article(one.evidence.article_id)
    return day_of(article.published) if article else None
