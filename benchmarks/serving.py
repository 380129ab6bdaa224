"""How long people wait for answers when many ask at once.

    python benchmarks/serving.py INDEX QUESTIONS [--people 1 5 20] [--questions 100]

Starts `citewise chat` on INDEX and asks it through Gradio's own client, each person in a
session of their own, one question after another. Prints p50 and p95 of a question's time in
seconds and answers a second, and counts what was lost.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from gradio_client import Client

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from chatting import chat  # noqa: E402

from eval.questions import load_questions  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions_file", type=Path)
    parser.add_argument("--people", type=int, nargs="+", default=[1, 5, 20])
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    questions = [one.question for one in load_questions(options.questions_file)[: options.questions]]
    with chat(options.index) as address:
        timed(address, questions[:4], 1)  # the first question loads the reader
        print("| people at once | questions | p50 s | p95 s | answers a second | lost |")
        print("|---|---|---|---|---|---|")
        for people in options.people:
            begun = time.perf_counter()
            times = timed(address, questions, people)
            rate = len(times) / (time.perf_counter() - begun)
            lost = len(questions) - len(times)
            p95 = quantiles(times, n=20)[-1]
            print(f"| {people} | {len(questions)} | {median(times):.2f} | {p95:.2f} | {rate:.1f} | {lost} |")


def timed(address: str, questions: list[str], people: int) -> list[float]:
    """The seconds of every question that was answered, asked by that many people."""

    def ask(number: int) -> list[float]:
        client = Client(address, verbose=False)
        times = []
        for question in questions[number::people]:
            begun = time.perf_counter()
            try:
                answer = client.predict(question=question, api_name="/ask_articles")
            except Exception as error:
                print(f"lost: {error}", file=sys.stderr)
                continue
            if answer["question"] == question:
                times.append(time.perf_counter() - begun)
        client.close()
        return times

    with ThreadPoolExecutor(people) as pool:
        return [one for times in pool.map(ask, range(people)) for one in times]


if __name__ == "__main__":
    main()
