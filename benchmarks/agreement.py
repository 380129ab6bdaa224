"""How far an index in engines answers as the same index in its folder.

    python benchmarks/agreement.py INDEX ENGINES_INDEX QUESTIONS [--milvus ADDRESS] [--database ADDRESS]

ENGINES_INDEX is a copy of INDEX that was built again from the same articles with these settings. The first
100 questions (`--limit`) are asked of both, one after the other: overlap of the ten best passages, the
same one first, and answers that are the same word for word, with the milliseconds of both.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from eval import load_questions
from qa import Answerer, Settings

K = 10
T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index")
    parser.add_argument("engines_index")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--milvus")
    parser.add_argument("--database")
    parser.add_argument("--limit", type=int, default=100)
    options = parser.parse_args()
    engines = Settings(milvus=options.milvus, database=options.database)
    sides = {
        "folder": Answerer.open(options.index),
        "engines": Answerer.open(options.engines_index, settings=engines),
    }
    questions = [one.question for one in load_questions(options.questions)[: options.limit]]
    overlap = first = same = 0.0
    retrieving: dict[str, list[float]] = {name: [] for name in sides}
    answering: dict[str, list[float]] = {name: [] for name in sides}
    for question in questions:
        ranked, said = {}, {}
        for name, answerer in sides.items():
            hits = timed(partial(answerer.retriever.retrieve, question, K), retrieving[name])
            ranked[name] = [hit.passage.id for hit in hits]
            found = timed(partial(answerer.answer, question), answering[name])
            said[name] = (found.answer, found.short_answer, found.abstained)
        folder, other = ranked.values()
        overlap += len(set(folder) & set(other)) / max(1, len(folder))
        first += folder[:1] == other[:1]
        same += said["folder"] == said["engines"]
    print(f"questions {len(questions)}, overlap@{K} {overlap / len(questions):.3f}, ", end="")
    print(f"same passage first {first:.0f}, same answer {same:.0f}")
    for name in sides:
        print(
            f"{name}: retrieve p50 {p50(retrieving[name]):.1f} ms, answer p50 {p50(answering[name]):.1f} ms"
        )


def timed(work: Callable[[], T], times: list[float]) -> T:
    begun = time.perf_counter()
    made = work()
    times.append(time.perf_counter() - begun)
    return made


def p50(times: list[float]) -> float:
    return float(np.median(times)) * 1000


if __name__ == "__main__":
    main()
