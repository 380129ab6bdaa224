"""Which sentences are said, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from qa import Answerer, Settings
from qa.attribution import Attribution
from qa.statements import asks_for_several


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Why did the bridge take nine years?", True),
        ("How did engineers build the bridge?", True),
        ("List the causes of the frost.", True),
        ("What are the three parts of the plan?", True),
        ("Compare the harvests of 2021 and 2022.", True),
        ("What is the difference between the two bridges?", True),
        ("Describe the comet.", True),
        ("How many tonnes of steel were used?", False),
        ("How old is the ferry?", False),
        ("Who discovered the comet?", False),
        ("What did the bridge cost?", False),
        ("When did it open?", False),
    ],
)
def test_what_one_span_cannot_answer(question: str, several: bool) -> None:
    assert asks_for_several(question) == several


@pytest.fixture
def towns(
    tmp_path: Path, write_jsonl: Callable[..., Path], rebuild: Callable[..., None], embedder: HashingEmbedder
) -> Answerer:
    north = (
        "Norden reports on its winter. The harvest of Norden was 400 tonnes. Snow fell early. "
        "The harvest was late because frost came in April."
    )
    south = "Sarden reports on its winter. The harvest of Sarden was 900 tonnes. Rain fell early."
    rebuild(
        tmp_path / "towns",
        write_jsonl(
            [{"id": "north", "title": "N", "text": north}, {"id": "south", "title": "S", "text": south}]
        ),
    )
    settings = Settings(threshold=0.0, reader=False)
    return Answerer.open(tmp_path / "towns", embedder=embedder, settings=settings)


def test_a_comparison_quotes_both_sides(towns: Answerer) -> None:
    answer = towns.answer("Compare the harvest of Norden with the harvest of Sarden.")
    assert {citation.article_id for citation in answer.citations} == {"north", "south"}
    assert "400 tonnes" in answer.answer
    assert "900 tonnes" in answer.answer


def test_sentences_of_one_article_stand_together_in_its_order(towns: Answerer) -> None:
    answer = towns.answer("Why was the harvest of Norden late, and how much was it?")
    places = [(one.citations[0].article_id, one.citations[0].start) for one in answer.statements]
    assert len(places) > 1
    articles = [article for article, _ in places]
    assert articles == sorted(articles, key=articles.index)
    for article in set(articles):
        starts = [start for name, start in places if name == article]
        assert starts == sorted(starts)


def test_a_question_after_one_thing_has_two_statements_at_most(towns: Answerer) -> None:
    assert 1 <= len(towns.answer("What was the harvest of Norden?").statements) <= 2


def test_an_unsupported_statement_is_dropped_and_counted(
    towns: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.statements.attribute", lambda *_: Attribution(0.0, ("400",)))
    answer = towns.answer("What was the harvest of Norden?")
    assert answer.abstained
    assert answer.statements == ()
    assert answer.dropped_statements >= 1
    assert answer.passages
