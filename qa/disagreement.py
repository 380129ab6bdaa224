"""Where articles give different answers to one question: a newer one that replaces an older, or sources
that differ.

Sides are what the reader finds in sentences of different articles that are alike but
for the figure, day or name that answers. Nothing is judged true: a side is a
quotation with its date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.dates import day_of
from index.late import Stretch
from index.opened import Index
from qa.about import terms_around
from qa.answer import Disagreement, Side
from qa.citing import Citer
from qa.evidence import Evidence
from qa.mentions import mentions
from qa.reader import SpanReader
from qa.reading import Found, ShortAnswer, read_evidence
from qa.values import can_exclude, exclude_one_another, says
from qa.when import period_of

Kind = Literal["disputed", "superseded"]

_MOST = 3  # sides of one disagreement
_TRIED = 4  # sentences of other articles that are read for another answer
_MARGIN = 0.0  # logits that the reader must give an answer over "no answer here" to make it a side
_NAME_MARGIN = 4.0  # and one that is a name, which may be another name of the same
_BEHIND = 10.0  # logits of worth that a side may lie behind the best answer
_ALIKE = 0.3  # MaxSim of two sentences that could say the same with other figures
_ALIKE_UNNAMED = 0.5  # and when the question names nothing that both articles must be about
_COVERS = 0.6  # share of the question's words, of those that the best sentence has, that the other needs
_SAME_TIME = 14  # days between articles that are of about the same time
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_WHO = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)
_AT_FIRST = re.compile(
    r"\b(?:at first|initial(?:ly)?|original(?:ly)?|earlier|previous(?:ly)?|used to|before)\b", re.I
)
# What an article writes that replaces an earlier figure: its own words, or the figure itself.
_REVISES = re.compile(
    r"""\b(?:revis(?:ed|es|ion|ing)|correct(?:ed|s|ion)|updat(?:ed|es)|no\ longer|instead|after\ all
      |(?-i:now)|put\ off|postpon\w+|delay(?:ed|s)|brought\ forward
      |(?:than|as)\ (?:first|previously|originally|initially|earlier)
      |(?:rais|lower|reduc|increas)(?:ed|es)|(?:up|down)\ from
      |(?:has|have|had)\ (?:risen|grown|fallen|climbed|dropped)
      |cut\ (?:the|its|their)|rises|counted\ again|re-?count(?:ed)?|final(?:ly)?)\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Short answers of different articles that cannot all be right, the one to prefer first, then the
    newest first. Where it is superseded the first is from an article that replaces the others."""

    kind: Kind
    sides: tuple[ShortAnswer, ...]


def find_conflict(
    reader: SpanReader,
    index: Index,
    question: str,
    evidence: Sequence[Evidence],
    found: Found,
) -> Conflict | None:
    """The answers that contradict the best one, with it; None when there are none.

    A newer article replaces an older when it names the older figure, when it says in
    the sentence that answers that something has changed, when it is of the same source,
    or when it is more than two weeks younger.
    """
    best = found.short
    if best is None or best.margin < _MARGIN:
        return None
    asks_who = bool(_WHO.search(question))
    if not can_exclude(_value(best), names=asks_who and best.margin >= _NAME_MARGIN):
        return None  # before anything is read in vain
    near = [one for one in evidence if _could_contradict(best, one)]
    near = _about_the_same(index, question, best.evidence, near)
    first, *others = (Stretch(one.hit.passage.id, one.tokens) for one in (best.evidence, *near))
    alike = index.late.likeness(first, others) if others else []
    least = _ALIKE if mentions(question) else _ALIKE_UNNAMED
    near = [one for one, how in zip(near, alike, strict=True) if how >= least]
    articles = list(dict.fromkeys(one.article_id for one in near))[:_TRIED]
    known = {one.evidence.article_id for one in found.answers}
    unread = [one for one in near if one.article_id in articles and one.article_id not in known]
    more: tuple[ShortAnswer, ...] = ()
    if unread:  # what answers may stand beside the sentence that is alike
        more = read_evidence(reader, index, question, unread, beside=evidence, until_sure=False).answers
    sides = [best]
    for name in articles:
        one = next((one for one in (*found.answers, *more) if one.evidence.article_id == name), None)
        if one is None or one.margin < _MARGIN or best.worth - one.worth > _BEHIND:
            continue
        names = asks_who and min(best.margin, one.margin) >= _NAME_MARGIN
        # All must exclude each other: where two agree, the others may be about something else.
        if all(exclude_one_another(_value(side), _value(one), names=names) for side in sides):
            sides.append(one)
    return _conflict(index, sides[:_MOST]) if len(sides) > 1 else None


def asks_of_then(question: str, asked_on: date | None) -> bool:
    """Whether a question asks how things were at first or on other days than the latest: then what is
    found for those stands, whatever newer articles say."""
    period = period_of(question, asked_on or date.today())
    return _AT_FIRST.search(question) is not None or (period is not None and not period.newest)


def preferred(evidence: Sequence[Evidence], found: Found, conflict: Conflict) -> tuple[list[Evidence], Found]:
    """The evidence and what was found, with the side to prefer first, and without what it supersedes."""
    first, *others = conflict.sides
    gone = {one.evidence.article_id for one in others} if conflict.kind == "superseded" else set()
    gone -= {first.evidence.article_id}
    answers = (one for one in found.answers if one is not first and one.evidence.article_id not in gone)
    rest = (one for one in evidence if one is not first.evidence and one.article_id not in gone)
    return [first.evidence, *rest], replace(found, answers=(first, *answers))


def spoken(conflict: Conflict | None) -> list[Evidence]:
    """The sentences that an answer must say: those of all sides when sources differ."""
    return [one.evidence for one in conflict.sides] if conflict and conflict.kind == "disputed" else []


def cited(index: Index, conflict: Conflict, citer: Citer) -> Disagreement | None:
    """The sides with their citations; None when fewer than two citations hold, or not the first."""
    sides = []
    for place, one in enumerate(conflict.sides):
        article = index.catalogue.article(one.evidence.article_id)
        citation = citer.cite(article, one.evidence.span, one.evidence.text)
        if citation is not None:
            sides.append(Side(one.text, citation))
        elif place == 0:
            return None
    if len(sides) < 2:
        return None
    return Disagreement(conflict.kind, tuple(sides))


def _conflict(index: Index, sides: Sequence[ShortAnswer]) -> Conflict | None:
    best = sides[0]
    days = {id(side): _day(index, side) for side in sides}
    newest_first = sorted(sides, key=lambda side: -(days[id(side)] or date.min).toordinal())
    newest = newest_first[0]
    if all(days.values()) and all(_replaces(index, newest, side, days) for side in newest_first[1:]):
        return Conflict("superseded", tuple(newest_first))
    if any(_of_other_years(best, side) for side in sides[1:]):
        return None
    return Conflict("disputed", (best, *(side for side in newest_first if side is not best)))


def _of_other_years(one: ShortAnswer, other: ShortAnswer) -> bool:
    """Whether both sentences name years beside their answers, and none in common."""
    years = [set(_YEAR.findall(side.evidence.text)) - set(_YEAR.findall(side.text)) for side in (one, other)]
    return all(years) and not years[0] & years[1]


def _replaces(index: Index, newer: ShortAnswer, older: ShortAnswer, days: dict[int, date | None]) -> bool:
    """Whether the newer article's answer takes the place of the older's."""
    new_day, old_day = days[id(newer)], days[id(older)]
    if new_day is None or old_day is None or new_day <= old_day:
        return False
    apart = (new_day - old_day).days
    one = index.catalogue.article(newer.evidence.article_id)
    other = index.catalogue.article(older.evidence.article_id)
    if one is None or other is None:
        return False
    return (
        apart > _SAME_TIME
        or says(one.text, older.text)
        or (one.source is not None and one.source == other.source)
        or bool(_REVISES.search(newer.evidence.text))
    )


def _could_contradict(best: ShortAnswer, one: Evidence) -> bool:
    """Whether the sentence is another article's, no copy, and as near to the question."""
    return (
        one.article_id != best.evidence.article_id
        and one.text not in best.evidence.text
        and best.evidence.text not in one.text
        and one.overlap >= _COVERS * best.evidence.overlap
    )


def _about_the_same(
    index: Index, question: str, best: Evidence, others: Sequence[Evidence]
) -> list[Evidence]:
    """The sentences of articles that have every name and number of the question that the best one's has."""
    wanted = {term for name in mentions(question) for term in index.lexical.terms(name)}
    if not wanted:
        return list(others)
    firsts = {one.article_id: one for one in (*reversed(others), best)}
    terms = {name: terms_around(index, one) for name, one in firsts.items()}
    return [one for one in others if wanted & terms[best.article_id] <= terms[one.article_id]]


def _value(side: ShortAnswer) -> str:
    """The short answer with the word after it in its sentence, which may be the unit."""
    place = side.span.end - side.evidence.span.start
    after = re.match(r"\s*(?:per cent|[^\s\w]|\w+)", side.evidence.text[place:])
    return side.text + (after.group() if after else "")


def _day(index: Index, side: ShortAnswer) -> date | None:
    article = index.catalogue.article(side.evidence.article_id)
    return day_of(article.published) if article else None
