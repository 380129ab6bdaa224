from __future__ import annotations

import math

import pytest

from index import Index
from qa.rarity import question_rarity, rarity


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
