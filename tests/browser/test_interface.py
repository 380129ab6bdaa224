"""The HTTP API and the MCP tools, with their own clients."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from qa import Answerer

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "When did the lighthouse keeper of Tarnholm retire?"
TOOLS = {"ask_articles", "search_articles", "get_article_span"}


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    opened = Client(address, verbose=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answerer(index_folder: Path) -> Answerer:
    return Answerer.open(index_folder)


def test_it_offers_these_functions_and_no_other(client: Client) -> None:
    offered = client.view_api(return_format="dict")
    assert isinstance(offered, dict)
    assert set(offered["named_endpoints"]) == {f"/{name}" for name in TOOLS}
    assert offered["unnamed_endpoints"] == {}


def test_an_answer_is_that_of_the_documentation(client: Client, answerer: Answerer) -> None:
    said = client.predict(QUESTION, api_name="/ask_articles")
    wanted = answerer.answer(QUESTION).as_dict()
    for answer in (said, wanted):
        answer.pop("timings_ms")
    assert said == json.loads(json.dumps(wanted))
    assert "9 June 2025" in said["answer"]


def test_filters_hold(client: Client) -> None:
    said = client.predict(QUESTION, published_from="2026-01-01", api_name="/ask_articles")
    assert "9 June 2025" not in said["answer"]
    found = client.predict(QUESTION, 3, ["Harbour Courier"], api_name="/search_articles")
    assert {hit["article_id"] for hit in found} == {"ferry"}


def test_a_citation_can_be_read_in_its_article(client: Client) -> None:
    (citation, *_) = client.predict(QUESTION, api_name="/ask_articles")["statements"][0]["citations"]
    place = (citation["article_id"], citation["start"], citation["end"])
    found = client.predict(*place, api_name="/get_article_span")
    assert found["text"] == citation["quote"]
    assert (found["start"], found["end"]) == (citation["start"], citation["end"])
    assert found["title"] == citation["title"]


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("ask_articles", {"question": "  "}, "the question is empty"),
        ("ask_articles", {"question": "Who?", "published_from": "soon"}, "write a day as YYYY-MM-DD"),
        ("search_articles", {"question": "Who?", "k": 0}, "ask for 1 to 50 passages"),
        ("search_articles", {"question": "Who?", "k": 5000}, "ask for 1 to 50 passages"),
        ("get_article_span", {"article_id": "nothing"}, "there is no article 'nothing'"),
        ("get_article_span", {"article_id": "ferry", "start": 5, "end": 5}, "begins at 0 or later"),
        ("get_article_span", {"article_id": "ferry", "start": 0, "end": 10**9}, "20,000 characters"),
    ],
)
def test_what_cannot_be_asked_gets_one_line(
    client: Client, name: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(Exception, match=said) as caught:
        client.predict(**given, api_name=f"/{name}")
    assert "Traceback" not in str(caught.value)


def test_twenty_at_once_all_get_their_answer(client: Client) -> None:
    questions = [f"How many cars does each ship of Norrsund carry? ({number})" for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda one: client.predict(one, api_name="/ask_articles"), questions))
    assert [answer["question"] for answer in answers] == questions


def test_the_tools_of_mcp_give_the_same(address: str) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def use() -> tuple[dict[str, str], str, str, bool]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool.description or "" for tool in (await session.list_tools()).tools}
            answered = await session.call_tool(_ending(tools, "ask_articles"), {"question": QUESTION})
            span = {"article_id": "ferry", "start": 0, "end": 13}
            read_back = await session.call_tool(_ending(tools, "get_article_span"), span)
            failed = await session.call_tool(_ending(tools, "ask_articles"), {"question": " "})
            return tools, answered.content[0].text, read_back.content[0].text, failed.isError  # type: ignore[union-attr]

    # Playwright's loop may be running in this thread.
    with ThreadPoolExecutor(1) as thread:
        tools, answered, read_back, failed = thread.submit(lambda: asyncio.run(use())).result()
    assert {name for tool in tools for name in TOOLS if tool.endswith(name)} == TOOLS
    assert len(tools) == len(TOOLS)
    assert all("article" in description for description in tools.values())
    assert "9 June 2025" in answered
    assert "Ferry company" in read_back
    assert failed


def _ending(tools: dict[str, str], name: str) -> str:
    return next(tool for tool in tools if tool.endswith(name))
