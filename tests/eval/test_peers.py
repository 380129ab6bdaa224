"""Libraries through the same metrics: those that are installed, on a corpus of three articles."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus import Article, Span
from eval import GoldSpan, Question
from eval.cli import main
from eval.peers import PEERS
from eval.peers.measured import hit_of, measure
from eval.peers.peer import Found, split
from index.weights import default_weights

NEEDS = {
    "citewise": "onnxruntime",
    "langchain": "langchain_huggingface",
    "txtai": "txtai",
    "haystack": "haystack_integrations",
    "llamaindex": "llama_index",
}


class Fixed:
    """A library that finds what the test says."""

    found: Sequence[Found] = ()

    def __init__(self, model: Path) -> None:
        self.model = model

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        folder.mkdir()
        (folder / "index").write_bytes(b"x" * (1 << 20))
        return 7

    def search(self, question: str, k: int) -> list[Found]:
        return list(self.found)[:k]


@pytest.fixture
def question(articles: list[Article]) -> Question:
    start = articles[0].text.index("38,000")
    return Question(
        "q",
        "How much steel?",
        True,
        ("38,000",),
        ("bridge",),
        (GoldSpan("bridge", Span(start, start + 6), "38,000"),),
    )


def test_passages_are_scored_where_they_stand(articles: list[Article], question: Question) -> None:
    Fixed.found = (
        Found("orchard", "Frost ruins a third of the orchards"),
        Found("bridge", "Engineers used 38,000 tonnes of steel."),
        Found("bridge", "Engineers  used 38,000 tons"),
    )
    unanswerable = Question("u", "What of the moon?", answerable=False)
    found = measure(Fixed, Path("model"), articles, [question, unanswerable])
    assert found["figures"]["article_mrr"] == 0.5
    assert (found["figures"]["span_in_first"], found["figures"]["span_in_five"]) == (0.0, 1.0)
    assert found["questions"]["article_mrr"] == 1
    assert found["passages_verbatim"] == pytest.approx(2 / 3)
    assert (found["passages"], found["index_mb"]) == (7, 1.0)


def test_a_passage_that_is_not_in_its_article_covers_nothing(articles: list[Article]) -> None:
    by_id = {article.id: article for article in articles}
    hit = hit_of(1, Found("bridge", "Changed by the library."), by_id)
    assert (hit.passage.span, hit.passage.text) == (Span(0, 0), "")


@pytest.mark.model
@pytest.mark.parametrize("name", PEERS)
@pytest.mark.filterwarnings("ignore")
def test_every_library_finds_the_article(name: str, articles: list[Article], question: Question) -> None:
    if find_spec(NEEDS[name]) is None:
        pytest.skip(f"{name} is not installed; pip install 'citewise[peers]'")
    found = measure(PEERS[name], default_weights(), articles, [question])
    assert found["figures"]["article_hit_at_1"] == 1.0
    assert found["figures"]["span_in_five"] == 1.0
    assert found["passages"] >= 3


@pytest.mark.model
def test_all_get_the_same_passages_in_order(articles: list[Article]) -> None:
    found = list(split(articles, default_weights()))
    assert [one.article_id for one in found] == sorted(
        (one.article_id for one in found), key=["bridge", "orchard", "comet"].index
    )
    assert all(one.text in {a.id: a.text for a in articles}[one.article_id] for one in found)


def test_an_unknown_library_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["peers", "solr"]) == 2
    assert "no peer 'solr'; known: citewise, langchain" in capsys.readouterr().err


def test_a_library_that_fails_does_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.cli.measure_apart", lambda command: f"no module for {command[-1]}")
    assert main(["peers", "txtai", "langchain"]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "| txtai | not measured: no module for txtai |",
        "| langchain | not measured: no module for langchain |",
    ]
