"""A server that speaks chat completions, and servers that do not do it well."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from servers import (
    Handler,
    breaks_a_chunk,
    cuts_off,
    drips,
    event,
    refuses,
    sends_a_page,
    sends_an_error,
    sends_nonsense,
    sends_other_shapes,
    serving,
    stalls,
    writes,
)

from corpus.errors import GenerationError
from qa import Answerer, Settings
from qa.generation import open_generator
from qa.settings import LLM_KEY

pytest.importorskip("openai", reason="the extra llm is not installed")

STEEL = "How many tonnes of steel did engineers use?"
ASKED = [{"role": "user", "content": "Well?"}]


def _settings(url: str, **more: object) -> Settings:
    given: dict[str, object] = {"llm_timeout": 20.0, "llm_retries": 0, "threshold": 0.0} | more
    return Settings(llm=url, llm_model="m", **given)


def _written(url: str, **more: object) -> str:
    generator = open_generator(_settings(url, **more))
    assert generator is not None
    return "".join(generator.stream(ASKED))


def test_pieces_come_as_they_are_written() -> None:
    with serving(writes("The bridge ", "opened [1].")) as (url, requests):
        assert _written(url, llm_tokens=77) == "The bridge opened [1]."
    ((body, headers),) = requests
    assert (body["model"], body["stream"], body["max_tokens"], body["temperature"]) == ("m", True, 77, 0)
    assert body["messages"] == ASKED
    assert headers["authorization"] == "Bearer none"


def test_the_key_comes_from_its_own_variable_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of another service")
    monkeypatch.setenv("OPENAI_ORG_ID", "ours")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "ours")
    monkeypatch.setenv(LLM_KEY, "k")
    with serving(writes("x")) as (url, requests):
        _written(url)
    headers = requests[0][1]
    assert headers["authorization"] == "Bearer k"
    assert not {"openai-organization", "openai-project"} & set(headers)
    assert Settings.load(environment={LLM_KEY: "k"}) == Settings()


@pytest.mark.parametrize(
    ("behave", "message"),
    [
        (cuts_off, "stopped before the end of its answer"),
        (breaks_a_chunk, "stopped before the end of its answer"),
        (sends_nonsense, "sent a stream that cannot be read"),
        (sends_other_shapes, "sent a stream that cannot be read"),
        (sends_an_error, r"failed \(out of memory\)"),
        (sends_a_page, "stopped before the end of its answer"),
        (refuses(400), r"answered 400: it did not understand the request \(reason 400\)"),
        (refuses(401), f"answered 401: it wants another key; set {LLM_KEY}"),
        (refuses(404), "answered 404: it does not know the model or the path; see --llm-model"),
        (refuses(429), "answered 429: it is asked too often"),
        (refuses(500), r"answered 500: it failed \(reason 500\)"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_failure_is_one_line(behave: Callable[[Handler], None], message: str) -> None:
    with (
        serving(behave) as (url, _),
        pytest.raises(GenerationError, match=f"^the server at http://127.0.0.1:[0-9]+ {message}") as caught,
    ):
        _written(url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("behave", [stalls, drips])
def test_waiting_has_an_end(behave: Callable[[Handler], None]) -> None:
    with serving(behave) as (url, _):
        begun = time.monotonic()
        with pytest.raises(GenerationError, match=r"not done in 1 seconds \(llm_timeout\)"):
            _written(url, llm_timeout=1.0)
        assert time.monotonic() - begun < 3.0


def test_nobody_at_home() -> None:
    with pytest.raises(GenerationError, match="cannot be reached; start it, or leave --llm out"):
        _written("http://127.0.0.1:1/v1")


@pytest.mark.parametrize("status", [429, 500])
def test_a_busy_server_is_asked_again(status: int) -> None:
    asked: list[float] = []

    def behave(handler: Handler) -> None:
        asked.append(time.monotonic())
        if len(asked) < 3:
            handler.fail(status)
        else:
            writes("at last")(handler)

    with serving(behave) as (url, _):
        assert _written(url, llm_retries=2) == "at last"
    assert len(asked) == 3
    assert asked[1] - asked[0] > 0.2


def test_a_wrong_key_is_not_tried_again() -> None:
    with serving(refuses(401)) as (url, requests), pytest.raises(GenerationError):
        _written(url, llm_retries=3)
    assert len(requests) == 1


def test_a_server_that_never_ends_is_left() -> None:
    def behave(handler: Handler) -> None:
        handler.begin()
        while True:
            handler.say(event("steel " * 20))

    with serving(behave) as (url, _):
        assert len(_written(url, llm_tokens=10)) < 1000


def test_an_answer_goes_from_question_to_exact_citation(
    index_folder: Path, embedder: HashingEmbedder
) -> None:
    with serving(writes("Engineers used 38,000 tonnes of steel. [1] It is 9 km long [1].")) as (url, _):
        answerer = Answerer.open(index_folder, embedder=embedder, settings=_settings(url))
        answer = answerer.answer(STEEL)
    assert answer.generated
    assert answer.answer == "Engineers used 38,000 tonnes of steel."
    assert (answer.dropped_statements, answer.dropped_citations) == (1, 1)
    assert answer.as_dict()["generated"] is True


@pytest.mark.parametrize("behave", [cuts_off, sends_nonsense, refuses(401), refuses(500)])
def test_a_failing_server_leaves_the_quotations(
    index_folder: Path, embedder: HashingEmbedder, behave: Callable[[Handler], None]
) -> None:
    plain = Answerer.open(index_folder, embedder=embedder, settings=Settings(threshold=0.0)).answer(STEEL)
    with serving(behave) as (url, _):
        answer = Answerer.open(index_folder, embedder=embedder, settings=_settings(url)).answer(STEEL)
    assert answer.statements == plain.statements
    assert not answer.generated
    assert (answer.notice or "").endswith("these are the articles' own sentences")
