"""Group articles with their copies: candidates by signature, then the texts decide."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.article import Article
from corpus.copies import Comparable, comparable, is_copy
from corpus.signature import VALUES, Signature

_BANDS = 42
_ROWS = 3
_LEAST_CONTAINED = 0.6  # estimated share of the smaller text's shingles that the larger one holds
_MOST_COMPARED = 50  # articles, the most alike, whose texts are compared with one article's
_KEPT = 64  # texts at hand


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article in grouping: its id, day and signature."""

    id: str
    published: str | None
    signature: Signature


def group_copies(candidates: Iterable[Candidate], article: Callable[[str], Article]) -> dict[str, str]:
    """Every copy's id with the id of the article that represents it.

    The longest represents the others, of equals the earliest; each copy is compared with its
    representative itself, so a chain of small steps joins nothing. Articles whose
    signatures share one of 42 bands of three values are compared: a pair with
    Jaccard similarity .5 is found with a chance of .996, with .4 of .94 (Broder, 1997; Leskovec et
    al., Mining of Massive Datasets, chapter 3). Texts are read from `article`
    for such pairs only; what is kept of an article does not grow with its length.
    """
    many = _Signed(candidates)
    texts = _Texts(article)
    found: dict[str, str] = {}
    for place, identity in enumerate(many.ids):
        for leader in many.likely(place):
            if is_copy(texts.of(identity), texts.of(many.ids[leader])):
                found[identity] = many.ids[leader]
                many.follow(place, leader)
                break
    return found


class _Signed:
    """Signatures as arrays, about 1 kB an article, in the order in which articles may represent others."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        ids: list[str] = []
        days: list[str] = []
        sizes = array("d")
        values = bytearray()
        for one in candidates:
            ids.append(one.id)
            days.append(one.published or "9")
            sizes.append(one.signature.shingles)
            values += one.signature.hashes.tobytes()
        order = sorted(range(len(ids)), key=lambda place: (-sizes[place], days[place], ids[place]))
        self.ids = [ids[place] for place in order]
        self._days = [days[place] for place in order]
        self._sizes = np.array(sizes)[order]
        self._hashes = np.frombuffer(values, dtype=np.uint32).reshape(-1, VALUES)[order]
        del values
        self._leaders = np.arange(len(ids), dtype=np.int32)
        self._twins = _first_of_same(self._hashes)
        self._bands = [
            _Band(self._hashes[:, band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS if ids else 0)
        ]

    def follow(self, place: int, leader: int) -> None:
        """From now on `leader` represents the article at `place`."""
        self._leaders[place] = leader

    def likely(self, place: int) -> Iterator[int]:
        """The places of articles that represent themselves and may hold the one at `place`.

        First the one that represents an article of the same signature; of the others
        those that by estimate hold most of it, the earliest first.
        """
        twin = int(self._leaders[self._twins[place]])
        if twin != place:
            yield twin
        near = {one for band in self._bands for one in self._leading(band.before(place))} - {twin}
        if near:
            yield from self._holding(place, sorted(near))

    def _leading(self, places: npt.NDArray[np.int32]) -> list[int]:
        kept: list[int] = places[self._leaders[places] == places].tolist()
        return kept

    def _holding(self, place: int, near: list[int]) -> list[int]:
        alike = (self._hashes[near] == self._hashes[place]).sum(axis=1) / VALUES
        sizes = self._sizes[near]
        common = alike * (sizes + self._sizes[place]) / (1.0 + alike)
        contained = common / np.maximum(1.0, np.minimum(sizes, self._sizes[place]))
        best = np.argsort(-alike, kind="stable")[:_MOST_COMPARED]
        likely = [near[number] for number in best if contained[number] >= _LEAST_CONTAINED]
        return sorted(likely, key=lambda one: (self._days[one], one))


class _Band:
    """Which articles have the same values in one band: places sorted by value, then by place."""

    def __init__(self, values: npt.NDArray[np.uint32]) -> None:
        _, same, counts = np.unique(_keys(values), return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts[same] > 1)
        self._places = shared[np.argsort(same[shared], kind="stable")].astype(np.int32)
        firsts = np.concatenate([[True], np.diff(same[self._places]) != 0])[: len(self._places)]
        begins = np.maximum.accumulate(np.where(firsts, np.arange(len(firsts)), 0))
        self._begin = np.zeros(len(values), dtype=np.int32)
        self._own = np.zeros(len(values), dtype=np.int32)
        self._begin[self._places] = begins
        self._own[self._places] = np.arange(len(self._places))

    def before(self, place: int) -> npt.NDArray[np.int32]:
        """The earlier places with the same values."""
        return self._places[self._begin[place] : self._own[place]]


def _first_of_same(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    """For each signature the place of the first that equals it."""
    if not len(hashes):
        return np.zeros(0, dtype=np.int32)
    _, first, same = np.unique(_keys(hashes), return_index=True, return_inverse=True)
    return first[same].astype(np.int32)


def _keys(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """A number for each row, the same for equal rows; where others share it, their texts still differ."""
    keys = np.zeros(len(values), dtype=np.uint64)
    for column in values.T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys


class _Texts:
    """The last compared articles, made comparable."""

    def __init__(self, article: Callable[[str], Article]) -> None:
        self._article = article
        self._kept: OrderedDict[str, Comparable] = OrderedDict()

    def of(self, article_id: str) -> Comparable:
        kept = self._kept.pop(article_id, None)
        if kept is None:
            kept = comparable(self._article(article_id))
        self._kept[article_id] = kept
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return kept
