"""Passages, and hits that rank them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.article import Article, Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article, small enough for the embedder: `text == article.text[span]`."""

    id: int
    article_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage at its rank (from 1). Higher scores are better.

    `score` is the ranking's own; `scores` names each signal's part, and has no
    entry for a search that did not find the passage. `also_in` are passages in
    the same words, left out of the ranking.
    """

    passage: Passage
    rank: int
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    also_in: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage id and one retriever's score for it."""

    passage_id: int
    score: float


def passage_id(article_id: str, span: Span, text: str) -> int:
    """A stable id in [0, 2**63): the same article, place and characters give the same id."""
    digest = hashlib.blake2b(digest_size=8)
    for part in (article_id, str(span.start), text):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return int.from_bytes(digest.digest(), "big") >> 1


def passage_at(article: Article, span: Span) -> Passage:
    """The passage of these characters."""
    text = span.of(article.text)
    return Passage(passage_id(article.id, span, text), article.id, span, text)


def title_id(title: str) -> int:
    """The id of a title among token codes, in [0, 2**63), apart from passage ids."""
    digest = hashlib.blake2b(title.encode(), digest_size=8, person=b"title")
    return int.from_bytes(digest.digest(), "big") >> 1
