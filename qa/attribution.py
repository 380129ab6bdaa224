"""Does a citation support a statement? Numbers, dates and names first, then words and meaning.

A statement that names a figure, a day or somebody that its citations do not name is
unsupported, however alike the two read: that is how answers go wrong (Honovich et
al., "TRUE: Re-evaluating Factual Consistency Evaluation", NAACL 2022). What is left
is scored by its words and, token by token, by the embedder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import Embedder, TokenVectors
from index.maxsim import maxsim
from index.opened import Index
from qa.mentions import missing_mentions
from qa.rarity import question_rarity, rarity_share, token_weights

LEAST_SUPPORT = 0.5
"""Support below which a statement is dropped."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """How far quotations support a statement, in [0, 1], and the numbers, dates and names of the
    statement that none of them has. With any of those `support` is 0."""

    support: float
    missing: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the statement may be shown."""
        return self.support >= LEAST_SUPPORT


class QuoteTokens:
    """The token vectors of quotations, each encoded once; not to be kept longer than for one answer."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, TokenVectors] = {}

    def of(self, quotes: Sequence[str]) -> list[TokenVectors]:
        """Those of each quotation, in order."""
        new = [quote for quote in dict.fromkeys(quotes) if quote not in self._known]
        if new:
            self._known |= zip(new, self._embedder.encode_passages(new).tokens, strict=True)
        return [self._known[quote] for quote in quotes]


def attribute(
    index: Index, statement: str, quotes: Sequence[str], tokens: QuoteTokens | None = None
) -> Attribution:
    """How far `quotes` together support `statement`.

    A statement that is a quotation, or several, has support 1. Of another one the
    support is their `likeness`.
    """
    if not statement.strip() or not quotes:
        return Attribution(0.0)
    if _rest(statement, quotes) == "":
        return Attribution(1.0)
    missing = tuple(dict.fromkeys(missing_mentions(statement, " \n".join(quotes))))
    if missing:
        return Attribution(0.0, missing)
    return Attribution(likeness(index, statement, quotes, tokens))


def likeness(index: Index, statement: str, quotes: Sequence[str], tokens: QuoteTokens | None = None) -> float:
    """The mean of `shared_words` and of the statement's MaxSim with the quotations, its tokens weighted
    by their words' rarity in the index. `tokens` keeps what is encoded for the next statement."""
    quoted = (tokens or QuoteTokens(index.embedder)).of(quotes)
    return (shared_words(index, statement, quotes) + _matched(index, statement, quoted)) / 2


def _rest(statement: str, quotes: Sequence[str]) -> str:
    """What is left of the statement without the quotations in it."""
    for quote in sorted(quotes, key=len, reverse=True):
        statement = statement.replace(quote, " ")
    return "" if any(statement.strip() in quote for quote in quotes) else statement.strip()


def shared_words(index: Index, statement: str, quotes: Sequence[str]) -> float:
    """The share, by rarity, of the statement's words that the quotations have."""
    present = {term for quote in quotes for term in index.lexical.terms(quote)}
    return rarity_share(question_rarity(index.lexical, statement), present)


def _matched(index: Index, statement: str, quoted: Sequence[TokenVectors]) -> float:
    encoded = index.embedder.encode_question(statement)
    weights = token_weights(index.lexical, statement, encoded.spans)
    telling = weights > 0
    best = maxsim(encoded.tokens[telling], quoted).max(axis=0)
    return float(np.clip(np.einsum("t,t->", best, weights[telling]), 0.0, 1.0))
