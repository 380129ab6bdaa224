"""From evidence to statements: which sentences are said, in which order, with which citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.opened import Index
from qa.answer import Citation, Statement
from qa.attribution import attribute
from qa.citing import Citer
from qa.evidence import Evidence
from qa.reading import Found, ShortAnswer

_COPIES = 3  # citations shown for one sentence that several articles carry
_SPAN = 3  # statements that answer a question after one thing
_SEVERAL = 4  # and those that answer one after many things, or after reasons
_RATIO = 0.85  # a further sentence is said when its score is at least this share of the best's
_GAIN = 0.12  # or when it matches this much more of the question
_LEAST = 0.75  # no further sentence is said whose score is below this share of the best's
_ALONE = 7.5  # logits of the reader's margin above which its sentence needs no other
_CLOSE = 6.0  # logits of worth within which another short answer's sentence is said too
_OTHERS = 2  # at most this many of those

# Questions that one span cannot answer. English; others are taken to be after one thing.
_AFTER_SEVERAL = re.compile(
    r"""^\W*(?:and\s+|so\s+)?(?:why\b|how\b(?!\s+(?:many|much|old|long|far|tall|high|large|big|fast|often|deep|wide))
      |list\b|name\s+(?:all|the|some|two|three|four|five)\b|describe\b|explain\b|compare\b|contrast\b
      |summari[sz]e\b|tell\s+me\b|give\s+(?:me\s+)?(?:an?\s+)?(?:overview|summary|account)
      |what\s+(?:are|were)\b|what\s+happened\b|what\s+(?:reasons?|factors|causes|steps|measures|changes)\b
      |which\s+\w+(?:\s+\w+)?\s+(?:are|were|have)\b)
      | \b(?:differences?|similarit(?:y|ies)|compared?|versus)\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """The statements of an answer in reading order, the short answer's characters, None where there
    is none, and how many statements their citations did not support. `generated` and `notice` are those
    of `Answer`."""

    statements: tuple[Statement, ...]
    short_answer: str | None
    dropped: int
    generated: bool = False
    notice: str | None = None


def asks_for_several(question: str) -> bool:
    """Whether one span cannot answer: reasons, ways, lists, comparisons, descriptions."""
    return bool(_AFTER_SEVERAL.search(question))


def compose(
    index: Index,
    question: str,
    evidence: Sequence[Evidence],
    found: Found,
    sides: Sequence[Evidence],
    sure: float,
    citer: Citer,
) -> Said:
    """What is said from `evidence`, best first, whose first sentence holds `found`'s short answer when
    there is one.

    Said are the best sentence, those of `sides`, which contradict it, those of the short
    answers that come close to the best one, and sentences that are nearly as good or that
    match what of the question is still unmatched. A statement is left out when every
    citation of it fails, or when the citations do not support it. One that answers in
    short comes first; of the others, and of all when the question is after several things,
    the ones of one article stand together, in the article's order.
    """
    made: list[tuple[Evidence, Statement]] = []
    dropped = 0
    short = found.short
    several = asks_for_several(question)
    for one in _chosen(evidence, found, sides, several):
        statement = statement_of(index, one, evidence, sure, citer)
        if statement is None:
            continue
        attribution = attribute(index, statement.text, [each.quote for each in statement.citations])
        if attribution.supported:
            made.append((one, replace(statement, support=statement.support * attribution.support)))
        else:
            dropped += 1
    first = made[:1] if short is not None and not several else []
    articles = list(dict.fromkeys(one.article_id for one, _ in made))
    rest = sorted(made[len(first) :], key=lambda pair: (articles.index(pair[0].article_id), pair[0].span))
    statements = tuple(statement for _, statement in (*first, *rest))
    said = found_in(short, statements) if short else None
    return Said(statements, said[0] if said else None, dropped)


def _chosen(
    evidence: Sequence[Evidence], found: Found, sides: Sequence[Evidence], several: bool
) -> list[Evidence]:
    """The sentences to say, the best first."""
    short = found.short
    chosen = [evidence[0]]
    best = max(one.score for one in evidence)
    good = [one for one in evidence[1:] if one.score >= _LEAST * best]
    for side in sides:
        if not _among(side, chosen):
            chosen.append(side)
    if short is not None:
        close = (one.evidence for one in found.answers[1:] if short.worth - one.worth <= _CLOSE)
        for one in close:
            if not sides and len(chosen) <= _OTHERS and one in good and not _among(one, chosen):
                chosen.append(one)
        if sides or (not several and short.margin >= _ALONE):
            return chosen
    matched = np.max([one.matches for one in chosen], axis=0)
    for one in good:
        if len(chosen) >= (_SEVERAL if several else _SPAN):
            break
        if _among(one, chosen):
            continue
        gain = float(np.maximum(one.matches - matched, 0.0).sum())
        if one.score >= _RATIO * best or gain >= _GAIN:
            chosen.append(one)
            matched = np.maximum(matched, one.matches)
    return chosen


def _among(one: Evidence, chosen: Sequence[Evidence]) -> bool:
    return any(_same(one, other) for other in chosen)


def statement_of(
    index: Index, one: Evidence, evidence: Sequence[Evidence], sure: float, citer: Citer
) -> Statement | None:
    """The sentence as a statement, citing its copies too; None when every citation fails."""
    same = [one, *(other for other in evidence if other is not one and _same(other, one))][:_COPIES]
    citations = tuple(citation for copy in same if (citation := _cite(index, copy, citer)) is not None)
    if not citations:
        return None
    return Statement(citations[0].quote, citations, sure * min(1.0, one.score / evidence[0].score))


def found_in(short: ShortAnswer, statements: Sequence[Statement]) -> tuple[str, Citation] | None:
    """The short answer's characters, taken from the citation that holds them; None when none does."""
    for statement in statements:
        for one in statement.citations:
            if one.article_id == short.evidence.article_id and one.start <= short.span.start:
                said = one.quote[short.span.start - one.start : short.span.end - one.start]
                if short.span.end <= one.end and said.strip():
                    return said, one
    return None


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether one sentence holds the other whole: a copy, perhaps with a dateline before it."""
    return one.text in other.text or other.text in one.text


def _cite(index: Index, evidence: Evidence, citer: Citer) -> Citation | None:
    return citer.cite(index.catalogue.article(evidence.article_id), evidence.span, evidence.text)
