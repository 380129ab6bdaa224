"""Milvus beside the index folder, by size: building, searching, and how far both agree.

    python benchmarks/engines.py INDEX QUESTIONS MILVUS [--sizes 10000 100000]

MILVUS is the address of a server or a path for milvus-lite. Passages are those of INDEX; beyond their
number, halves of two of them under new ids, with the vector of the first, perturbed with Gaussian noise.
Searches are the first 100 questions of QUESTIONS, encoded before: 30 nearest vectors, 30 best by words.
Recall@10 is against comparing
every vector; overlap@10 is of Milvus's BM25 with tantivy's. One run, one after another.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from eval import load_questions
from index import Filters, Index, LexicalIndex, Passage, Scored, VectorStore
from index.catalogue import CatalogueWriter
from index.engines.milvus import MilvusCollection, MilvusVectors, MilvusWords, MilvusWriter, Passed
from index.engines.storage import new_identity, new_name
from index.layout import LEXICAL, TERMS, VECTORS
from index.lexical import TantivyIndex
from index.places import FolderSearchWriter, SearchWriter
from index.term_counts import TermCounts
from index.vectors import FaissStore
from index.windows import windows

ASKED, DEPTH, K = 100, 30, 10


@dataclass
class Passages:
    """As many passages as wanted, made of those of an index; stands for a catalogue."""

    base: Sequence[Passage]
    size: int

    def passages(self) -> Iterator[Passage]:
        for number in range(self.size):
            times, place = divmod(number, len(self.base))
            one, other = self.base[place], self.base[(place + 7 * times) % len(self.base)].text
            text = one.text[: len(one.text) // 2] + other[len(other) // 2 :]
            yield replace(one, id=number, text=text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("milvus")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    options = parser.parse_args()
    index = Index.open(options.index)
    ids = sorted(index.catalogue.passage_ids(Filters()))
    base = list(index.catalogue.passages(ids).values())
    vectors_of = index.vectors.get([one.id for one in base])
    asked = [question.question for question in load_questions(options.questions)[:ASKED]]
    encoded = [index.embedder.encode_question(question).vector for question in asked]
    print(
        "| passages | engine | build, s | vectors p50, ms | p95, ms | recall@10 | words p50, ms | p95, ms "
        "| overlap@10 |\n" + 9 * "|---" + "|"
    )
    for size in options.sizes:
        passages = Passages(base, size)
        rows = np.concatenate([vectors_of] * (size // len(base) + 1))[:size]
        rows = perturbed_rows(rows)
        exact = [set(np.argsort(-(rows @ vector))[:K].tolist()) for vector in encoded]
        words: list[set[int]] = []
        for name in ("folder", "Milvus"):
            with tempfile.TemporaryDirectory() as folder:
                made, seconds = built(name, Path(folder), passages, rows, options.milvus)
                found, by_vector = timed(lambda one, made=made: made[0].search(one, DEPTH), encoded)
                lexical, by_words = timed(lambda one, made=made: made[1].search(one, DEPTH), asked)
                words = words or lexical
                recall = np.mean([len(a & b) / K for a, b in zip(found, exact, strict=True)])
                overlap = np.mean([len(a & b) / max(1, len(b)) for a, b in zip(lexical, words, strict=True)])
                print(
                    f"| {size:,} | {name} | {seconds:.1f} | {by_vector[0]:.1f} | {by_vector[1]:.1f} "
                    f"| {recall:.4f} | {by_words[0]:.1f} | {by_words[1]:.1f} | {overlap:.4f} |",
                    flush=True,
                )
                made[2]()


def perturbed_rows(rows: Any) -> Any:
    random = np.random.default_rng(1)
    rows = rows + 0.02 * random.standard_normal(rows.shape, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def built(
    name: str, folder: Path, passages: Passages, rows: Any, address: str
) -> tuple[tuple[VectorStore, LexicalIndex, Callable[[], None]], float]:
    begun = time.perf_counter()
    dimension = rows.shape[1]
    writer: SearchWriter
    if name == "folder":
        writer = FolderSearchWriter(folder, cast("CatalogueWriter", passages), dimension, passages.size)
    else:
        collection = MilvusCollection(address, new_name(new_identity()))
        writer = MilvusWriter(collection, folder / TERMS, dimension, passages.size, Passed, [])
    for window in windows(passages.passages(), 2000):
        writer.add(window, rows[window[0].id : window[-1].id + 1])
    writer.finish()
    seconds = time.perf_counter() - begun
    if name == "folder":
        store = FaissStore.open(folder / VECTORS)
        return (store, TantivyIndex.open(folder / LEXICAL), writer.abandon), seconds
    counts = TermCounts(folder / TERMS)
    return (MilvusVectors(collection), MilvusWords(collection, counts), writer.abandon), seconds


def timed(
    search: Callable[[Any], list[Scored]], asked: Sequence[Any]
) -> tuple[list[set[int]], tuple[float, float]]:
    search(asked[0])
    found, times = [], []
    for one in asked:
        begun = time.perf_counter()
        hits = search(one)
        times.append(time.perf_counter() - begun)
        found.append({hit.passage_id for hit in hits[:K]})
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return found, (float(p50), float(p95))


if __name__ == "__main__":
    main()
