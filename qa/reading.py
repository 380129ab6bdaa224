"""What the reader finds in the evidence: a short answer, and the sentence that holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.article import Span
from index.opened import Index
from qa.evidence import Evidence
from qa.reader import SpanReader
from qa.windows import sentence_windows

_FIRST = 2  # windows read for every question
_MORE = 4  # windows read besides, when the first leave a doubt
_SURE = 4.0  # logits of margin above which there is none
_TRUST = 1.0  # logits of margin that one unit of a sentence's score is worth


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Characters of an article that answer, the evidence whose sentence holds them, and the reader's
    margin over "no answer here"."""

    span: Span
    evidence: Evidence
    margin: float


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest answer of the windows that were read, and the greatest margin of any.

    `short` is None when the reader says of every window that it does not answer, or
    when what it finds lies in no sentence of the evidence.
    """

    short: ShortAnswer | None
    margin: float


def read_evidence(reader: SpanReader, index: Index, question: str, evidence: Sequence[Evidence]) -> Found:
    """What the reader finds in the windows around the best sentences.

    An answer's worth is its margin and the score of the sentence that holds it. The
    best windows are read first, others only when those leave a doubt.
    """
    windows = _windows(reader, index, evidence)
    best: ShortAnswer | None = None
    margin = -float("inf")
    for count in (_FIRST, _MORE):
        part = list(islice(windows, count))
        readings = reader.read(question, [text for _, _, text in part])
        for (name, window, _), found in zip(part, readings, strict=True):
            if found is None:
                continue
            margin = max(margin, found.margin)
            span = Span(window.start + found.span.start, window.start + found.span.end)
            holder = _holder(evidence, name, span)
            if found.margin > 0.0 and holder is not None and len(span):
                one = ShortAnswer(span, holder, found.margin)
                if best is None or _worth(one) > _worth(best):
                    best = one
        if best is not None and best.margin >= _SURE:
            break
    return Found(best, margin)


def _worth(found: ShortAnswer) -> float:
    return found.margin + _TRUST * found.evidence.score


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
) -> Iterator[tuple[str, Span, str]]:
    """The windows that hold the best sentences, in the order of those: article, span, text."""
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
            yield one.article_id, *window
