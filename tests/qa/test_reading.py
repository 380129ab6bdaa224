"""What an answer does with what the reader finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Span
from qa import Answerer, Settings
from qa.evidence import Evidence, find_evidence
from qa.reader import Reading
from qa.reading import read_evidence

QUESTION = "How many tonnes of steel did engineers use?"


class Finds:
    """A reader that finds given words wherever they stand, each with its margin."""

    def __init__(self, words: str, margin: float = 2.0, **others: float) -> None:
        self.margins = {words: margin} | others
        self.asked: list[int] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def read(self, question: str, windows: Sequence[str]) -> list[Reading | None]:
        self.asked.append(len(windows))
        return [
            next(
                (
                    Reading(Span(place, place + len(words)), margin)
                    for words, margin in self.margins.items()
                    if (place := window.find(words)) >= 0
                ),
                None,
            )
            for window in windows
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
        Finds("38,000 tonnes", margin=-9.0),
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


@pytest.mark.parametrize(("margin", "read"), [(5.0, 1), (0.5, 3)], ids=["sure", "in doubt"])
def test_further_windows_are_read_in_doubt_alone(
    answerer: Answerer, reading: Callable[[object], None], margin: float, read: int
) -> None:
    reader = Finds("38,000 tonnes", margin)
    reading(reader)
    assert answerer.answer(QUESTION).short_answer == "38,000 tonnes"
    assert reader.asked == [1] * read


def scored(first: float, others: float) -> Callable[..., list[Evidence]]:
    """The evidence there is, with these scores."""

    def found(*given: Any) -> list[Evidence]:
        best, *rest = find_evidence(*given)
        return [replace(best, score=first), *(replace(one, score=others) for one in rest)]

    return found


@pytest.mark.parametrize(("behind", "more"), [(0.0, True), (10.0, False)], ids=["as good", "far behind"])
def test_a_likely_answer_is_compared_with_sentences_that_are_nearly_as_good(
    answerer: Answerer,
    reading: Callable[[object], None],
    monkeypatch: pytest.MonkeyPatch,
    behind: float,
    more: bool,
) -> None:
    monkeypatch.setattr("qa.answerer.find_evidence", scored(10.0, 10.0 - behind))
    reader = Finds("38,000 tonnes", 2.0)
    reading(reader)
    answerer.answer(QUESTION)
    assert (len(reader.asked) > 1) is more


def test_a_surer_reader_makes_a_surer_answer(answerer: Answerer, reading: Callable[[object], None]) -> None:
    confidences = []
    for margin in (-4.0, 1.0, 7.0):
        reading(Finds("38,000 tonnes", margin))
        confidences.append(answerer.answer(QUESTION).confidence)
    assert confidences == sorted(confidences)
    assert confidences[0] < confidences[-1]


@pytest.mark.parametrize(("margin", "said"), [(4.4, True), (-7.5, False)], ids=["close", "far"])
def test_the_sentence_of_a_close_second_answer_is_said_too(
    tmp_path: Path,
    rebuild: Callable[..., None],
    write_jsonl: Callable[..., Path],
    embedder: HashingEmbedder,
    reading: Callable[[object], None],
    monkeypatch: pytest.MonkeyPatch,
    margin: float,
    said: bool,
) -> None:
    monkeypatch.setattr("qa.answerer.find_evidence", scored(5.0, 4.1))
    texts = {
        "early": "The flood killed 85 people, the mayor said.",
        "late": "The flood killed 97 people, the mayor said later.",
        "copy": "Officials spoke. The flood killed 85 people, the mayor said.",
    }
    records = [{"id": name, "title": name, "text": text} for name, text in texts.items()]
    rebuild(tmp_path / "flood", write_jsonl(records))
    reading(Finds("85", 4.5, **{"97": margin}))
    answerer = Answerer.open(tmp_path / "flood", embedder=embedder, settings=Settings(threshold=0.0))
    answer = answerer.answer("How many people did the flood kill?")
    assert answer.short_answer == "85"
    assert "85" in answer.statements[0].text
    assert sum("85" in statement.text for statement in answer.statements) == 1
    assert any("97" in statement.text for statement in answer.statements) == said


def test_a_second_answer_in_a_sentence_about_something_else_is_not_said(
    answerer: Answerer, reading: Callable[[object], None]
) -> None:
    reading(Finds("38,000 tonnes", 7.0, **{"412 million crowns": 7.0, "third": 17.0}))
    answer = answerer.answer(QUESTION)
    assert answer.short_answer == "38,000 tonnes"
    assert not any("orchards" in statement.text for statement in answer.statements)


def test_an_answer_may_stand_beside_the_sentence_that_was_chosen(answerer: Answerer) -> None:
    index = answerer.retriever.index()
    evidence = find_evidence(index, QUESTION, answerer.retriever.retrieve(QUESTION, 10))
    chosen = [one for one in evidence if "38,000" in one.text]
    reader: Any = Finds("412 million crowns")
    assert read_evidence(reader, index, QUESTION, chosen).short is None
    short = read_evidence(reader, index, QUESTION, chosen, beside=evidence).short
    assert short is not None
    assert short.text == "412 million crowns"


def test_a_sure_answer_can_leave_the_others_to_be_found(answerer: Answerer) -> None:
    index = answerer.retriever.index()
    evidence = find_evidence(index, QUESTION, answerer.retriever.retrieve(QUESTION, 10))
    for until_sure, read in ((True, 1), (False, 3)):
        reader: Any = Finds("38,000 tonnes", 20.0)
        read_evidence(reader, index, QUESTION, evidence, until_sure=until_sure)
        assert reader.asked == [1] * read
