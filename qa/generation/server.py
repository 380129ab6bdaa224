"""A generator behind any server that speaks OpenAI's chat completions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import GenerationError, GeneratorError
from qa.generation.generator import Message
from qa.generation.timed import Push, timed
from qa.settings import LLM_KEY

if TYPE_CHECKING:
    import openai

_CHARACTERS = 12  # a token is taken to have at most; a server that ignores the limit is not heard further
_REASON = 200  # characters shown of what the server says of a failure

_ADVICE = {
    400: "it did not understand the request",
    401: f"it wants another key; set {LLM_KEY}",
    403: f"it wants another key; set {LLM_KEY}",
    404: "it does not know the model or the path; see --llm-model, and whether the URL ends in /v1",
    429: "it is asked too often; try again later",
}


class ServerGenerator:
    """Asks a server, streaming. Safe to use from several threads.

    A request that finds the server down, busy (429) or failing (5xx) is made again up
    to `retries` times, after waits that grow (the official client's back-off). All of
    it together may take `timeout` seconds. The key comes from the variable
    `CITEWISE_LLM_KEY`.

    Raises:
        GeneratorError: no model is named, the URL holds a password, or the client is not installed.
    """

    def __init__(self, url: str, model: str | None, *, timeout: float, retries: int, tokens: int) -> None:
        parts = urlsplit(url)
        if not parts.hostname or parts.username or parts.password:
            raise GeneratorError(f"the URL of --llm needs a host and no password; set the key with {LLM_KEY}")
        if not model:
            raise GeneratorError("a server needs the name of its model; give --llm-model NAME")
        try:
            import openai
        except ImportError as error:
            raise GeneratorError(
                'asking a server needs the openai client; run: pip install "citewise[llm]"'
            ) from error
        self._openai = openai
        self._where = f"the server at {parts.scheme}://{parts.netloc}"
        self._model = model
        self._timeout = timeout
        self._tokens = tokens
        self._client = openai.OpenAI(
            base_url=url,
            api_key=os.environ.get(LLM_KEY) or "none",
            timeout=timeout,
            max_retries=retries,
        )
        # The client takes these from the environment, where they belong to another service.
        self._client.organization = self._client.project = None

    @property
    def name(self) -> str:
        return self._model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """See `Generator`."""

        def produce(push: Push) -> None:
            try:
                self._produce(messages, push)
            except self._openai.OpenAIError as error:
                raise GenerationError(self._told(error)) from error
            except (ValueError, TypeError, AttributeError) as error:
                # What the client raises when a piece of the stream is no JSON or of another shape.
                raise GenerationError(f"{self._where} sent a stream that cannot be read") from error

        yield from timed(
            produce, self._timeout, f"{self._where} was not done in {self._timeout:g} seconds (llm_timeout)"
        )

    def _produce(self, messages: Sequence[Message], push: Push) -> None:
        request: dict[str, Any] = {
            "model": self._model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": self._tokens,
            "stream": True,
        }
        heard = 0
        ended = False
        stream: openai.Stream[Any] = self._client.chat.completions.create(**request)
        with stream:
            for chunk in stream:
                if not chunk.choices:  # servers send usage, or nothing, between the pieces
                    continue
                choice = chunk.choices[0]
                text = choice.delta.content if choice.delta else None
                if text:
                    if not isinstance(text, str):
                        raise TypeError(f"a piece is {type(text).__name__}, not text")
                    heard += len(text)
                    if push(text) or heard > self._tokens * _CHARACTERS:
                        return
                ended = ended or bool(choice.finish_reason)
        if not ended:
            raise GenerationError(f"{self._where} stopped before the end of its answer")

    def _told(self, error: openai.OpenAIError) -> str:
        if isinstance(error, self._openai.APITimeoutError):
            return f"{self._where} was not done in {self._timeout:g} seconds (llm_timeout)"
        if isinstance(error, self._openai.APIStatusError):
            advice = _ADVICE.get(error.status_code, "it failed")
            return f"{self._where} answered {error.status_code}: {advice}{_reason(error.body)}"
        if isinstance(error, self._openai.APIConnectionError):
            if error.__cause__ is not None and "Connect" not in type(error.__cause__).__name__:
                return f"{self._where} stopped before the end of its answer"
            return f"{self._where} cannot be reached; start it, or leave --llm out"
        return f"{self._where} failed{_reason({'message': str(error)})}"


def _reason(body: object) -> str:
    """The message of an error body, shortened to one line; empty when there is none."""
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    message = inner.get("message") if isinstance(inner, Mapping) else inner
    if not isinstance(message, str) or not message.strip() or "<" in message:
        return ""
    return f" ({' '.join(message.split())[:_REASON]})"
