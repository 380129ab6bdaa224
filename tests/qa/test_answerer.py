from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index import Index, build_index
from qa import Answerer, Retriever, Settings
from qa.citing import Citer


def test_an_answer_is_made_of_exact_quotes(answerer: Answerer) -> None:
    answer = answerer.answer("How many tonnes of steel did engineers use?")
    assert "38,000 tonnes" in answer.answer
    assert not answer.abstained
    catalogue = answerer.retriever.index().catalogue
    for citation in answer.citations:
        article = catalogue.article(citation.article_id)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.quote
    assert answer.answer == " ".join(statement.text for statement in answer.statements)
    assert all(statement.text == statement.citations[0].quote for statement in answer.statements)


def test_weak_evidence_is_an_abstention_with_passages(index_folder: Path, embedder: HashingEmbedder) -> None:
    answerer = Answerer.open(index_folder, embedder=embedder, settings=Settings(threshold=1.0))
    answer = answerer.answer("Who painted the ceiling?")
    assert answer.abstained
    assert (answer.answer, answer.short_answer, answer.statements) == ("", None, ())
    assert len(answer.passages) == 3


def test_a_question_without_any_candidate_is_an_abstention(tmp_path: Path, embedder: HashingEmbedder) -> None:
    from corpus import Article

    build_index([Article("q", "", "Why? Who? When will it end?")], tmp_path / "i", embedder)
    answer = Answerer.open(tmp_path / "i", embedder=embedder, settings=Settings(threshold=0.0)).answer("Why?")
    assert answer.abstained
    assert answer.confidence == 0.0


def test_a_sentence_that_two_articles_share_cites_both(
    tmp_path: Path, write_jsonl: Callable[..., Path], rebuild: Callable[..., None], embedder: HashingEmbedder
) -> None:
    shared = "The tram carried 900 people on Monday."
    rebuild(
        tmp_path / "i",
        write_jsonl(
            [
                {"id": "a", "text": f"{shared} The fare was two crowns."},
                {"id": "b", "text": f"VORN (Wire) — {shared} It rained."},
            ]
        ),
    )
    answerer = Answerer.open(tmp_path / "i", embedder=embedder, settings=Settings(threshold=0.0))
    statement = answerer.answer("How many people did the tram carry on Monday?").statements[0]
    assert {citation.article_id for citation in statement.citations} == {"a", "b"}
    assert statement.text == statement.citations[0].quote
    assert all(shared in citation.quote for citation in statement.citations)


def test_a_copy_is_named_with_the_citation_of_its_original(
    tmp_path: Path, write_jsonl: Callable[..., Path], rebuild: Callable[..., None], embedder: HashingEmbedder
) -> None:
    text = "The tram carried 900 people on Monday. The fare was two crowns."
    copy = {"id": "b", "text": f"VORN (Wire) — {text}", "source": "Wire", "url": "https://wire.example/b"}
    rebuild(tmp_path / "i", write_jsonl([{"id": "a", "text": text, "published": "2024-05-01"}, copy]))
    answerer = Answerer.open(tmp_path / "i", embedder=embedder, settings=Settings(threshold=0.0))
    (citation,) = answerer.answer("How many people did the tram carry on Monday?").statements[0].citations
    assert citation.article_id == "a"
    assert [(one.article_id, one.url) for one in citation.also_published_by] == [
        ("b", "https://wire.example/b")
    ]


def test_a_citation_that_fails_is_dropped_with_its_statement(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Citer.cite

    def wrong(self: Citer, article, span, quote):
        return honest(self, article, replace(span, start=span.start + 1), quote)

    monkeypatch.setattr(Citer, "cite", wrong)
    answer = answerer.answer("How many tonnes of steel did engineers use?")
    assert answer.abstained
    assert answer.statements == ()
    assert answer.dropped_citations >= 1


def test_the_json_form_has_the_documented_fields(answerer: Answerer) -> None:
    answered = json.loads(json.dumps(answerer.answer("When did the bridge open?").as_dict("q1")))
    assert list(answered) == [
        "id",
        "question",
        "asked",
        "answer",
        "short_answer",
        "abstained",
        "confidence",
        "statements",
        "disagreement",
        "passages",
        "timings_ms",
        "generated",
        "notice",
    ]
    assert list(answered["statements"][0]) == ["text", "support", "citations"]
    assert list(answered["statements"][0]["citations"][0]) == [
        "number",
        "article_id",
        "title",
        "url",
        "published",
        "start",
        "end",
        "quote",
        "page",
        "also_published_by",
    ]
    assert {"article_id", "start", "end", "text", "score", "rank"} <= set(answered["passages"][0])
    assert 0.0 <= answered["confidence"] <= 1.0


def test_the_same_question_gives_the_same_answer(answerer: Answerer) -> None:
    first, second = (answerer.answer("What did the bridge cost?").as_dict() for _ in range(2))
    first.pop("timings_ms")
    second.pop("timings_ms")
    assert first == second


def test_an_answer_never_outlives_its_article(
    index_folder: Path,
    embedder: HashingEmbedder,
    write_jsonl: Callable[..., Path],
    rebuild: Callable[..., None],
) -> None:
    answerer = Answerer(Retriever(Index.open(index_folder, embedder), Settings(threshold=0.0)))
    assert "38,000" in answerer.answer("How many tonnes of steel?").answer
    rebuild(index_folder, write_jsonl([{"id": "tram", "text": "A tram weighs forty tonnes."}]))
    after = answerer.answer("How many tonnes of steel?")
    assert "38,000" not in json.dumps(after.as_dict())
    assert "forty" in after.answer


@pytest.mark.parametrize(("year", "answered"), [("2021", True), ("2019", False)])
def test_an_article_that_never_names_the_year_is_no_evidence(
    answerer: Answerer, year: str, answered: bool
) -> None:
    answer = answerer.answer(f"How much did the harbour bridge cost in {year}?")
    assert ("bridge" in {citation.article_id for citation in answer.citations}) == answered
    assert "bridge" in {hit.passage.article_id for hit in answer.passages}
