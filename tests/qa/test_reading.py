"""What an answer does with what the reader finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Span
from qa import Answerer, Settings
from qa.reader import Reading

QUESTION = "How many tonnes of steel did engineers use?"


class Finds:
    """A reader that finds given words wherever they stand."""

    def __init__(self, words: str, margin: float = 2.0) -> None:
        self.words, self.margin = words, margin
        self.asked: list[int] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def read(self, question: str, windows: Sequence[str]) -> list[Reading | None]:
        self.asked.append(len(windows))
        places = [window.find(self.words) for window in windows]
        return [
            Reading(Span(place, place + len(self.words)), self.margin) if place >= 0 else None
            for place in places
        ]


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    return lambda reader: monkeypatch.setattr("qa.answerer.default_reader", lambda: reader)


def test_the_short_answer_is_the_articles_own_characters(
    answerer: Answerer, reading: Callable[[object], None]
) -> None:
    reading(Finds("38,000 tonnes"))
    answer = answerer.answer(QUESTION)
    assert answer.short_answer == "38,000 tonnes"
    assert answer.short_answer in answer.statements[0].citations[0].quote


def test_the_sentence_that_holds_it_comes_first(
    answerer: Answerer, reading: Callable[[object], None]
) -> None:
    reading(Finds("412 million crowns"))
    answer = answerer.answer(QUESTION)
    assert answer.short_answer == "412 million crowns"
    assert "It cost 412 million crowns" in answer.statements[0].text
    assert any("38,000" in statement.text for statement in answer.statements[1:])
    assert all(0.0 <= statement.support <= 1.0 for statement in answer.statements)


@pytest.mark.parametrize(
    "reader",
    [
        Finds("38,000 tonnes", margin=0.0),
        Finds("steel. The old ferry"),
        Finds("nowhere to be found"),
        Finds(""),
        None,
    ],
    ids=["no margin", "across sentences", "nothing", "empty", "no reader"],
)
def test_without_a_sound_short_answer_the_sentences_stay(
    answerer: Answerer, reading: Callable[[object], None], reader: object
) -> None:
    reading(reader)
    answer = answerer.answer(QUESTION)
    assert answer.short_answer is None
    assert "38,000 tonnes" in answer.statements[0].text


def test_the_reader_can_be_left_out(
    index_folder: Path, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answerer.default_reader", lambda: pytest.fail("the reader was asked for"))
    settings = Settings(threshold=0.0, reader=False)
    answer = Answerer.open(index_folder, embedder=embedder, settings=settings).answer(QUESTION)
    assert answer.short_answer is None
    assert answer.statements


def test_an_abstention_has_no_short_answer(
    index_folder: Path, embedder: HashingEmbedder, reading: Callable[[object], None]
) -> None:
    reading(Finds("38,000 tonnes"))
    answerer = Answerer.open(index_folder, embedder=embedder, settings=Settings(threshold=1.0))
    assert answerer.answer(QUESTION).short_answer is None


@pytest.mark.parametrize(("margin", "batches"), [(20.0, 1), (0.5, 2)], ids=["sure", "in doubt"])
def test_further_windows_are_read_in_doubt_alone(
    answerer: Answerer, reading: Callable[[object], None], margin: float, batches: int
) -> None:
    reader = Finds("38,000 tonnes", margin)
    reading(reader)
    assert answerer.answer(QUESTION).short_answer == "38,000 tonnes"
    assert len(reader.asked) == batches


def test_a_surer_reader_makes_a_surer_answer(answerer: Answerer, reading: Callable[[object], None]) -> None:
    confidences = []
    for margin in (-4.0, 1.0, 7.0):
        reading(Finds("38,000 tonnes", margin))
        confidences.append(answerer.answer(QUESTION).confidence)
    assert confidences == sorted(confidences)
    assert confidences[0] < confidences[-1]
