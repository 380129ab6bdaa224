"""What happens to questions when the server is full, loses its index, or is told to stop."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from served import Served, served

from corpus.errors import UsageError
from qa import Answerer, Settings
from qa.chat import serve

QUESTION = "How many tonnes of steel did engineers use?"
CALL = "gradio_api/call/v2/ask_articles"


@pytest.fixture
def slow(served_index: Path, tmp_path: Path) -> Iterator[Served]:
    """A server that answers one question at a time, in two seconds, and lets one more wait."""
    shutil.copytree(served_index, tmp_path / "index")
    with served(
        tmp_path / "index", tmp_path, seconds=2.0, questions_at_once=1, questions_waiting=1
    ) as server:
        yield server


def _send(server: Served) -> httpx.Response:
    return httpx.post(server.address + CALL, json={"question": QUESTION})


def _receive(server: Served, event: str) -> str:
    return httpx.get(f"{server.address}{CALL}/{event}", timeout=30).text


def test_running_answers_are_finished_before_it_stops(slow: Served) -> None:
    with ThreadPoolExecutor(1) as waiting, httpx.Client(base_url=slow.address) as page:
        answer = waiting.submit(_receive, slow, _send(slow).json()["event_id"])
        time.sleep(0.5)
        with page.stream("GET", "/gradio_api/heartbeat/open-page"):  # an open page holds nothing up
            begun = time.monotonic()
            slow.process.terminate()
            time.sleep(0.3)
            refused = _send(slow)
            assert refused.status_code == 503
            assert "the server is stopping" in refused.json()["detail"]
            kind, data = answer.result(timeout=30).splitlines()[:2]
            assert slow.process.wait(timeout=30) == 0
            took = time.monotonic() - begun
    assert kind == "event: complete"
    assert "38,000 tonnes" in json.loads(data.removeprefix("data: "))[0]["answer"]
    assert took < 12
    assert "Traceback" not in slow.log.read_text()


def test_more_questions_than_may_wait_are_refused(slow: Served) -> None:
    answers = [_send(slow) for _ in range(6)]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert "Queue is full" in refused[0].text
    taken = [answer.json()["event_id"] for answer in answers if answer.status_code == 200]
    assert taken
    for event in taken:
        assert "event: complete" in _receive(slow, event)


def test_health_says_when_the_index_is_gone_and_when_it_is_back(slow: Served, tmp_path: Path) -> None:
    pointer = tmp_path / "index" / "CURRENT"
    kept = pointer.read_bytes()
    pointer.unlink()
    gone = httpx.get(slow.address + "health")
    assert gone.status_code == 503
    assert gone.json() == {"status": "the index cannot be read; the server's log says why"}
    pointer.write_bytes(kept)
    assert httpx.get(slow.address + "health").status_code == 200


def test_a_port_that_is_taken_is_said_so(slow: Served, answerer: Answerer) -> None:
    port = int(slow.address.rstrip("/").rpartition(":")[2])
    with pytest.raises(UsageError, match="choose another port with --port"):
        serve(answerer, Settings(port=port), announce=lambda line: None)
