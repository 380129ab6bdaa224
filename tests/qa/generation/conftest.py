from __future__ import annotations

from collections.abc import Callable

import pytest
from scripted import Scripted

from corpus.errors import GenerationError
from qa import Answerer
from qa.generation import Composer


@pytest.fixture
def says(answerer: Answerer) -> Callable[..., Answerer]:
    """The answerer with a generator that says the given pieces."""

    def make(*pieces: str | GenerationError) -> Answerer:
        answerer.composer = Composer(Scripted(*pieces))
        return answerer

    return make
