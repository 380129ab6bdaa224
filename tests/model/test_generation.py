"""The real thing: SmolLM2-135M-Instruct in this process, and behind llama.cpp's own server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gguf import smollm2
from hashing_embedder import HashingEmbedder

from corpus.errors import GenerationError, GeneratorError
from qa import Answerer, Settings
from qa.generation import Generator, open_generator

xllamacpp = pytest.importorskip("xllamacpp", reason="the extra local-llm is not installed")
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(smollm2() is None, reason="no SmolLM2 weights: set TEST_GGUF"),
]

HELLO = [{"role": "user", "content": "Say hello."}]


@pytest.fixture(scope="module")
def local() -> Generator:
    generator = open_generator(Settings(llm=str(smollm2()), llm_tokens=40, llm_context=2048))
    assert generator is not None
    return generator


@pytest.fixture(scope="module")
def llama_server() -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(smollm2())
    parameters.n_ctx = 2048
    parameters.n_parallel = 1
    parameters.warmup = False
    parameters.verbosity = -1
    parameters.api_keys = ["right"]
    return xllamacpp.Server(parameters)


def test_it_writes_in_pieces_and_repeats_itself(local: Generator) -> None:
    pieces = list(local.stream(HELLO))
    assert len(pieces) > 2
    assert "hello" in "".join(pieces).lower()
    assert list(local.stream(HELLO)) == pieces


def test_it_can_be_left_in_the_middle(local: Generator) -> None:
    stream = local.stream([{"role": "user", "content": "Tell a long story."}])
    assert next(stream)
    stream.close()
    assert "hello" in "".join(local.stream(HELLO)).lower()


def test_too_long_a_prompt_is_told_in_one_line(local: Generator) -> None:
    with pytest.raises(GenerationError, match="exceeds the available context size") as caught:
        list(local.stream([{"role": "user", "content": "word " * 4000}]))
    assert "\n" not in str(caught.value)


def test_waiting_has_an_end() -> None:
    slow = open_generator(Settings(llm=str(smollm2()), llm_timeout=0.05))
    assert slow is not None
    with pytest.raises(GenerationError, match=r"was not done in 0\.05 seconds"):
        list(slow.stream(HELLO))


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(GeneratorError, match=r"cannot load .*broken\.gguf: is it a whole GGUF model\?"):
        open_generator(Settings(llm=str(path)))


def _through(server: Any) -> Settings:
    return Settings(
        llm=f"{server.listening_address}/v1", llm_model="smollm2", llm_tokens=40, llm_retries=0, threshold=0.0
    )


def test_llama_cpps_server_is_asked_over_http(
    llama_server: Any, local: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openai", reason="the extra llm is not installed")
    assert llama_server.listening_address.startswith("http://127.0.0.1:")
    monkeypatch.setenv("CITEWISE_LLM_KEY", "right")
    generator = open_generator(_through(llama_server))
    assert generator is not None
    assert list(generator.stream(HELLO)) == list(local.stream(HELLO))
    with pytest.raises(GenerationError, match=r"answered 400: .*exceeds the available context size"):
        list(generator.stream([{"role": "user", "content": "word " * 4000}]))


def test_llama_cpps_server_wants_its_key(llama_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openai", reason="the extra llm is not installed")
    monkeypatch.setenv("CITEWISE_LLM_KEY", "wrong")
    generator = open_generator(_through(llama_server))
    assert generator is not None
    with pytest.raises(GenerationError, match="answered 401: it wants another key; set CITEWISE_LLM_KEY"):
        list(generator.stream(HELLO))


def test_what_it_says_is_exact_or_left_out(
    index_folder: Path, embedder: HashingEmbedder, local: Generator
) -> None:
    from qa.generation import Composer

    answerer = Answerer.open(index_folder, embedder=embedder, settings=Settings(threshold=0.0))
    answerer.composer = Composer(local)
    catalogue = answerer.retriever.index().catalogue
    for question in ("How many tonnes of steel did engineers use?", "What destroyed the apple orchards?"):
        answer = answerer.answer(question)
        assert answer.generated
        for one in answer.citations:
            article = catalogue.article(one.article_id)
            assert article is not None
            assert article.text[one.start : one.end] == one.quote
