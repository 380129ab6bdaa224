"""Late interaction: how well each token of a question is matched in passages and titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.catalogue import Catalogue
from index.embedder import Embedder, TokenVectors
from index.maxsim import (
    Matches,
    Similarities,
    cosines_of_signs,
    maxsim,
    maxsim_codes,
    signs_of,
    similarities_of_codes,
)
from index.passage import title_id
from index.token_codes import TokenCodes


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a passage: the passage's id, and the rows of its tokens."""

    passage_id: int
    tokens: slice


@dataclass(frozen=True, slots=True, eq=False)
class LateMatches:
    """Best matches in the passages' `text` and in their articles' `title`, each of shape
    (passages, question tokens)."""

    text: Matches
    title: Matches


class LateInteraction(Protocol):
    """Matches a question's tokens with those of passages that another search found."""

    def matches(self, question: TokenVectors, ids: Sequence[int]) -> LateMatches:
        """The matches in the passages of those ids, which are in the index, in order."""
        ...

    def similarities(self, question: TokenVectors, ids: Sequence[int]) -> list[Similarities]:
        """How near each token of those passages is to each of the question, in order."""
        ...

    def likeness(self, one: Stretch, others: Sequence[Stretch]) -> list[float]:
        """How alike the text of each of `others` is to that of `one`, in [-1, 1]: MaxSim, averaged over
        the tokens of the one whose tokens are matched better; -1 where one has no token."""
        ...


class StoredTokens:
    """Matches against the codes that the build stored: milliseconds, 48 bytes a token on disk."""

    def __init__(self, codes: TokenCodes, catalogue: Catalogue) -> None:
        self._codes = codes
        self._catalogue = catalogue

    def matches(self, question: TokenVectors, ids: Sequence[int]) -> LateMatches:
        titles = [title_id(title) for title in self._catalogue.titles_of(ids)]
        named = list(dict.fromkeys(titles))
        best = maxsim_codes(question, self._codes.get([*ids, *named]))
        return _split(best, len(ids), titles, named)

    def similarities(self, question: TokenVectors, ids: Sequence[int]) -> list[Similarities]:
        return similarities_of_codes(question, self._codes.get(ids))

    def likeness(self, one: Stretch, others: Sequence[Stretch]) -> list[float]:
        stretches = (one, *others)
        codes = self._codes.get([each.passage_id for each in stretches])
        first, *rest = (rows[each.tokens] for rows, each in zip(codes, stretches, strict=True))
        signs = signs_of(first, self._codes.dimension)
        return [_alike(cosines_of_signs(each)) for each in similarities_of_codes(signs, rest)]


class EncodedTokens:
    """Matches against tokens encoded anew for every question: nothing on disk, hundreds of times slower."""

    def __init__(self, embedder: Embedder, catalogue: Catalogue) -> None:
        self._embedder = embedder
        self._catalogue = catalogue

    def matches(self, question: TokenVectors, ids: Sequence[int]) -> LateMatches:
        titles = self._catalogue.titles_of(ids)
        named = list(dict.fromkeys(titles))
        passages = self._catalogue.passages(ids)
        texts = [*(passages[one].text for one in ids), *named]
        best = maxsim(question, self._embedder.encode_passages(texts).tokens)
        return _split(best, len(ids), titles, named)

    def similarities(self, question: TokenVectors, ids: Sequence[int]) -> list[Similarities]:
        passages = self._catalogue.passages(ids)
        encoded = self._embedder.encode_passages([passages[one].text for one in ids])
        return [tokens @ question.T for tokens in encoded.tokens]

    def likeness(self, one: Stretch, others: Sequence[Stretch]) -> list[float]:
        ids = list(dict.fromkeys(each.passage_id for each in (one, *others)))
        passages = self._catalogue.passages(ids)
        encoded = self._embedder.encode_passages([passages[each].text for each in ids])
        tokens = dict(zip(ids, encoded.tokens, strict=True))
        first = tokens[one.passage_id][one.tokens]
        return [_alike(tokens[each.passage_id][each.tokens] @ first.T) for each in others]


def _alike(similarities: Similarities) -> float:
    if not similarities.size:
        return -1.0
    return float(max(similarities.max(axis=0).mean(), similarities.max(axis=1).mean()))


def _split(best: Matches, count: int, titles: Sequence[object], named: Sequence[object]) -> LateMatches:
    """Rows of `best` are `count` passages, then the titles `named`; one row of titles a passage."""
    place = {title: count + number for number, title in enumerate(named)}
    return LateMatches(best[:count], best[[place[title] for title in titles]])
