"""What the chat page is told of an answer, piece by piece."""

from __future__ import annotations

import pytest

from qa import Answerer
from qa.chat.offline import gradio as gr
from qa.chat.page import answer_pieces

_BOX, TURNS, CONVERSATION, VIEWER, LISTED, TABS = range(6)


@pytest.mark.parametrize("threshold", [0.0, 1.1], ids=["answered", "refused"])
def test_the_article_is_shown_once_and_before_the_conversation(answerer: Answerer, threshold: float) -> None:
    question = "Which ships and ferries sail?"
    answer = answerer.answer(question, threshold=threshold)
    assert answer.abstained == (threshold > 1)
    pieces = list(answer_pieces(answerer, [], question, answer))
    changed = [[place for place, one in enumerate(piece) if one != gr.skip()] for piece in pieces]
    assert changed[0] == [TURNS, VIEWER, LISTED, TABS]
    assert changed[1:] == [[CONVERSATION]] * max(1, len(answer.statements))
    assert "cw-foot" in pieces[-1][CONVERSATION]
