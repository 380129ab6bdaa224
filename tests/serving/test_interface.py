"""The functions for programs, called with Gradio's own client and with plain HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from served import Served

from qa.answer import Answer

QUESTION = "How many tonnes of steel did engineers use?"


@pytest.fixture(scope="module")
def client(open_server: Served) -> Iterator[Client]:
    opened = Client(open_server.address, verbose=False)
    yield opened
    opened.close()


def test_ask_gives_the_documented_answer_with_exact_citations(client: Client) -> None:
    answer = client.predict(question=QUESTION, api_name="/ask_articles")
    assert set(answer) == set(Answer(QUESTION, "", None, True, 0.0, (), ()).as_dict())
    assert answer["question"] == QUESTION
    citation = answer["statements"][0]["citations"][0]
    assert "38,000 tonnes" in citation["quote"]
    shown = client.predict(
        citation["article_id"], citation["start"], citation["end"], api_name="/get_article_span"
    )
    assert shown["text"] == citation["quote"]
    assert (shown["title"], shown["url"], shown["published"]) == (
        "Harbour bridge opens",
        "https://gazette.example/bridge",
        "2021-05-04",
    )


def test_filters_and_history_are_taken(client: Client) -> None:
    answer = client.predict(
        QUESTION, {"sources": ["Sky"]}, [["Who?", "Ilse Brandt."]], api_name="/ask_articles"
    )
    assert {passage["article_id"] for passage in answer["passages"]} == {"comet"}


def test_search_gives_passages_best_first(client: Client) -> None:
    hits = client.predict(QUESTION, 2, api_name="/search_articles")
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["article_id"] == "bridge"
    assert [
        hit["article_id"]
        for hit in client.predict(QUESTION, 5, {"sources": ["Sky"]}, api_name="/search_articles")
    ] == ["comet"]


@pytest.mark.parametrize(
    ("function", "arguments", "said"),
    [
        ("/ask_articles", {"question": " "}, "the question is empty; type a question"),
        ("/ask_articles", {"question": "w" * 10_001}, "at most 10,000 are read; shorten it"),
        ("/ask_articles", {"question": 7}, "question is not a text; send a string"),
        (
            "/ask_articles",
            {"question": "x", "filters": {"colour": "red"}},
            "filter 'colour' is unknown; known: sources",
        ),
        ("/ask_articles", {"question": "x", "filters": ["red"]}, "filters are not an object"),
        ("/ask_articles", {"question": "x", "filters": {"sources": 5}}, "filter sources"),
        (
            "/ask_articles",
            {"question": "x", "filters": {"published_from": "May"}},
            "write a day as YYYY-MM-DD",
        ),
        ("/ask_articles", {"question": "x", "history": [["a"]]}, "send [[question, answer]]"),
        ("/ask_articles", {"question": "x", "history": "a"}, "history is not a list"),
        ("/ask_articles", {"question": "x", "history": [["a", "b"]] * 51}, "at most 50 pairs"),
        ("/search_articles", {"question": "x", "k": 0}, "k is 0; ask for 1 to 100 passages"),
        ("/search_articles", {"question": "x", "k": 101}, "k is 101"),
        ("/search_articles", {"question": "x", "k": "many"}, "k is not a whole number"),
        ("/get_article_span", {"article_id": "zz", "start": 0, "end": 1}, "there is no article 'zz'"),
        ("/get_article_span", {"article_id": "comet", "start": 5, "end": 5}, "the span 5:5 is empty"),
        ("/get_article_span", {"article_id": "comet", "start": -1, "end": 5}, "start is 0 or more"),
        (
            "/get_article_span",
            {"article_id": "comet", "start": 9998, "end": 9999},
            "the span begins at 9,998",
        ),
        ("/get_article_span", {"article_id": "comet", "start": 0, "end": 20_001}, "at most 20,000 are given"),
    ],
)
def test_bad_input_gives_one_clear_error(
    client: Client, function: str, arguments: dict[str, object], said: str
) -> None:
    with pytest.raises(AppError) as raised:
        client.predict(api_name=function, **arguments)
    assert said in str(raised.value)
    assert "Traceback" not in str(raised.value)


def test_an_unforeseen_error_says_nothing_of_the_machine(client: Client, open_server: Served) -> None:
    with pytest.raises(AppError) as raised:
        client.predict(question="crash", api_name="/ask_articles")
    assert str(raised.value) == "something went wrong; the server's log has the details"
    assert "a secret of the machine" in open_server.log.read_text()


def test_plain_http_needs_two_requests(open_server: Served) -> None:
    address = open_server.address + "gradio_api/call/v2/ask_articles"
    event = httpx.post(address, json={"question": QUESTION}).json()["event_id"]
    lines = httpx.get(f"{address}/{event}").text.splitlines()
    assert lines[0] == "event: complete"
    (answer,) = json.loads(lines[1].removeprefix("data: "))
    assert "38,000 tonnes" in answer["answer"]


@pytest.mark.parametrize(
    ("function", "body"), [("ask", {}), ("ask", {"q": "x"}), ("drop", {"question": "x"})]
)
def test_a_call_that_fits_no_function_is_told_so(
    open_server: Served, function: str, body: dict[str, str]
) -> None:
    refused = httpx.post(f"{open_server.address}gradio_api/call/v2/{function}", json=body)
    assert refused.status_code == 422
    assert "see /gradio_api/info" in refused.json()["detail"]


def test_nothing_else_is_offered(client: Client) -> None:
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {
        "/ask_articles",
        "/search_articles",
        "/get_article_span",
    }


def test_twenty_people_at_once_all_get_their_own_answer(open_server: Served) -> None:
    def ask(number: int) -> dict[str, object]:
        own = Client(open_server.address, verbose=False)
        try:
            return own.predict(question=f"{QUESTION} Number {number}.", api_name="/ask_articles")
        finally:
            own.close()

    with ThreadPoolExecutor(20) as people:
        answers = list(people.map(ask, range(20)))
    assert [answer["question"] for answer in answers] == [f"{QUESTION} Number {n}." for n in range(20)]
    assert all("38,000 tonnes" in str(answer["answer"]) for answer in answers)
