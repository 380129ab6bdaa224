"""Token precision, recall and intersection over union of passages (Smith and Troynikov, "Evaluating
Chunking Strategies for Retrieval", Chroma technical report, 2024)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Span
from eval.questions import Question
from index.passage import Hit

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class TokenOverlap:
    """With t_e the tokens of the gold spans and t_r those of the passages, where a token that two
    passages hold counts once above and twice below the line:

    precision = |t_e ∩ t_r| / |t_r|, recall = |t_e ∩ t_r| / |t_e|,
    iou = |t_e ∩ t_r| / (|t_e| + |t_r| - |t_e ∩ t_r|).
    """

    precision: float
    recall: float
    iou: float


def token_overlap(question: Question, hits: Sequence[Hit], k: int) -> TokenOverlap | None:
    """The overlap of the first `k` passages with the gold spans; None without spans.

    A token is a word or a single other character. Gold spans that overlap count
    their tokens once.
    """
    if not question.spans:
        return None
    gold = {(one.article_id, token) for one in question.spans for token in _tokens(one.text, one.span.start)}
    held = 0
    characters: set[tuple[str, int]] = set()
    for hit in hits[:k]:
        name, start = hit.passage.article_id, hit.passage.span.start
        tokens = _tokens(hit.passage.text, start)
        held += len(tokens)
        characters.update((name, place) for token in tokens for place in range(token.start, token.end))
    both = sum(
        any((name, place) in characters for place in range(token.start, token.end)) for name, token in gold
    )
    return TokenOverlap(
        precision=both / held if held else 0.0,
        recall=both / len(gold) if gold else 0.0,
        iou=both / (len(gold) + held - both) if gold or held else 0.0,
    )


def _tokens(text: str, start: int) -> list[Span]:
    return [Span(start + found.start(), start + found.end()) for found in _TOKEN.finditer(text)]
