"""What a question asks, after what was said before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Index
from qa import Answerer, Retriever
from qa.follow_up import FollowUpRules

BRIDGE = (
    "When did the harbour bridge of Velmora open?",
    "The harbour bridge of Velmora opened on 3 May 2021.",
)
COMET = (
    "Who discovered Comet Tessaly?",
    "Ilse Brandt\nIt was discovered in 1949 by the astronomer Ilse Brandt.",
)
FROST = ("How many tonnes of apples does Lindal expect?", "Growers expect to harvest 21,000 tonnes.")


def in_full(index: Index, question: str, *history: tuple[str, str]) -> str:
    return FollowUpRules().in_full(index, question, history)


def test_a_pronoun_becomes_what_was_spoken_of(opened: Index) -> None:
    assert in_full(opened, "And what did it cost?", BRIDGE).startswith("What did ")
    assert "Velmora" in in_full(opened, "And what did it cost?", BRIDGE)


def test_a_person_is_the_answer_to_who(opened: Index) -> None:
    assert in_full(opened, "And where did she work?", COMET) == "Where did Ilse Brandt work?"


def test_a_thing_is_not_the_answer_to_who(opened: Index) -> None:
    assert in_full(opened, "When can it be seen?", COMET) == "When can Comet Tessaly be seen?"


def test_a_possessive_keeps_its_noun(opened: Index) -> None:
    assert in_full(opened, "What was her profession?", COMET) == "What was Ilse Brandt’s profession?"


def test_what_about_takes_the_place_of_its_counterpart(opened: Index) -> None:
    assert in_full(opened, "What about Orsk?", FROST) == "How many tonnes of apples does Orsk expect?"
    assert in_full(opened, "And Orsk?", FROST) == "How many tonnes of apples does Orsk expect?"


def test_a_question_of_no_words_gets_those_of_the_one_before(opened: Index) -> None:
    assert "discovered" in in_full(opened, "When?", COMET)


def test_a_definite_noun_of_the_earlier_article_gets_its_topic(opened: Index) -> None:
    assert in_full(opened, "How much steel did the bridge need?", BRIDGE).endswith("(Velmora)?")


def test_what_an_earlier_turn_spoke_of_is_found_again(opened: Index) -> None:
    asked = in_full(opened, "Back to the bridge: how much steel did engineers use?", BRIDGE, COMET)
    assert asked == "How much steel did engineers use (Velmora)?"


def test_a_turn_is_understood_from_the_turns_before_it(opened: Index) -> None:
    asked = in_full(
        opened, "And how bright is it?", COMET, ("When can it be seen?", "Until the end of August.")
    )
    assert asked == "How bright is Comet Tessaly?"


@pytest.mark.parametrize(
    "question",
    [
        "When did the frost ruin the orchards around Lindal?",
        "How many of its citizens does Norland miss?",
        "What happened to the ship when it hit the pier?",
        "How long does it take to boil an egg?",
        "How many islands are there according to Norland?",
        "Which judge found that Norland broke the law?",
        "Who won this year's regatta in Norland?",
        "which comet tessaly pictures exist",
        "How do I get red wine out of a wool carpet at home?",
    ],
)
@pytest.mark.parametrize("history", [[BRIDGE], [COMET], [FROST], [BRIDGE, COMET, FROST]])
def test_what_stands_alone_is_left_as_it_is(
    opened: Index, question: str, history: Sequence[tuple[str, str]]
) -> None:
    assert FollowUpRules().in_full(opened, question, history) == question


# The index is only read, so it may stay the same from example to example.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.sampled_from(["And it?", "What about", "what about ?", "and", "Why?", "that that?", "Back to it: "]),
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=80)), max_size=4),
)
def test_no_conversation_breaks_it(opened: Index, question: str, history: list[tuple[str, str]]) -> None:
    question = " ".join("".join(c if c.isprintable() else " " for c in question).split())
    assert FollowUpRules().in_full(opened, question, []) == question
    assert FollowUpRules().in_full(opened, question, history).strip() or not question


def test_the_answer_says_how_it_was_understood(answerer: Answerer) -> None:
    first = answerer.answer("When did the harbour bridge of Velmora open?")
    second = answerer.answer("And what did it cost?", [first.turn])
    assert first.asked is None
    assert second.asked is not None
    assert "Velmora" in second.asked
    assert second.question == "And what did it cost?"
    assert "412 million crowns" in second.answer
    assert second.as_dict()["asked"] == second.asked


def test_another_way_of_understanding_can_be_put_in(retriever: Retriever) -> None:
    class Always:
        def in_full(self, index: Index, question: str, history: Sequence[tuple[str, str]]) -> str:
            return "How many tonnes of steel did engineers use?"

    answer = Answerer(retriever, Always()).answer("And?", [BRIDGE], threshold=0.0)
    assert answer.asked == "How many tonnes of steel did engineers use?"
    assert "38,000" in answer.answer


def test_a_rewriting_that_cannot_be_asked_is_not_used(retriever: Retriever) -> None:
    class Endless:
        def in_full(self, index: Index, question: str, history: Sequence[tuple[str, str]]) -> str:
            return "steel " * 9000

    assert Answerer(retriever, Endless()).answer("How much steel?", [BRIDGE]).asked is None
