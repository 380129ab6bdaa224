"""Find the sentences that could answer a question, with what speaks for each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Span
from index.embedder import Offsets
from index.maxsim import Similarities
from index.opened import Index
from index.passage import Hit
from qa.expectation import expectation_of
from qa.orders import orders_in
from qa.rarity import question_rarity, rarity_share, token_weights

_KEPT = 20  # sentences kept for a question
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LONGEST = 1200  # characters; a longer "sentence" is a table or a list without stops


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A sentence with its signals, each in [0, 1] or nearly so.

    `tokens` are those of the hit's passage that stand in it. `similarity` is its MaxSim
    with the question, tokens weighted by their word's rarity; `matches` has shape
    (question tokens,) and adds up to it. `overlap` is the share of the question's words
    in it or its article's title, weighted by rarity; `coverage` the same share in the
    passage's sentences or the title; `fit` whether it holds the kind of thing that is
    asked for.
    """

    article_id: str
    span: Span
    text: str
    hit: Hit
    tokens: slice
    similarity: float
    matches: NDArray[np.float32]
    overlap: float
    coverage: float
    fit: float
    score: float


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """How the signals add up to a sentence's score; docs/quality.md has the search behind them.
    `rank` is that of the inverse rank of the passage."""

    similarity: float = 3.0
    overlap: float = 1.0
    coverage: float = 0.3
    fit: float = 0.5
    rank: float = 0.3


def find_evidence(
    index: Index, question: str, hits: Sequence[Hit], weights: EvidenceWeights | None = None
) -> list[Evidence]:
    """The most promising sentences of the hits' passages, best first.

    A sentence that a passage cuts is taken whole, and matched by its tokens in the
    passage. Sentences that ask or that are too long to quote are left out, and so are
    lines that give orders to a program, and articles that never name the year that
    the question names. Ties are ordered by the passage's rank, then by place.
    """
    weights = weights or EvidenceWeights()
    encoded = index.embedder.encode_question(question)
    counted = token_weights(index.lexical, question, encoded.spans)
    telling = counted > 0  # special tokens and stops need not be matched
    names = dict.fromkeys(hit.passage.article_id for hit in hits)
    articles = {name: article for name in names if (article := index.catalogue.article(name))}
    with ThreadPoolExecutor(max_workers=1) as beside:  # the tokenizer needs no Python, and has a core
        placing = beside.submit(index.embedder.token_offsets, [hit.passage.text for hit in hits])
        similarities = index.late.similarities(encoded.tokens[telling], [hit.passage.id for hit in hits])
        read = list(_read(index, question, hits, articles))
        offsets = placing.result()
    matched = {
        hit.passage.id: (similarity, _inside(placed + hit.passage.span.start))
        for hit, similarity, placed in zip(hits, similarities, offsets, strict=True)
    }
    found: dict[tuple[str, Span], Evidence] = {}
    for sentence in read:
        hit, span = sentence.hit, sentence.span
        place = (hit.passage.article_id, span)
        if place in found:
            continue
        similarity, inside = matched[hit.passage.id]
        tokens = inside(span)
        matches = _best(similarity[tokens]) * counted[telling]
        near = min(1.0, max(0.0, float(matches.sum())))
        score = (
            weights.similarity * near
            + weights.overlap * sentence.overlap
            + weights.coverage * sentence.coverage
            + weights.fit * sentence.fit
            + weights.rank / hit.rank
        )
        found[place] = Evidence(
            hit.passage.article_id,
            span,
            sentence.text,
            hit,
            tokens,
            near,
            matches,
            sentence.overlap,
            sentence.coverage,
            sentence.fit,
            score,
        )
    ranked = sorted(found.values(), key=lambda one: (-one.score, one.hit.rank, one.span))
    return list(islice(_telling(ranked, articles), _KEPT))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a hit's passage with the signals that its words give; see `Evidence`."""

    hit: Hit
    span: Span
    text: str
    overlap: float
    coverage: float
    fit: float


def _read(
    index: Index, question: str, hits: Sequence[Hit], articles: Mapping[str, Article]
) -> Iterator[_Sentence]:
    """The sentences of the hits' passages that can answer, in order."""
    rarities = question_rarity(index.lexical, question)
    years = set(_YEAR.findall(question))
    fits = expectation_of(question)
    for hit in hits:
        article = articles.get(hit.passage.article_id)
        if article is None or not _speaks_of(article, years):
            continue
        # An article's sentences rarely repeat what its title has said.
        titled = _present(index, article.title, rarities)
        spans = index.catalogue.sentences(article.id, hit.passage.span)
        present = {span: _present(index, span.of(article.text), rarities) for span in spans}
        coverage = rarity_share(rarities, titled.union(*present.values()))
        for span in spans:
            text = span.of(article.text)
            if _can_answer(text):
                overlap = rarity_share(rarities, titled | present[span])
                yield _Sentence(hit, span, text, overlap, coverage, fits(text))


def _inside(places: Offsets) -> Callable[[Span], slice]:
    """Which of a passage's tokens stand in a span, `places` being where they all stand in the article."""
    (rows,) = np.nonzero(places[:, 0] < places[:, 1])
    starts, ends = places[rows].T.tolist()

    def tokens(span: Span) -> slice:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
        return slice(int(rows[first]), int(rows[last - 1]) + 1) if first < last else slice(0, 0)

    return tokens


def _best(similarity: Similarities) -> NDArray[np.float32]:
    """The best match of each question token; -1 where there is nothing to match."""
    best: NDArray[np.float32] = similarity.max(axis=0, initial=-1.0)
    return best


def _speaks_of(article: Article, years: set[str]) -> bool:
    """Whether the article names one of the years asked about, or is from one; true if none is asked."""
    said = f"{article.title}\n{article.text}\n{article.published or ''}"
    return not years or any(year in said for year in years)


def _present(index: Index, text: str, rarities: Mapping[str, float]) -> frozenset[str]:
    """The question's terms that the text has."""
    return frozenset(index.lexical.terms(text)) & rarities.keys()


def _telling(ranked: Sequence[Evidence], articles: Mapping[str, Article]) -> Iterator[Evidence]:
    """The sentences that give no orders."""
    ordered: dict[str, Callable[[Span], bool]] = {}
    for one in ranked:
        if one.article_id not in ordered:
            ordered[one.article_id] = orders_in(articles[one.article_id].text)
        if not ordered[one.article_id](one.span):
            yield one


def _can_answer(text: str) -> bool:
    return (
        len(text) <= _LONGEST and not text.rstrip("\"'”’)").endswith("?") and any(c.isalnum() for c in text)
    )
