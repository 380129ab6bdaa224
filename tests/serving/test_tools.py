"""The tools for models, called with the protocol's own client over streamable HTTP."""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from served import Served, finished, served

from corpus.errors import SettingsError
from qa import Answerer
from qa.serving.desk import Desk
from qa.serving.limit import RateLimit
from qa.serving.tools import Tools
from qa.serving.turnstile import Turnstile

mcp = pytest.importorskip("mcp")
QUESTION = "How many tonnes of steel did engineers use?"


def _with_client(server: Served, use: Callable[[Any], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with mcp.Client(server.address + "mcp") as client:
            return await use(client)

    return finished(run())


def _call(server: Served, name: str, **arguments: object) -> Any:
    return _with_client(server, lambda client: client.call_tool(name, arguments))


def test_three_tools_are_offered_each_described(open_server: Served) -> None:
    tools = _with_client(open_server, lambda client: client.list_tools()).tools
    assert {tool.name: sorted(tool.input_schema.get("required", [])) for tool in tools} == {
        "search_articles": ["question"],
        "ask_articles": ["question"],
        "get_article_span": ["article_id", "end", "start"],
    }
    for tool in tools:
        assert len(tool.description) > 80
        assert "\n    " not in tool.description
        assert all("description" in part for part in tool.input_schema["properties"].values())
        assert tool.annotations.read_only_hint


def test_an_answer_is_cited_and_its_place_can_be_read(open_server: Served) -> None:
    answer = _call(
        open_server, "ask_articles", question=QUESTION, filters={"sources": ["Gazette"]}
    ).structured_content
    citation = answer["statements"][0]["citations"][0]
    assert "38,000 tonnes" in citation["quote"]
    assert answer["passages"] == []
    span = {name: citation[name] for name in ("article_id", "start", "end")}
    assert _call(open_server, "get_article_span", **span).structured_content["text"] == citation["quote"]


def test_passages_are_found(open_server: Served) -> None:
    passages = _call(open_server, "search_articles", question=QUESTION, k=1).structured_content["passages"]
    assert [passage["article_id"] for passage in passages] == ["bridge"]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask_articles", {"question": " "}, "the question is empty; type a question"),
        ("ask_articles", {"question": "x", "filters": {"colour": "red"}}, "colour"),
        ("search_articles", {"question": "x", "k": 101}, "less than or equal to 100"),
        ("get_article_span", {"article_id": "zz", "start": 0, "end": 3}, "there is no article 'zz'"),
        ("get_article_span", {"article_id": "comet", "start": 0, "end": 90_000}, "at most 20,000 are given"),
        ("ask_articles", {"question": "crash"}, "Error executing tool ask_articles"),
    ],
)
def test_bad_input_is_told_to_the_model(
    open_server: Served, tool: str, arguments: dict[str, object], said: str
) -> None:
    result = _call(open_server, tool, **arguments)
    assert result.is_error
    assert said in result.content[0].text
    assert "secret" not in result.content[0].text


def test_calls_are_limited_like_questions(served_index: Path, tmp_path: Path) -> None:
    settings = {"mcp": True, "questions_at_once": 1, "questions_waiting": 1, "questions_per_minute": 3}
    with served(served_index, tmp_path, seconds=1.0, **settings) as server:

        async def many(client: Any) -> list[Any]:
            calls = [client.call_tool("ask_articles", {"question": QUESTION}) for _ in range(5)]
            return list(await asyncio.gather(*calls))

        results = _with_client(server, many)
        answered = [result for result in results if not result.is_error]
        refused = [result.content[0].text for result in results if result.is_error]
        assert len(answered) == 2  # one runs, one waits
        assert [text for text in refused if "too many questions are waiting; try again" in text] == refused
        texts = [_call(server, "search_articles", question=QUESTION).content[0].text for _ in range(4)]
        assert "more than 3 questions in a minute; try again in" in texts[-1]


def test_a_missing_extra_is_said_in_one_line(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".")[0] == "mcp":
            raise ModuleNotFoundError("No module named 'mcp'")
        return original(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(
        SettingsError, match=r"needs the extra mcp; install it with: pip install 'citewise\[mcp\]'"
    ):
        Tools(Desk(answerer, RateLimit(0)), Turnstile(1, 1), local=True)
