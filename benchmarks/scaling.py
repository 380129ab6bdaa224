"""How opening and asking grow with the index, and a large index made from a small one.

    python benchmarks/scaling.py QUESTIONS INDEX [INDEX ...] [--grow 100000 --into FOLDER]

Prints for each index: passages, megabytes, seconds to open it, and what a question
costs, over 100 of them. With `--grow` the last
index is first copied over and over, under new article ids and with perturbed
vectors, until it has so many passages, through `build_index` as any other build: only
the encoder is replaced by one that looks up what was stored, so `build` there is
everything but the forward pass.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus import Article
from eval.questions import load_questions
from index import Embedder, Encoded, EncodedQuestion, FileTokenCodes, Filters, Index, build_index
from index.generation import current_generation
from index.layout import ENCODER, TOKEN_TABLE, TOKENS
from index.onnx_embedder import OnnxEmbedder
from index.passage import title_id
from qa import Retriever

NOISE = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path)
    parser.add_argument("indexes", type=Path, nargs="+")
    parser.add_argument("--grow", type=int, help="passages of the index to make")
    parser.add_argument("--into", type=Path, help="its folder")
    parser.add_argument("--encoder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.encoder:
        print(json.dumps(measured(options.indexes[0], options.questions, options.encoder)))
        return
    indexes = list(options.indexes)
    if options.grow:
        print(f"build without the forward pass: {grow(indexes[-1], options.grow, options.into):.0f} s\n")
        indexes.append(options.into)
    print("| passages | MB | open, s | encode p50, ms | retrieve p50, ms | p95, ms |")
    print("|---|---|---|---|---|---|")
    for folder in indexes:
        command = [sys.executable, sys.argv[0], str(options.questions), str(folder)]
        command += ["--encoder", str(current_generation(indexes[0]) / ENCODER)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        print(f"| {' | '.join(json.loads(ran.stdout))} |", flush=True)


def measured(folder: Path, questions: Path, encoder: Path) -> list[str]:
    asked = [one.question for one in load_questions(questions)][:100]
    begun = time.perf_counter()
    retriever = Retriever.open(folder, embedder=OnnxEmbedder(encoder))
    opened = time.perf_counter() - begun
    index = retriever.index()
    for question in asked[:10]:
        retriever.retrieve(question)
    encoding, retrieving = [], []
    for question in asked:
        at = time.perf_counter()
        index.embedder.encode_question(question)
        middle = time.perf_counter()
        retriever.retrieve(question)
        encoding.append(middle - at)
        retrieving.append(time.perf_counter() - middle)
    size = sum(record.bytes for record in index.manifest.files.values())
    return [
        f"{index.manifest.passages:,}",
        f"{size / 1e6:.0f}",
        f"{opened:.2f}",
        f"{np.median(encoding) * 1000:.1f}",
        f"{np.median(retrieving) * 1000:.1f}",
        f"{np.percentile(retrieving, 95) * 1000:.1f}",
    ]


def grow(folder: Path, passages: int, into: Path) -> float:
    index = Index.open(folder)
    rounds = -(-passages // index.manifest.passages)
    begun = time.perf_counter()
    build_index(_copies(index, rounds), into, Stored(index, folder))
    return time.perf_counter() - begun


def _copies(index: Index, rounds: int) -> Iterator[Article]:
    for number in range(rounds):
        for article in index.catalogue.articles():
            yield replace(article, id=f"{article.id}~{number}")


class Stored:
    """An embedder that knows the texts of one index, and gives back what was stored for them."""

    def __init__(self, index: Index, folder: Path) -> None:
        generation = current_generation(folder)
        self._inner: Embedder = index.embedder
        self._vectors = index.vectors
        self._codes = FileTokenCodes(
            generation / TOKENS, generation / TOKEN_TABLE, index.manifest.embedder.token_dimension
        )
        ids = index.catalogue.passage_ids(Filters())
        self._places = {one.text: one.id for one in index.catalogue.passages(ids).values()}
        self._random = np.random.default_rng(0)
        self.name, self.dimension = self._inner.name, self._inner.dimension
        self.token_dimension, self.max_tokens = self._inner.token_dimension, self._inner.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._inner.count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._inner.embed_passages(texts)

    def encode_question(self, text: str) -> EncodedQuestion:
        return self._inner.encode_question(text)

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        if any(text not in self._places for text in texts):  # titles
            zeros = np.zeros((len(texts), self.dimension), dtype=np.float32)
            return Encoded(zeros, self._signs([title_id(text) for text in texts]))
        ids = [self._places[text] for text in texts]
        rows = self._vectors.get(ids)
        rows += NOISE * self._random.standard_normal(rows.shape, dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return Encoded(rows, self._signs(ids))

    def _signs(self, ids: Sequence[int]) -> tuple[np.ndarray, ...]:
        codes = self._codes.get(ids)
        return tuple(
            np.unpackbits(one, axis=1, count=self.token_dimension).astype(np.float32) - 0.5 for one in codes
        )


if __name__ == "__main__":
    main()
