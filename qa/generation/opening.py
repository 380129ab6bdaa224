"""Which generator the settings name."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import GeneratorError
from qa.generation.generator import Generator
from qa.settings import Settings


def open_generator(settings: Settings) -> Generator | None:
    """The generator of the setting `llm`, None without one: a server for a URL, llama.cpp for a GGUF file.

    Raises:
        GeneratorError: it is neither, its library is not installed, or it cannot be loaded.
    """
    given = settings.llm
    if given is None:
        return None
    if given.startswith(("http://", "https://")):
        from qa.generation.server import ServerGenerator

        return ServerGenerator(
            given,
            settings.llm_model,
            timeout=settings.llm_timeout,
            retries=settings.llm_retries,
            tokens=settings.llm_tokens,
        )
    path = Path(given).expanduser()
    if path.suffix.lower() != ".gguf":
        raise GeneratorError(
            f"setting llm is {given!r}; give the URL of an OpenAI-compatible server "
            "(http://127.0.0.1:8080/v1) or a .gguf file"
        )
    from qa.generation.local import LocalGenerator

    return LocalGenerator(
        path, timeout=settings.llm_timeout, tokens=settings.llm_tokens, context=settings.llm_context
    )
