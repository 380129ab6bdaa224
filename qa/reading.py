"""What the reader finds in the evidence: a short answer, and the sentence that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Span
from index.opened import Index
from qa.evidence import Evidence
from qa.reader import SpanReader
from qa.windows import sentence_windows

_READ = 6  # windows read for a question


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Characters of an article that answer, the evidence whose sentence holds them, and the reader's
    margin over "no answer here"."""

    span: Span
    evidence: Evidence
    margin: float


def short_answer(
    reader: SpanReader, index: Index, question: str, evidence: Sequence[Evidence]
) -> ShortAnswer | None:
    """The likeliest answer in the windows around the best sentences, None when the reader finds that
    none of them answers, or when it lies in no sentence of the evidence."""
    windows = _windows(reader, index, evidence)
    readings = reader.read(question, [text for _, _, text in windows])
    best: ShortAnswer | None = None
    for (name, window, _), found in zip(windows, readings, strict=True):
        if found is None or found.margin <= 0.0 or (best is not None and found.margin <= best.margin):
            continue
        span = Span(window.start + found.span.start, window.start + found.span.end)
        holder = next(
            (
                one
                for one in evidence
                if one.article_id == name and one.span.start <= span.start and span.end <= one.span.end
            ),
            None,
        )
        if holder is not None and len(span):
            best = ShortAnswer(span, holder, found.margin)
    return best


def _windows(reader: SpanReader, index: Index, evidence: Sequence[Evidence]) -> list[tuple[str, Span, str]]:
    """The first `_READ` windows that hold the best sentences, in the order of those: article, span, text."""
    found: dict[tuple[str, Span], str] = {}
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
        if window is not None:
            found[one.article_id, window[0]] = window[1]
        if len(found) == _READ:
            break
    return [(name, span, text) for (name, span), text in found.items()]
