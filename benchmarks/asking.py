"""What an answer costs beside finding its passages: python benchmarks/asking.py INDEX QUESTIONS

Retrieves for every third question, then answers the same ones, with the reader, three times in one
process, and prints the medians and 95th percentiles in milliseconds, their ratio, the parts of an answer,
and how many windows the reader read. Questions are asked on their day, if they have one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.dates import day_of
from eval.question_sets import load_question_set
from qa import Answerer
from qa.reader import SpanReader, default_reader

_EVERY = 3
_ROUNDS = 3
_WARM = 10  # questions asked first, unmeasured


def spread(milliseconds: Sequence[float]) -> str:
    return f"p50 {np.percentile(milliseconds, 50):.1f} ms, p95 {np.percentile(milliseconds, 95):.1f} ms"


def main() -> None:
    index, path = sys.argv[1:]
    answerer = Answerer.open(index)
    questions = load_question_set(Path(path)).questions[::_EVERY]
    reader, windows = default_reader(), []

    def counted(self: SpanReader, question: str, texts: Sequence[str]) -> object:
        windows.append(len(texts))
        return read(self, question, texts)

    read, SpanReader.read = SpanReader.read, counted  # type: ignore[assignment, method-assign]
    for one in questions[:_WARM]:
        answerer.answer(one.question)
    windows.clear()
    retrieved, answers = [], []
    for _ in range(_ROUNDS):  # both in turn, so that neither has the machine's better minutes
        for one in questions:
            begun = time.perf_counter()
            answerer.retriever.retrieve(one.question, 10)
            retrieved.append((time.perf_counter() - begun) * 1000)
        answers += [answerer.answer(one.question, asked_on=day_of(one.date)) for one in questions]
    asked = [one.timings_ms["total"] for one in answers]
    print(f"{len(questions)} questions, {answerer.retriever.index().manifest.passages} passages")
    print(f"retrieve: {spread(retrieved)}")
    print(f"answer: {spread(asked)}, {np.median(asked) / np.median(retrieved):.2f} times retrieving, at p50")
    for part in ("retrieve", "choose", "read"):
        print(f"  of it {part}: {spread([one.timings_ms[part] for one in answers])}")
    if reader:
        print(f"windows read: {sum(windows) / len(answers):.2f} a question")


if __name__ == "__main__":
    main()
