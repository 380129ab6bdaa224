"""Group articles with their copies: candidates by signature, then the texts decide."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
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
_KEPT = 256  # texts at hand


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article in grouping: its id, day and signature."""

    id: str
    published: str | None
    signature: Signature


def group_copies(candidates: Sequence[Candidate], article: Callable[[str], Article]) -> dict[str, str]:
    """Every copy's id with the id of the article that represents it.

    The longest represents the others, of equals the earliest; each copy is compared with its
    representative itself, so a chain of small steps joins nothing. Articles whose
    signatures share one of 42 bands of three values are compared: a pair with
    Jaccard similarity .5 is found with a chance of .996, with .4 of .94 (Broder, 1997; Leskovec et
    al., Mining of Massive Datasets, chapter 3). The bands are
    sorted arrays, 168 bytes an article; a text is read from `article` only for candidates.
    """
    order = sorted(candidates, key=lambda one: (-one.signature.shingles, one.published or "9", one.id))
    if not order:
        return {}
    hashes = np.stack([one.signature.hashes for one in order])
    sizes = np.array([one.signature.shingles for one in order], dtype=np.float64)
    buckets = _buckets(hashes)
    leaders: dict[int, list[int]] = {}
    texts = _Texts(article)
    found: dict[str, str] = {}
    for place, one in enumerate(order):
        mine = buckets[place][buckets[place] >= 0].tolist()
        near = sorted({leader for bucket in mine for leader in leaders.get(bucket, ())})
        likely = _likely(place, near, hashes, sizes)
        likely.sort(key=lambda leader: (order[leader].published or "9", leader))
        for leader in likely:
            if is_copy(texts.of(one.id), texts.of(order[leader].id)):
                found[one.id] = order[leader].id
                break
        else:
            for bucket in mine:
                leaders.setdefault(bucket, []).append(place)
    return found


def _buckets(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """For each article and band a number shared by those with the same values, -1 where it is alone."""
    count = len(hashes)
    found = np.full((count, _BANDS), -1, dtype=np.int64)
    for band in range(_BANDS):
        values = np.ascontiguousarray(hashes[:, band * _ROWS : (band + 1) * _ROWS])
        keys = values.view([("", values.dtype)] * _ROWS).ravel()
        _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        shared = counts[inverse] > 1
        found[shared, band] = inverse[shared] + band * count
    return found


def _likely(
    place: int, near: list[int], hashes: npt.NDArray[np.uint32], sizes: npt.NDArray[np.float64]
) -> list[int]:
    """Those of `near` that may hold the article, by estimate; the most alike where there are many."""
    if not near:
        return []
    alike = (hashes[near] == hashes[place]).sum(axis=1) / VALUES
    shared = alike * (sizes[near] + sizes[place]) / (1.0 + alike)
    contained = shared / np.maximum(1.0, np.minimum(sizes[near], sizes[place]))
    best = np.argsort(-alike, kind="stable")[:_MOST_COMPARED]
    return [near[number] for number in best if contained[number] >= _LEAST_CONTAINED]


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
