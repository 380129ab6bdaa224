from __future__ import annotations

import pytest

from qa.expectation import expectation_of


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("How many people came?", "Some 400 people came.", 1.0),
        ("How many people came?", "Twelve people came.", 1.0),
        ("How many people came?", "People came in 1974.", 0.0),
        ("How many people came?", "Many people came in the 1960s.", 0.0),
        ("How many of the 400 came?", "The 400 were late.", 0.0),
        ("When did the bridge open?", "It opened on 3 May 2021.", 1.0),
        ("When did the bridge open?", "It opened on Monday.", 1.0),
        ("When did the bridge open?", "It opened late.", 0.0),
        ("What year did it open?", "It opened in 2021.", 1.0),
        ("Who opened the bridge?", "It was opened by Ilse Brandt.", 1.0),
        ("Who opened the Velmora bridge?", "The bridge of Velmora was opened.", 0.0),
        ("Why was it built?", "Because it was needed.", 0.5),
        ("Wann wurde sie gebaut?", "Im Jahr 1974.", 0.5),
    ],
)
def test_a_sentence_meets_what_the_question_expects(question: str, sentence: str, met: float) -> None:
    assert expectation_of(question)(sentence) == met
