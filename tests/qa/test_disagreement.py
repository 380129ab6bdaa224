"""Sides of a disagreement, with a reader that finds given words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Span
from qa import Answer, Answerer, Settings
from qa.reader import Reading
from qa.timely import retrieve_timely

QUESTION = "How many people did the flood of Orvik kill?"


class Finds:
    """A reader that is sure of some words wherever they stand."""

    def __init__(self, margins: dict[str, float]) -> None:
        self.margins = margins

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def read(self, question: str, windows: Sequence[str]) -> list[Reading | None]:
        found: list[Reading | None] = []
        for window in windows:
            places = [(window.find(words), words, margin) for words, margin in self.margins.items()]
            sound = [one for one in places if one[0] >= 0]
            found.append(
                Reading(Span(sound[0][0], sound[0][0] + len(sound[0][1])), sound[0][2]) if sound else None
            )
        return found


Ask = Callable[..., Answer]


@pytest.fixture
def ask(
    tmp_path: Path,
    write_jsonl: Callable[..., Path],
    rebuild: Callable[..., None],
    embedder: HashingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    def asked(days: dict[str, str | None], margins: dict[str, float], question: str = QUESTION) -> Answer:
        records = [
            {
                "id": f"a{said}",
                "title": "Orvik",
                "text": f"The flood of Orvik killed {said} people.",
                "date": day,
            }
            for said, day in days.items()
        ]
        rebuild(tmp_path / "flood", write_jsonl(records))
        monkeypatch.setattr("qa.answerer.default_reader", lambda: Finds(margins))
        settings = Settings(threshold=0.0)
        return Answerer.open(tmp_path / "flood", embedder=embedder, settings=settings).answer(question)

    return asked


def test_news_of_the_same_day_is_disputed(ask: Ask) -> None:
    answer = ask({"14": "2030-03-03", "29": "2030-03-04"}, {"14": 9.0, "29": 8.0})
    assert answer.disagreement is not None
    assert answer.disagreement.kind == "disputed"
    assert [side.text for side in answer.disagreement.sides] == ["14", "29"]
    for side in answer.disagreement.sides:
        assert side.text in side.citation.quote
        assert side.citation in answer.citations


def test_a_later_day_supersedes_an_earlier_one(ask: Ask) -> None:
    answer = ask({"14": "2030-03-03", "29": "2030-03-09"}, {"14": 12.0, "29": 5.0})
    assert answer.short_answer == "29"
    assert answer.disagreement is not None
    assert answer.disagreement.kind == "superseded"
    assert [(side.text, side.citation.published) for side in answer.disagreement.sides] == [
        ("29", "2030-03-09"),
        ("14", "2030-03-03"),
    ]
    assert "29" in answer.statements[0].text


def test_a_question_that_names_its_day_keeps_its_answer(ask: Ask) -> None:
    question = "How many people did the flood of Orvik of 3 March 2030 kill?"
    answer = ask({"14": "2030-03-03", "29": "2030-03-09"}, {"14": 12.0, "29": 5.0}, question)
    assert answer.short_answer == "14"


def test_without_a_day_nothing_supersedes(ask: Ask) -> None:
    answer = ask({"14": "2030-03-03", "29": None}, {"14": 9.0, "29": 8.0})
    assert answer.disagreement is not None
    assert answer.disagreement.kind == "disputed"


@pytest.mark.parametrize(
    ("said", "margins"),
    [
        (("14", "fourteen"), {"fourteen": 9.0, "14": 9.0}),
        (("14", "29"), {"14": 9.0, "29": 1.0}),
        (("1,400", "1400"), {"1,400": 9.0, "1400": 9.0}),
        (("14", "many"), {"14": 9.0, "many": 9.0}),
    ],
    ids=["in words", "not sure", "written otherwise", "no figure"],
)
def test_what_does_not_contradict_is_no_disagreement(
    ask: Ask, said: tuple[str, str], margins: dict[str, float]
) -> None:
    answer = ask(dict.fromkeys(said, "2030-03-03"), margins)
    assert answer.disagreement is None


@pytest.fixture
def weeks(
    tmp_path: Path, write_jsonl: Callable[..., Path], rebuild: Callable[..., None], embedder: HashingEmbedder
) -> Answerer:
    days = {"81": "2030-06-03", "78": "2030-06-10", "74": "2030-06-17"}
    records = [
        {"id": day, "title": "Lake", "text": f"The lake of Orvik is {said} per cent full.", "date": day}
        for said, day in days.items()
    ]
    rebuild(tmp_path / "lake", write_jsonl(records))
    return Answerer.open(tmp_path / "lake", embedder=embedder, settings=Settings(threshold=0.0, reader=False))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("this week", ["2030-06-17"]),
        ("last week", ["2030-06-10"]),
        ("now", ["2030-06-17"]),
        ("on 3 June 2030", ["2030-06-03"]),
    ],
)
def test_the_days_asked_about_are_found(weeks: Answerer, words: str, found: list[str]) -> None:
    index = weeks.retriever.index()
    question = f"How full is the lake of Orvik {words}?"
    timely = retrieve_timely(weeks.retriever, index, question, 5, None, date(2030, 6, 20))
    assert [hit.passage.article_id for hit in timely.readable] == found
    assert timely.hits[0].passage.article_id == found[0]
    assert len(timely.hits) == 3
    assert [hit.rank for hit in timely.hits] == [1, 2, 3]
    assert timely.question == (question if "2030" in words else "How full is the lake of Orvik?")


def test_an_empty_time_hides_nothing(weeks: Answerer) -> None:
    index = weeks.retriever.index()
    question = "How full is the lake of Orvik this week?"
    plain = weeks.retriever.retrieve(question, 5)
    for day in (date(2040, 1, 1), None):
        timely = retrieve_timely(weeks.retriever, index, question, 5, None, day)
        assert (timely.question, timely.hits, timely.readable) == (question, plain, plain)
    whole = "How full is the lake of Orvik?"
    assert retrieve_timely(weeks.retriever, index, whole, 5, None, date(2030, 6, 20)).question == whole
