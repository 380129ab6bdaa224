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
    places = _windows(reader, index, evidence)
    texts = {one.article_id: index.catalogue.article(one.article_id) for one in evidence}
    windows = [
        (name, window, window.of(article.text))
        for name, window in places
        if (article := texts[name]) is not None
    ]
    best: ShortAnswer | None = None
    for (name, window, _), found in zip(
        windows, reader.read(question, [text for _, _, text in windows]), strict=True
    ):
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


def _windows(reader: SpanReader, index: Index, evidence: Sequence[Evidence]) -> list[tuple[str, Span]]:
    """The first `_READ` windows that hold the best sentences, in the order of those."""
    found: dict[tuple[str, Span], None] = {}
    cut: dict[tuple[str, Span], list[Span]] = {}
    for one in evidence:
        passage = (one.article_id, one.hit.passage.span)
        if passage not in cut:
            article = index.catalogue.article(one.article_id)
            if article is None:
                continue
            sentences = index.catalogue.sentences(*passage)
            cut[passage] = sentence_windows(article.text, sentences, reader.count_tokens)
        window = next((window for window in cut[passage] if window.overlaps(one.span)), None)
        if window is not None:
            found[one.article_id, window] = None
        if len(found) == _READ:
            break
    return list(found)
