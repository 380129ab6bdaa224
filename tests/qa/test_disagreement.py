"""Sides of a disagreement, with a reader that finds given words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from scripted import Scripted

from corpus import Span
from qa import Answer, Answerer, Retriever, Settings
from qa.generation import Composer
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
            place, words, margin = min(sound, default=(-1, "", 0.0))
            found.append(Reading(Span(place, place + len(words)), margin) if sound else None)
        return found


Ask = Callable[..., Answer]
Tell = Callable[..., Answer]


@pytest.fixture
def ask(
    tmp_path: Path,
    write_jsonl: Callable[..., Path],
    rebuild: Callable[..., None],
    embedder: HashingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    def asked(
        days: dict[str, str | None],
        margins: dict[str, float],
        question: str = QUESTION,
        composer: Composer | None = None,
    ) -> Answer:
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
        retriever = Retriever.open(tmp_path / "flood", embedder=embedder, settings=settings)
        return Answerer(retriever, composer=composer).answer(question)

    return asked


@pytest.fixture
def tell(
    tmp_path: Path,
    write_jsonl: Callable[..., Path],
    rebuild: Callable[..., None],
    embedder: HashingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> Tell:
    """Answers from articles given as day, source and text, whose figures the reader all but surely finds."""

    def told(*articles: tuple[str, str, str], question: str = QUESTION, threshold: float = 0.0) -> Answer:
        records = [
            {"id": f"a{number}", "title": "Flood", "date": day, "source": source, "text": text}
            for number, (day, source, text) in enumerate(articles)
        ]
        rebuild(tmp_path / "told", write_jsonl(records))
        monkeypatch.setattr("qa.answerer.default_reader", lambda: Finds({"14": 6.0, "29": 6.0}))
        answerer = Answerer.open(tmp_path / "told", embedder=embedder, settings=Settings(threshold=0.0))
        return answerer.answer(question, threshold=threshold)

    return told


def test_news_of_the_same_day_is_disputed(ask: Ask) -> None:
    answer = ask({"14": "2030-03-03", "29": "2030-03-04"}, {"14": 9.0, "29": 8.0})
    assert answer.disagreement is not None
    assert answer.disagreement.kind == "disputed"
    assert [side.text for side in answer.disagreement.sides] == ["14", "29"]
    for side in answer.disagreement.sides:
        assert side.text in side.citation.quote
        assert side.citation in answer.citations


def test_a_side_that_a_generator_leaves_out_is_quoted(ask: Ask) -> None:
    written = Composer(Scripted("In Orvik the flood killed 14 people [1]."))
    answer = ask({"14": "2030-03-03", "29": "2030-03-04"}, {"14": 9.0, "29": 8.0}, composer=written)
    assert answer.generated
    assert [one.text for one in answer.statements] == [
        "In Orvik the flood killed 14 people.",
        "The flood of Orvik killed 29 people.",
    ]
    assert answer.disagreement is not None
    assert [side.text for side in answer.disagreement.sides] == ["14", "29"]


REPLACED = ("2030-03-09", "Gazette", "The flood of Orvik killed 29 people.")


@pytest.mark.parametrize(
    "newer",
    [
        ("2030-06-09", "Farmer", REPLACED[2]),
        REPLACED,
        ("2030-03-09", "Farmer", "The flood of Orvik has now killed 29 people."),
        ("2030-03-09", "Farmer", f"{REPLACED[2]} Earlier 14 had been counted."),
    ],
    ids=["much later", "same source", "its own words", "names the older figure"],
)
def test_a_newer_article_replaces_an_older(tell: Tell, newer: tuple[str, str, str]) -> None:
    answer = tell(("2030-03-03", "Gazette", "The flood of Orvik killed 14 people."), newer)
    assert answer.short_answer == "29"
    assert answer.disagreement is not None
    assert answer.disagreement.kind == "superseded"
    assert [(side.text, side.citation.published) for side in answer.disagreement.sides] == [
        ("29", newer[0]),
        ("14", "2030-03-03"),
    ]
    assert "14 people" not in answer.answer
    assert all(side.citation in answer.citations for side in answer.disagreement.sides)
    assert all(side.text in side.citation.quote for side in answer.disagreement.sides)


def test_a_question_after_the_first_figure_is_not_answered_from_the_newest(tell: Tell) -> None:
    first = ("2030-03-03", "Gazette", "The flood of Orvik killed 14 people.")
    answer = tell(first, REPLACED, question="How many people did the flood of Orvik kill, at first?")
    assert answer.disagreement is None


@pytest.mark.parametrize(
    "other",
    ["The flood of Lindal killed 29 people.", "In the flood of Orvik 29 kilometres of road were lost."],
    ids=["another place", "another unit"],
)
def test_what_is_about_something_else_is_no_disagreement(tell: Tell, other: str) -> None:
    first = ("2030-03-03", "Gazette", "The flood of Orvik killed 14 people.")
    assert tell(first, ("2030-03-09", "Gazette", other)).disagreement is None


def test_an_abstention_tells_of_none(tell: Tell) -> None:
    first = ("2030-03-03", "Gazette", "The flood of Orvik killed 14 people.")
    answer = tell(first, REPLACED, threshold=1.0)
    assert answer.abstained
    assert answer.disagreement is None


@pytest.mark.parametrize(("said", "windows"), [("a great wave", 1), ("fourteen", 2)])
def test_nothing_more_is_read_where_an_answer_cannot_be_contradicted(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, said: str, windows: int
) -> None:
    read, texts = Finds.read, list[str]()

    def noted(self: Finds, question: str, windows: Sequence[str]) -> list[Reading | None]:
        texts.extend(windows)
        return read(self, question, windows)

    monkeypatch.setattr(Finds, "read", noted)
    question = f"{QUESTION} Was it {said}?"
    ask({said: "2030-03-03", "29": "2030-03-03"}, {said: 12.0, "29": 12.0}, question)
    assert len(texts) == windows


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
        (("14", "29"), {"14": 9.0, "29": -1.0}),
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
