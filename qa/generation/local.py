"""A generator from a GGUF file, run in this process by llama.cpp."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import GenerationError, GeneratorError
from qa.generation.generator import Message
from qa.generation.timed import Push, timed


class LocalGenerator:
    """Runs a model of `path` on all processors. Safe to use from several threads; questions wait for
    each other.

    llama.cpp's server also listens on a free port of 127.0.0.1; a key that nobody knows
    keeps others out.

    Raises:
        GeneratorError: llama.cpp is not installed, or the file is missing or no model.
    """

    def __init__(self, path: Path, *, timeout: float, tokens: int, context: int) -> None:
        try:
            import xllamacpp
        except ImportError as error:
            raise GeneratorError(
                'running a GGUF model needs xllamacpp; run: pip install "citewise[local-llm]"'
            ) from error
        if not path.is_file():
            raise GeneratorError(f"there is no model at {path}; give --llm the path of a .gguf file")
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.n_ctx = context
        parameters.n_parallel = 1
        parameters.cpuparams.n_threads = os.cpu_count() or 1
        parameters.verbosity = -1
        parameters.warmup = False
        parameters.hostnames = ["127.0.0.1"]
        parameters.api_keys = [secrets.token_hex()]
        try:
            self._server = xllamacpp.Server(parameters)
        except RuntimeError as error:
            raise GeneratorError(f"llama.cpp cannot load {path}: is it a whole GGUF model?") from error
        self._path = path
        self._timeout = timeout
        self._tokens = tokens

    @property
    def name(self) -> str:
        return self._path.stem

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """See `Generator`."""
        request: dict[str, Any] = {
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": self._tokens,
            "stream": True,
        }

        def produce(push: Push) -> None:
            problems: list[str] = []
            ended: list[bool] = []

            # What this raises would be lost in llama.cpp, so it raises nothing; True ends the writing.
            def took(chunk: object) -> bool:
                text, end, problem = _read(chunk)
                if problem:
                    problems.append(problem)
                if end:
                    ended.append(True)
                return bool(problem) or (bool(text) and push(text))

            try:
                self._server.handle_chat_completions(request, took)
            except RuntimeError as error:
                raise GenerationError(f"{self.name} failed: {error}") from error
            if problems:
                raise GenerationError(f"{self.name} failed: {problems[0]}")
            if not ended:
                raise GenerationError(f"{self.name} stopped before the end of its answer")

        yield from timed(
            produce, self._timeout, f"{self.name} was not done in {self._timeout:g} seconds (llm_timeout)"
        )


def _read(chunk: object) -> tuple[str, bool, str]:
    """The text of a piece, whether it is the last, and what went wrong."""
    if not isinstance(chunk, Mapping):
        return "", False, "a piece of its answer cannot be read"
    if "error" in chunk:
        error = chunk["error"]
        message = error.get("message") if isinstance(error, Mapping) else error
        return "", True, " ".join(str(message).split())
    choices = chunk.get("choices")
    if not choices:
        return "", False, ""
    choice = choices[0]
    return (choice.get("delta") or {}).get("content") or "", bool(choice.get("finish_reason")), ""
