"""What the validator finds, beyond what tests/eval/test_questions.py has."""

from __future__ import annotations

from dataclasses import replace

from corpus import Article, Span
from eval import GoldSpan, Question, problems

TEXT = "Rain fell all day. The old stone bridge over the river Lind was carried away by the flood at dawn."
ARTICLES = {"a": Article("a", "T", TEXT), "b": Article("b", "U", "Nothing happened.")}
START = TEXT.index("at dawn")
SOUND = Question(
    "q1",
    "When was the bridge lost?",
    True,
    ("at dawn",),
    ("a",),
    (GoldSpan("a", Span(START, START + 7), "at dawn"),),
    kind="date",
    split="dev",
)


def test_a_sound_question_of_our_own() -> None:
    assert problems([SOUND], ARTICLES, own=True) == []


def test_the_same_question_twice() -> None:
    again = replace(SOUND, id="q2", question="When was the bridge  LOST")
    assert problems([SOUND, again], ARTICLES) == ["q2: asks the same as q1"]


def test_asked_on_another_day_or_after_another_question_it_is_another() -> None:
    later = replace(SOUND, id="q2", date="2024-01-01")
    following = replace(SOUND, id="q3", history=("What fell?",))
    assert problems([SOUND, later, following], ARTICLES) == []


def test_a_question_that_copies_its_gold_sentence() -> None:
    leak = replace(SOUND, question="When was the old stone bridge over the river carried off?")
    assert problems([leak], ARTICLES) == []
    assert problems([leak], ARTICLES, own=True) == [
        "q1: copies 'the old stone bridge over the' from its gold sentence"
    ]


def test_words_of_another_sentence_are_no_leak() -> None:
    question = replace(SOUND, question="Rain fell all day, and when was the bridge lost?")
    assert problems([question], ARTICLES, own=True) == []


def test_our_own_need_a_split_and_a_kind_and_no_article_on_both_sides() -> None:
    other = replace(SOUND, id="q2", question="At what hour did it go?", split="test")
    assert problems([SOUND, other], ARTICLES, own=True) == ["article 'a': gold in both dev and test"]
    assert problems([replace(SOUND, split=None, kind=None)], ARTICLES, own=True) == [
        "q1: no split",
        "q1: no kind",
    ]
