"""How far an index in engines answers as the same index in its folder.

    python benchmarks/agreement.py INDEX ENGINES_INDEX QUESTIONS [--milvus ADDRESS] [--database ADDRESS]

ENGINES_INDEX is a copy of INDEX that was built again from the same articles with these settings. The first
100 questions (`--limit`) are asked of both, one after the other: overlap of the passages looked at (ten), the
same one first, and answers that are the same word for word, with the milliseconds of both.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from eval import load_questions
from qa import Answerer, Settings


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
    timings: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for question in questions:
        answers = {name: answerer.answer(question) for name, answerer in sides.items()}
        for name, answer in answers.items():
            timings[name].append((answer.timings_ms["retrieve"], answer.timings_ms["total"]))
        folder, other = ([hit.passage.id for hit in answer.passages] for answer in answers.values())
        overlap += len(set(folder) & set(other)) / max(1, len(folder))
        first += folder[:1] == other[:1]
        said = [(one.answer, one.short_answer, one.abstained) for one in answers.values()]
        same += said[0] == said[1]
    print(f"questions {len(questions)}, overlap {overlap / len(questions):.3f}, ", end="")
    print(f"same passage first {first:.0f}, same answer {same:.0f}")
    for name, taken in timings.items():
        retrieving, answering = np.median(taken, axis=0)
        print(f"{name}: retrieve p50 {retrieving:.1f} ms, answer p50 {answering:.1f} ms")


if __name__ == "__main__":
    main()
