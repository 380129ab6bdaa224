"""Serve an index of the hashing embedder, each answer taking a while.

Usage: serve_hashing.py INDEX SECONDS SETTINGS, the settings as a JSON object; with "api": true the API alone.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from hashing_embedder import HashingEmbedder

from qa import Answer, Answerer, Settings
from qa.boundary import guarded, log_to_stderr
from qa.chat import serve
from qa.serving.api import serve_api


class SlowAnswerer(Answerer):
    """Answers after `seconds`; a question that holds "crash" fails in a way that nobody foresaw."""

    seconds = 0.0

    def answer(self, question: str, *arguments: Any, **named: Any) -> Answer:
        time.sleep(self.seconds)
        if "crash" in question:
            raise RuntimeError("a secret of the machine")
        return super().answer(question, *arguments, **named)


def main() -> int:
    folder, seconds, settings = sys.argv[1:]
    SlowAnswerer.seconds = float(seconds)
    values = {"threshold": 0.0, "port": 0, **json.loads(settings)}
    serving = serve_api if values.pop("api", False) else serve
    chosen = Settings.load(values)
    answerer = SlowAnswerer.open(folder, embedder=HashingEmbedder(), settings=chosen)
    log_to_stderr(verbose=False)
    serving(answerer, chosen, announce=lambda line: print(line, file=sys.stderr, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(guarded("citewise", main))
