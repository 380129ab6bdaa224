"""What the reader finds in the evidence: a short answer, and the sentence that holds it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.article import Span
from index.opened import Index
from qa.evidence import Evidence
from qa.reader import SpanReader
from qa.windows import sentence_windows

_WINDOWS = 3  # read for a question at most
_SURE = 5.0  # logits of margin from which no other window is read
_LIKELY = 1.0  # and from which none is read whose sentence scores less by `_BEHIND` than the answer's
_BEHIND = 0.2
_TRUST = 5.0  # logits of margin that one unit of a sentence's score is worth
_LEAST = -8.0  # logits of margin below which the reader has found nothing
_WORD = re.compile(r"\w+")
_UNCUT = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_WORD_LENGTH = 40  # characters on either side in which a word is looked for


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Characters of an article that answer, the evidence whose sentence holds them, and the reader's
    margin over "no answer here", in logits. `text` are the characters."""

    span: Span
    text: str
    evidence: Evidence
    margin: float

    @property
    def worth(self) -> float:
        """What short answers are compared by, in logits: the margin and the sentence's score."""
        return self.margin + _TRUST * self.evidence.score


@dataclass(frozen=True, slots=True)
class Found:
    """The short answers of the windows that were read, no two with the same words, best first.

    Empty when the reader finds nothing, or nothing that lies in a sentence of the
    evidence. A margin may be below 0: whether the best one answers at all is decided
    with everything else that is known, by `qa.confidence`.
    """

    answers: tuple[ShortAnswer, ...] = ()

    @property
    def short(self) -> ShortAnswer | None:
        """The likeliest."""
        return self.answers[0] if self.answers else None

    @property
    def lead(self) -> float:
        """By how much the likeliest is worth more than the next, in logits; infinite without a next."""
        if len(self.answers) < 2:
            return math.inf
        return self.answers[0].worth - self.answers[1].worth


def read_evidence(
    reader: SpanReader,
    index: Index,
    question: str,
    evidence: Sequence[Evidence],
    *,
    beside: Sequence[Evidence] = (),
    until_sure: bool = True,
) -> Found:
    """What the reader finds in the windows around the best sentences.

    They are read one by one, the best first, until one leaves no doubt: each takes nearly as long as
    finding the passages. With `until_sure` false a sure answer keeps no other from being found.
    An answer may also stand in a sentence of `beside` that a window holds.
    """
    answers: list[ShortAnswer] = []
    for first, name, window, text in islice(_windows(reader, index, evidence), _WINDOWS):
        if until_sure and answers and _settled(max(answers, key=_worth), first):
            break
        (reading,) = reader.read(question, [text])
        if reading is None or reading.margin < _LEAST or not len(reading.span):
            continue
        place = whole_words(text, reading.span)
        span = Span(window.start + place.start, window.start + place.end)
        holder = _holder([*evidence, *beside], name, span)
        if holder is not None:
            answers.append(ShortAnswer(span, place.of(text), holder, reading.margin))
    answers.sort(key=_worth, reverse=True)
    distinct: dict[str, ShortAnswer] = {}
    for one in answers:
        distinct.setdefault(" ".join(_WORD.findall(one.text.casefold())), one)
    return Found(tuple(distinct.values()))


def _worth(answer: ShortAnswer) -> float:
    return answer.worth


def _settled(best: ShortAnswer, following: Evidence) -> bool:
    """Whether the best answer so far stands, whatever the window of the `following` sentence holds."""
    behind = best.evidence.score - following.score
    return best.margin >= _SURE or (best.margin >= _LIKELY and behind >= _BEHIND)


def whole_words(text: str, span: Span) -> Span:
    """The span, widened where it begins or ends inside a word or a number: "300" of "1,300" is wrong."""
    start, end = span.start, span.end
    for word in _UNCUT.finditer(text, max(0, start - _WORD_LENGTH), min(len(text), end + _WORD_LENGTH)):
        if word.start() < span.end and span.start < word.end():
            start, end = min(start, word.start()), max(end, word.end())
    return Span(start, end)


def _holder(evidence: Sequence[Evidence], article_id: str, span: Span) -> Evidence | None:
    """The sentence of the evidence that holds the whole span."""
    return next(
        (
            one
            for one in evidence
            if one.article_id == article_id and one.span.start <= span.start and span.end <= one.span.end
        ),
        None,
    )


def _windows(
    reader: SpanReader, index: Index, evidence: Sequence[Evidence]
) -> Iterator[tuple[Evidence, str, Span, str]]:
    """The windows that hold the best sentences, in the order of those: sentence, article, span, text."""
    given: set[tuple[str, Span]] = set()
    cut: dict[tuple[str, Span], list[tuple[Span, str]]] = {}
    for one in evidence:
        passage = (one.article_id, one.hit.passage.span)
        if passage not in cut:
            article = index.catalogue.article(one.article_id)
            if article is None:
                continue
            spans = sentence_windows(article.text, index.catalogue.sentences(*passage), reader.count_tokens)
            cut[passage] = [(span, span.of(article.text)) for span in spans]
        window = next((window for window in cut[passage] if window[0].overlaps(one.span)), None)
        if window is not None and (one.article_id, window[0]) not in given:
            given.add((one.article_id, window[0]))
            yield one, one.article_id, *window
