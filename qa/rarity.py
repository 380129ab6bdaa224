"""How much a shared word tells: inverse document frequency that holds in small corpora too.

In an index of four passages "many" may be rarer than a name. So the index's
counts are joined with those of ordinary English (`word_frequency.tsv`, made by
benchmarks/word_frequency.py), as if `_PRIOR` passages of it had been read
first: Bayesian smoothing with a Dirichlet prior, as for language models (Zhai and
Lafferty, SIGIR 2001). In a large index the prior hardly matters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Span
from index.lexical import LexicalIndex

_WORD = re.compile(r"\w+")

_PRIOR = 200.0
_UNLISTED = 0.0005  # share of passages assumed for words that the table does not hold
_QUESTION_WORDS = (
    "what which who whom whose when where why how many much do does did is are was were the a an of"
)


def question_rarity(lexical: LexicalIndex, question: str) -> dict[str, float]:
    """The question's index terms with their idf, above 0; words that only make it a question are
    left out unless there are no others.
    """
    plain = set(lexical.terms(_QUESTION_WORDS))
    terms = set(lexical.terms(question))
    return {term: rarity(lexical, term) for term in sorted(terms - plain or terms)}


def rarity_share(rarities: Mapping[str, float], present: Collection[str]) -> float:
    """The share, by rarity, of the terms that are `present`; 0 without any term."""
    total = sum(rarities.values())
    return sum(value for term, value in rarities.items() if term in present) / total if total else 0.0


def token_weights(lexical: LexicalIndex, question: str, spans: Sequence[Span]) -> NDArray[np.float32]:
    """How much each token of the question counts: its word's rarity, scaled so that all add up to 1.

    `spans` are the tokens' characters in the question, empty for special tokens,
    which count nothing. When no word tells anything all tokens count alike.
    """
    values = np.zeros(len(spans), dtype=np.float32)
    for word in _WORD.finditer(question):
        value = max((rarity(lexical, term) for term in lexical.terms(word.group())), default=0.0)
        for place, span in enumerate(spans):
            if len(span) and span.start < word.end() and word.start() < span.end:
                values[place] = value
    total = float(values.sum())
    return values / total if total > 0 else np.full(len(spans), 1.0 / max(1, len(spans)), dtype=np.float32)


def rarity(lexical: LexicalIndex, term: str) -> float:
    """ln((passages + prior) / (passages with the term + prior * its share in English)), at least 0."""
    expected = _PRIOR * _common().get(term, _UNLISTED)
    share = (lexical.document_frequency(term) + expected) / (len(lexical) + _PRIOR)
    return max(0.0, -math.log(share))


@cache
def _common() -> dict[str, float]:
    path = Path(__file__).resolve().parent / "word_frequency.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {term: float(share) for term, share in rows}
