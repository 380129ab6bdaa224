"""What Citewise costs over its encoder, measured side by side in one run.

    python benchmarks/speed.py CORPUS QUESTIONS INDEX [--articles 150] [--questions 200]

CORPUS is a file of articles, INDEX a finished index (the larger the better) and
QUESTIONS a question set for it. Prints ratios with the times behind them: a build
over the encoder's bare forward pass on the same passages; retrieving over
encoding the question; a whole `citewise search` process over a process that
imports sentence-transformers and encodes one question.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from corpus import load_articles
from eval.questions import load_questions
from index import Filters, Index, build_index, fast_embedder
from index.weights import default_weights
from qa import Retriever

COLD = """
from sentence_transformers import SentenceTransformer
SentenceTransformer({folder!r}, device="cpu", local_files_only=True).encode({question!r})
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions_file", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    questions = [one.question for one in load_questions(options.questions_file)[: options.questions]]
    print("| what | of Citewise | compared with | ratio |\n|---|---|---|---|")
    building(options.corpus, options.articles)
    asking(options.index, questions)
    cold(options.index, questions[0])


def building(corpus: Path, count: int) -> None:
    embedder = fast_embedder()
    articles = list(islice(load_articles([corpus]), count))
    with tempfile.TemporaryDirectory() as folder:
        summary = build_index(articles, Path(folder) / "index", embedder)
        again = build_index(articles, Path(folder) / "index", embedder)
        index = Index.open(Path(folder) / "index", embedder)
        ids = index.catalogue.passage_ids(Filters())
        texts = [passage.text for passage in index.catalogue.passages(ids).values()]
    texts.sort(key=len)
    bare = timed(lambda: embedder.embed_passages(texts))
    whole = summary.seconds["total"]
    row(
        f"build, {len(articles)} articles, {len(texts)} passages ({len(texts) / whole:.1f} a second)",
        whole,
        f"bare forward pass ({len(texts) / bare:.1f} a second)",
        bare,
    )
    parts = ", ".join(f"{name} {value:.1f}" for name, value in summary.seconds.items())
    print(f"| its seconds by stage: {parts} | | | |")
    row("the same build again, nothing changed", again.seconds["total"], "the build", whole)


def asking(folder: Path, questions: list[str]) -> None:
    retriever = Retriever.open(folder)
    index = retriever.index()
    encoder = index.embedder
    for question in questions[:20]:
        retriever.retrieve(question)
    encoding, retrieving = [], []
    for question in questions:
        encoding.append(timed(lambda question=question: encoder.encode_question(question)))
        retrieving.append(timed(lambda question=question: retriever.retrieve(question)))
    passages = f"{index.manifest.passages:,} passages"
    row(f"retrieve, p50, {passages}", median(retrieving), "encoding the question, p50", median(encoding))
    row(f"retrieve, p95, {passages}", p95(retrieving), "encoding the question, p95", p95(encoding))


def cold(folder: Path, question: str) -> None:
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    bare = [sys.executable, "-c", COLD.format(folder=str(default_weights()), question=question)]
    mine = [sys.executable, "-m", "qa.cli", "search", "--index", str(folder), question]
    times: dict[str, list[float]] = {"mine": [], "bare": []}
    for _ in range(3):
        for name, command in (("mine", mine), ("bare", bare)):
            times[name].append(
                timed(partial(subprocess.run, command, check=True, capture_output=True, env=environment))
            )
    row(
        "cold start: `citewise search`, whole process",
        median(times["mine"]),
        "a process that loads sentence-transformers and encodes one question",
        median(times["bare"]),
    )


def row(what: str, seconds: float, other: str, others: float) -> None:
    print(f"| {what} | {shown(seconds)} | {other}: {shown(others)} | {seconds / others:.2f} |", flush=True)


def shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[18]


if __name__ == "__main__":
    main()
