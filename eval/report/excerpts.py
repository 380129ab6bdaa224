"""Articles cut down to what a question is about, with gold and cited characters told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from corpus.article import Article, Span
from eval.questions import Question

_AROUND = 220  # characters shown on each side of what is marked


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are all of one kind: `gold`, `cited`, both, neither; `cut` comes before them."""

    text: str
    gold: bool = False
    cited: bool = False
    cut: bool = False

    @property
    def kind(self) -> str:
        """The name of its colour on the page."""
        return {(True, True): "both", (True, False): "gold", (False, True): "cited"}.get(
            (self.gold, self.cited), ""
        )


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The marked places of an article with what is around them; `cut_end` when the article goes on."""

    title: str
    published: str | None
    pieces: tuple[Piece, ...]
    cut_end: bool


def excerpts(
    question: Question, answer: Mapping[str, Any], find: Callable[[str], Article | None]
) -> list[Excerpt]:
    """An excerpt of each article with a gold or a cited span, cited ones first."""
    cited: dict[str, list[Span]] = {}
    gold: dict[str, list[Span]] = {}
    for statement in answer["statements"]:
        for one in statement["citations"]:
            cited.setdefault(one["article_id"], []).append(Span(one["start"], one["end"]))
    for span in question.spans:
        gold.setdefault(span.article_id, []).append(span.span)
    found = []
    for name in dict.fromkeys((*cited, *gold)):
        article = find(name)
        if article is not None:
            pieces, cut_end = _pieces(article.text, gold.get(name, []), cited.get(name, []))
            found.append(Excerpt(article.title, article.published, tuple(pieces), cut_end))
    return found


def _pieces(text: str, gold: list[Span], cited: list[Span]) -> tuple[list[Piece], bool]:
    edges = {edge for span in (*gold, *cited) for edge in (span.start, min(span.end, len(text)))}
    shown = _joined(
        [Span(max(0, s.start - _AROUND), min(len(text), s.end + _AROUND)) for s in (*gold, *cited)]
    )
    pieces: list[Piece] = []
    for window in shown:
        places = sorted({window.start, window.end, *(e for e in edges if window.start < e < window.end)})
        for start, end in pairwise(places):
            here = Span(start, end)
            pieces.append(
                Piece(
                    here.of(text),
                    gold=any(one.overlaps(here) for one in gold),
                    cited=any(one.overlaps(here) for one in cited),
                    cut=start == window.start and start > 0,
                )
            )
    return pieces, bool(shown) and shown[-1].end < len(text)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
