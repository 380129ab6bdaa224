"""Questions made of sentences."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Span
from corpus.sentences import sentence_spans
from training.cloze import cloze, thinned

TEXT = (
    "The old harbour bridge was designed by Maria Lund for the town of Velmora, and it opened in 1904. "
    "Too short."
)


def test_what_is_asked_for_is_a_part_of_the_sentence_that_the_question_lacks() -> None:
    sentence = sentence_spans(TEXT)[0]
    made = {seed: cloze(TEXT, sentence, random.Random(seed)) for seed in range(60)}
    answers = {one[1].of(TEXT) for one in made.values() if one}
    assert {"Maria Lund", "Velmora", "1904"} <= answers
    for one in made.values():
        if one:
            question, span = one
            assert question.endswith("?")
            assert span.of(TEXT).lower() not in question.lower()
            assert sentence.start <= span.start < span.end <= sentence.end


def test_a_short_sentence_is_not_asked_about() -> None:
    assert all(cloze(TEXT, sentence_spans(TEXT)[1], random.Random(seed)) is None for seed in range(20))


@given(st.text(max_size=300), st.integers(0, 5))
def test_any_text_gives_a_span_of_itself_or_nothing(text: str, seed: int) -> None:
    made = cloze(text, Span(0, len(text)), random.Random(seed))
    assert made is None or made[1].of(text).strip()


def test_thinning_leaves_the_first_words_and_the_order() -> None:
    question = "who designed the old bridge of the harbour town in the north?"
    thin = thinned(question, random.Random(4), 0.4)
    words = iter(question.split())
    assert thin.startswith("who designed")
    assert len(thin.split()) < len(question.split())
    assert all(word in words for word in thin.split())
    assert thinned(question, random.Random(4), 0.0) == question
