"""Whatever the text: offsets are exact and nothing is lost."""

from __future__ import annotations

import itertools

import pytest
from hashing_embedder import HashingEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article, mark_boilerplate, sentence_spans
from corpus.sentences import outside
from index import PassageSplitter

COUNT = HashingEmbedder().count_tokens
LINES = st.sampled_from(
    [
        "Share:",
        "Related News",
        "Title Words",
        "",
        "  ",
        "Dr. No said 3.5 percent, e.g. on Jan. 5.",
        'He said: "Stop!" Then he left...',
        "你好。世界！再见",
        "word " * 60,
        "x" * 300,
        "😀 Ça va? Oui.\u2028Next\x85Other\x0c\x1d",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=12).map("\n".join),
    st.lists(LINES, max_size=12).map("\r\n".join),
)


@given(TEXTS)
def test_sentences_are_in_order_trimmed_and_hold_everything(text: str) -> None:
    spans = sentence_spans(text)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    kept = {place for span in spans for place in range(span.start, span.end)}
    assert all(character.isspace() for place, character in enumerate(text) if place not in kept)


@given(TEXTS)
def test_marks_are_in_order_and_inside_the_text(text: str) -> None:
    spans = [mark.span for mark in mark_boilerplate("Title Words", text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@settings(deadline=None)
@given(TEXTS, st.integers(12, 80))
def test_passages_are_exact_fit_the_limit_and_hold_every_unmarked_sentence(text: str, limit: int) -> None:
    article = Article("a", "Title Words", text, boilerplate=mark_boilerplate("Title Words", text))
    sentences = outside(sentence_spans(text), article.boilerplate)
    passages = PassageSplitter(COUNT, limit).split(article, sentences)
    assert all(passage.text == passage.span.of(text) == passage.text.strip() != "" for passage in passages)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(passages))
    assert all(COUNT(passage.text) <= limit for passage in passages)
    assert not any(p.span.overlaps(mark.span) for p in passages for mark in article.boilerplate)
    held = {place for passage in passages for place in range(passage.span.start, passage.span.end)}
    wanted = {place for span in sentences for place in range(span.start, span.end)}
    assert all(text[place].isspace() for place in wanted - held)


@pytest.mark.parametrize("limit", [12, 30])
def test_pieces_that_weigh_nothing_are_not_repeated(limit: int) -> None:
    """Regression: the library's merging kept a piece of no tokens and joined it twice."""
    text = "a" * 50 + " " * 40 + "; , ; , " * 30 + "b" * 50
    passages = PassageSplitter(COUNT, limit).split(Article("a", "", text), sentence_spans(text))
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(passages))
