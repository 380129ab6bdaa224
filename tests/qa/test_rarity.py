from __future__ import annotations

import math
import re

import pytest

from corpus import Span
from index import Index
from qa.rarity import question_rarity, rarity, token_weights


def test_the_arithmetic(opened: Index) -> None:
    (term,) = opened.lexical.terms("zeppelins")
    # In none of 3 passages; an unlisted word is expected in 200 * 0.0005 passages.
    assert len(opened.lexical) == 3
    assert rarity(opened.lexical, term) == pytest.approx(-math.log((0 + 0.1) / (3 + 200)))


def test_ordinary_words_are_common_even_where_the_articles_lack_them(opened: Index) -> None:
    assert opened.lexical.document_frequency("think") == opened.lexical.document_frequency("zeppelin") == 0
    assert rarity(opened.lexical, "think") < 0.5 * rarity(opened.lexical, "zeppelin")


def test_rarity_is_never_negative(opened: Index) -> None:
    assert 0.0 <= rarity(opened.lexical, "the") < 0.1


def test_words_that_only_ask_are_left_out_unless_there_are_no_others(opened: Index) -> None:
    assert list(question_rarity(opened.lexical, "How many bridges are there?")) == ["bridg", "there"]
    assert set(question_rarity(opened.lexical, "Who is who?")) == {"who", "is"}


def _spans(question: str) -> list[Span]:
    return [Span(0, 0), *(Span(*word.span()) for word in re.finditer(r"\w+|[^\w\s]", question)), Span(0, 0)]


def test_a_token_counts_as_much_as_its_word_is_rare(opened: Index) -> None:
    question = "the zeppelin?"
    weights = token_weights(opened.lexical, question, _spans(question))
    the, zeppelin = (rarity(opened.lexical, term) for term in ("the", "zeppelin"))
    assert weights == pytest.approx([0.0, the / (the + zeppelin), zeppelin / (the + zeppelin), 0.0, 0.0])


def test_parts_of_a_word_count_as_the_word(opened: Index) -> None:
    weights = token_weights(opened.lexical, "zeppelin", [Span(0, 4), Span(4, 8)])
    assert weights == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("question", ["???", "😀", ""])
def test_without_words_all_tokens_count_alike(opened: Index, question: str) -> None:
    spans = _spans(question)
    assert token_weights(opened.lexical, question, spans) == pytest.approx([1 / len(spans)] * len(spans))
