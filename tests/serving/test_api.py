"""The API without the page: what it answers, refuses, counts, and does when it is told to stop."""

from __future__ import annotations

import builtins
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import ROOT, Served, finished, served

from corpus.errors import SettingsError
from qa.answer import Answer
from qa.serving.metrics import Metrics

QUESTION = "How many tonnes of steel did engineers use?"


@pytest.fixture(scope="module")
def api(served_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("api")
    with served(served_index, folder, api=True, access_log=str(folder / "access.jsonl")) as server:
        yield server
        assert server.stop() == 0


@pytest.fixture
def http(api: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api.address, timeout=30) as client:
        yield client


def test_an_answer_has_the_documented_form_and_its_citations_can_be_read(http: httpx.Client) -> None:
    answered = http.post("/v1/ask", json={"question": QUESTION})
    assert answered.status_code == 200
    answer = answered.json()
    assert set(answer) == set(Answer(QUESTION, "", None, True, 0.0, (), ()).as_dict())
    citation = answer["statements"][0]["citations"][0]
    assert "38,000 tonnes" in citation["quote"]
    place = {name: citation[name] for name in ("article_id", "start", "end")}
    assert http.post("/v1/span", json=place).json()["text"] == citation["quote"]


def test_filters_history_and_k_are_taken(http: httpx.Client) -> None:
    asked = {"question": "and when?", "history": [["Who built the bridge?", "Engineers."]]}
    assert http.post("/v1/ask", json=asked).status_code == 200
    found = http.post("/v1/search", json={"question": QUESTION, "k": 5, "filters": {"sources": ["Sky"]}})
    assert [hit["article_id"] for hit in found.json()["passages"]] == ["comet"]


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/v1/ask", {"question": " "}, 422, "the question is empty; type a question"),
        ("/v1/ask", {"question": "w" * 10_001}, 422, "at most 10,000 are read; shorten it"),
        ("/v1/ask", {"question": 7}, 422, "question: Input should be a valid string"),
        ("/v1/ask", {}, 422, "question: Field required; see /openapi.json"),
        ("/v1/ask", {"question": "x", "k": 3}, 422, "k: Extra inputs are not permitted"),
        ("/v1/ask", {"question": "x", "filters": {"colour": "red"}}, 422, "filters.colour"),
        (
            "/v1/ask",
            {"question": "x", "filters": {"published_from": "May"}},
            422,
            "write a day as YYYY-MM-DD",
        ),
        ("/v1/ask", {"question": "x", "history": [["a", "b"]] * 51}, 422, "at most 50 pairs"),
        ("/v1/search", {"question": "x", "k": 101}, 422, "k is 101; ask for 1 to 100 passages"),
        ("/v1/span", {"article_id": "zz", "start": 0, "end": 1}, 422, "there is no article 'zz'"),
        ("/v1/ask", {"question": "crash"}, 500, "something went wrong; the server's log has the details"),
        ("/v1/forget", {"question": "x"}, 404, "Not Found; see /openapi.json"),
    ],
)
def test_bad_input_gives_one_clear_line(
    http: httpx.Client, path: str, body: dict[str, object], status: int, said: str
) -> None:
    refused = http.post(path, json=body)
    assert refused.status_code == status
    assert set(refused.json()) == {"detail"}
    assert said in refused.json()["detail"]
    assert "secret" not in refused.text


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[1", b'"question"', b"null"])
def test_a_body_that_is_no_object_is_refused(http: httpx.Client, body: bytes) -> None:
    refused = http.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code == 422 if body != b"\xff\xfe" else refused.status_code in {400, 422}
    assert refused.json()["detail"]


def test_only_what_is_documented_is_served(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    assert set(described["paths"]) == {"/v1/ask", "/v1/search", "/v1/span", "/health", "/ready", "/metrics"}
    serving = (ROOT / "docs" / "serving.md").read_text()
    assert all(f"`{path}`" in serving for path in described["paths"])
    assert http.get("/v1/ask").status_code == 405
    assert http.get("/").status_code == 404
    assert http.get("/docs").status_code == 404


def test_metrics_count_answers_stages_and_routes(http: httpx.Client) -> None:
    before = _metrics(http)
    http.post("/v1/ask", json={"question": QUESTION})
    http.post("/v1/ask", json={"question": ""})
    http.get("/secret-words")
    after = _metrics(http)
    outcome = 'citewise_answers_total{outcome="answered"}'
    assert after[outcome] == before[outcome] + 1
    assert (
        after['citewise_answers_total{outcome="abstained"}']
        == before['citewise_answers_total{outcome="abstained"}']
    )
    for stage in ("retrieve", "choose", "read", "total"):
        name = f'citewise_stage_seconds_count{{stage="{stage}"}}'
        assert after[name] == before.get(name, 0) + 1
    assert after['citewise_requests_total{route="/v1/ask",status="422"}'] >= 1
    assert after['citewise_requests_total{route="(none)",status="404"}'] >= 1
    assert 'citewise_dropped_total{what="citations"}' in after
    assert (after["citewise_articles"], after["citewise_questions_inside"]) == (2, 0)
    assert not any("secret" in name for name in after)
    serving = (ROOT / "docs" / "serving.md").read_text()
    for name in {re.sub(r"(_total|_count|_sum|_bucket|_created)?(\{.*)?$", "", name) for name in after}:
        assert f"`{name}`" in serving or f"`{name}_total`" in serving, name


def _metrics(http: httpx.Client) -> dict[str, float]:
    told = http.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    lines = [line for line in told.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_readiness_says_when_the_index_is_gone_and_liveness_does_not(
    served_index: Path, tmp_path: Path
) -> None:
    shutil.copytree(served_index, tmp_path / "index")
    pointer = tmp_path / "index" / "CURRENT"
    with served(tmp_path / "index", tmp_path, api=True) as server:
        assert httpx.get(server.address + "ready").json()["articles"] == 2
        kept = pointer.read_bytes()
        pointer.unlink()
        assert httpx.get(server.address + "ready").status_code == 503
        assert httpx.get(server.address + "health").json() == {"status": "ok"}
        refused = httpx.post(server.address + "v1/ask", json={"question": QUESTION})
        assert refused.status_code == 503
        assert refused.json() == {"detail": "the index cannot be read; the server's log says why"}
        assert httpx.get(server.address + "metrics").status_code == 200
        pointer.write_bytes(kept)
        assert httpx.get(server.address + "ready").status_code == 200
        assert httpx.post(server.address + "v1/ask", json={"question": QUESTION}).status_code == 200


def test_questions_wait_are_limited_and_finished_before_it_stops(served_index: Path, tmp_path: Path) -> None:
    settings = {"questions_at_once": 1, "questions_waiting": 1, "questions_per_minute": 3}
    with served(served_index, tmp_path, seconds=1.5, api=True, **settings) as server:

        def ask(_: int = 0) -> httpx.Response:
            return httpx.post(server.address + "v1/ask", json={"question": QUESTION}, timeout=30)

        with ThreadPoolExecutor(5) as people:
            answers = list(people.map(ask, range(5)))
            assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503, 503]
            (busy, *_) = [answer for answer in answers if answer.status_code == 503]
            assert "too many questions are waiting" in busy.json()["detail"]
            assert int(busy.headers["retry-after"]) > 0
            last = people.submit(ask)
            time.sleep(0.5)
            server.process.terminate()
            time.sleep(0.3)
            assert httpx.get(server.address + "ready").status_code == 503
            assert ask().status_code == 503
            assert last.result(timeout=30).status_code == 200
        assert server.process.wait(timeout=30) == 0


def test_a_client_that_asks_too_often_is_told_when_to_come_back(served_index: Path, tmp_path: Path) -> None:
    with served(served_index, tmp_path, api=True, questions_per_minute=1) as server:
        place = {"article_id": "comet", "start": 0, "end": 5}
        assert httpx.post(server.address + "v1/span", json=place).status_code == 200
        refused = httpx.post(server.address + "v1/span", json=place)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 60


def test_a_password_guards_all_but_health(served_index: Path, users: Path, tmp_path: Path) -> None:
    settings = {"auth": str(users), "mcp": True}
    with (
        served(served_index, tmp_path, api=True, **settings) as server,
        httpx.Client(base_url=server.address, timeout=30) as http,
    ):
        for path in ("/metrics", "/openapi.json", "/mcp", "/v1/ask", "/v1/ask/", "//v1/ask", "/nowhere"):
            for method in ("GET", "POST"):
                assert http.request(method, path).status_code == 401, path
        assert http.get("/health").status_code == http.get("/ready").status_code == 200
        login = ("anna", "long enough")
        assert http.post("/v1/ask", json={"question": QUESTION}, auth=login).status_code == 200
        assert http.get("/metrics", auth=login).status_code == 200
        assert http.post("/v1/ask", json={"question": QUESTION}, auth=("anna", "x")).status_code == 401


def test_tools_are_served_with_it(served_index: Path, tmp_path: Path) -> None:
    mcp = pytest.importorskip("mcp")
    with served(served_index, tmp_path, api=True, mcp=True) as server:

        async def ask() -> Any:
            async with mcp.Client(server.address + "mcp") as client:
                return await client.call_tool("ask_articles", {"question": QUESTION})

        assert "38,000 tonnes" in finished(ask()).structured_content["answer"]


def test_the_log_holds_no_words(api: Served, http: httpx.Client) -> None:
    http.post("/v1/ask", json={"question": QUESTION})
    lines = [json.loads(line) for line in (api.log.parent / "access.jsonl").read_text().splitlines()]
    assert ("POST", "/v1/ask", 200) in {(line["method"], line["route"], line["status"]) for line in lines}
    assert "steel" not in json.dumps(lines)


def test_several_servers_answer_from_one_index_and_see_a_removal_at_once(
    served_index: Path, tmp_path: Path
) -> None:
    from index import remove_articles

    shutil.copytree(served_index, tmp_path / "index")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with (
        served(tmp_path / "index", tmp_path / "one", api=True) as one,
        served(tmp_path / "index", tmp_path / "two", api=True) as two,
    ):
        search = {"question": QUESTION}
        for server in (one, two):
            found = httpx.post(server.address + "v1/search", json=search).json()["passages"]
            assert found[0]["article_id"] == "bridge"
        remove_articles(["bridge"], tmp_path / "index")
        for server in (one, two):
            found = httpx.post(server.address + "v1/search", json=search).json()["passages"]
            assert {hit["article_id"] for hit in found} <= {"comet"}


def test_a_missing_extra_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "prometheus_client":
            raise ModuleNotFoundError(name)
        return original(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"install it with: pip install 'citewise\[serve\]'"):
        Metrics()


def test_the_api_loads_no_gradio() -> None:
    code = "import sys, qa.serving.api; assert 'gradio' not in sys.modules"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=ROOT)


def test_without_an_index_the_command_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", "serve", "--index", str(tmp_path / "none"), "--port", "0"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert done.returncode == 3
    assert "citewise build" in done.stderr
    assert "Traceback" not in done.stderr
