"""How much a shared word tells: inverse document frequency that holds in small corpora too.

In an index of four passages "many" may be rarer than a name. So the index's
counts are joined with those of ordinary English (`word_frequency.tsv`, made by
benchmarks/word_frequency.py), as if `_PRIOR` passages of it had been read
first: Bayesian smoothing with a Dirichlet prior, as for language models (Zhai and
Lafferty, SIGIR 2001). In a large index the prior hardly matters.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from index.lexical import LexicalIndex

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
