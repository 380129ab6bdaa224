"""Kinds of FAISS index by size: build, search, memory, recall.

    python benchmarks/vectors.py INDEX [--sizes 10000 100000 1000000]

Vectors are those of INDEX, perturbed with Gaussian noise to reach each size; the
questions asked are perturbed vectors too. Recall@30 is against comparing every
vector in single precision. One run, one after another.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index import Filters, Index

Floats = NDArray[np.float32]
NOISE = 0.02  # a coordinate's standard deviation; a unit vector of 384 has 0.05
ASKED, K = 200, 30
KINDS = {
    "single precision, compared one by one": ("Flat", {}),
    "half precision, compared one by one": ("SQfp16", {}),
    "graph (HNSW32), half precision": ("HNSW32_SQfp16", {"efSearch": 96}),
    "lists (IVF), 8 bits": ("IVF{lists},SQ8", {"nprobe": 32}),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    options = parser.parse_args()
    index = Index.open(options.index)
    base = index.vectors.get(sorted(index.catalogue.passage_ids(Filters())))
    print("| vectors | kind | build, s | search p50, ms | p95, ms | MB | recall@30 |\n" + 7 * "|---" + "|")
    for size in options.sizes:
        vectors = perturbed(base, size, seed=1)
        asked = perturbed(base, ASKED, seed=2)
        exact: list[set[int]] = []
        for kind, (spec, options_) in KINDS.items():
            made, seconds = build(spec.format(lists=int(4 * size**0.5)), vectors)
            found, times = search(made, asked, options_)
            exact = exact or found
            recall = np.mean([len(one & other) / K for one, other in zip(found, exact, strict=True)])
            p50, p95 = np.percentile(times, [50, 95]) * 1000
            megabytes = len(faiss.serialize_index(made)) / 1e6
            print(
                f"| {size:,} | {kind} | {seconds:.1f} | {p50:.2f} | {p95:.2f} "
                f"| {megabytes:.0f} | {recall:.4f} |",
                flush=True,
            )
            del made


def perturbed(base: Floats, size: int, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    rows = base[random.integers(0, len(base), size)]
    rows += NOISE * random.standard_normal(rows.shape, dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def build(spec: str, vectors: Floats) -> tuple[Any, float]:
    begun = time.perf_counter()
    made = faiss.index_factory(vectors.shape[1], spec, faiss.METRIC_INNER_PRODUCT)
    if not made.is_trained:
        made.train(vectors[:: max(1, len(vectors) // 100_000)])
    for start in range(0, len(vectors), 50_000):
        made.add(vectors[start : start + 50_000])
    return made, time.perf_counter() - begun


def search(made: Any, asked: Floats, options: dict[str, int]) -> tuple[list[set[int]], list[float]]:
    parameters = faiss.ParameterSpace()
    for name, value in options.items():
        parameters.set_index_parameter(made, name, value)
    found, times = [], []
    for vector in asked:
        begun = time.perf_counter()
        _, ids = made.search(vector.reshape(1, -1), K)
        times.append(time.perf_counter() - begun)
        found.append(set(ids[0].tolist()))
    return found, times


if __name__ == "__main__":
    main()
