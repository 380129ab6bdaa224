"""The blocks of evidence that a generator reads and cites by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article, Span
from index.opened import Index
from qa.evidence import Evidence
from qa.orders import orders_in


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences of one passage, in order, that may be cited; `number` counts from 1 in a prompt."""

    number: int
    article: Article
    sentences: tuple[Span, ...]

    def texts(self) -> list[str]:
        """The sentences' characters."""
        return [span.of(self.article.text) for span in self.sentences]


def blocks_of(index: Index, evidence: Sequence[Evidence], most: int) -> list[Block]:
    """The passages of the best sentences, at most `most`, in the order of those.

    Boilerplate is left out, and so are lines that give orders to a program.
    """
    blocks: list[Block] = []
    taken: set[tuple[str, Span]] = set()
    for one in evidence:
        if len(blocks) == most:
            break
        passage = (one.article_id, one.hit.passage.span)
        article = index.catalogue.article(one.article_id)
        if passage in taken or article is None:
            continue
        taken.add(passage)
        spans = index.catalogue.sentences(*passage)
        ordered = orders_in(article.text)
        telling = tuple(span for span in spans if not ordered(span))
        if telling:
            blocks.append(Block(len(blocks) + 1, article, telling))
    return blocks
