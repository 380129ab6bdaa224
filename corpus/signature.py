"""Signatures that tell which articles are worth comparing: MinHash over word shingles."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.article import Article
from corpus.body import Body, body_of

_SHINGLE = 4  # words
VALUES = 128

Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """MinHash values of an article's body, shape (128,), and how many shingles it has.

    Two signatures agree in a share of values that estimates the Jaccard similarity of
    the shingle sets, with a standard error of at most .045.
    """

    hashes: Hashes
    shingles: int


class Signer:
    """Makes signatures; what it draws at random is fixed, so that they may be kept and compared."""

    def __init__(self) -> None:
        from datasketch import MinHash

        self._empty: Any = MinHash(num_perm=VALUES, seed=1, hashfunc=_itself, scheme="affine32")

    def sign(self, article: Article) -> Signature:
        """The signature of an article whose boilerplate is marked; of no words, the largest values."""
        shingles = _shingles(body_of(article))
        made = self._empty.copy()
        if len(shingles):
            made.update_batch(shingles)
        return Signature(made.hashvalues.astype(np.uint32), len(shingles))


def _itself(value: int) -> int:
    return value


def _shingles(body: Body) -> npt.NDArray[np.uint64]:
    """Hashes below 2**32 of every four words in a row, each once; of all words where there are fewer."""
    words = [zlib.crc32(word.casefold().encode("utf-8", "surrogatepass")) for word in body.words]
    hashes = np.array(words, dtype=np.uint64)
    width = min(_SHINGLE, len(hashes))
    if not width:
        return hashes
    joined = np.zeros(len(hashes) - width + 1, dtype=np.uint64)
    for place in range(width):
        joined = joined * np.uint64(0x9E3779B97F4A7C15) + hashes[place : len(hashes) - width + 1 + place]
    return np.unique(joined >> np.uint64(32))
