"""A build by this process beside one on a Ray cluster of two machines with one processor each.

    python benchmarks/cluster.py ARTICLES.jsonl [--number 150]

Both "machines" are this one. Each way builds twice, one way after the other; the seconds are the build's own,
without starting the cluster.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
from pathlib import Path

os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # nothing listens where others could reach it
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

from corpus import load_articles
from index import build_index, fast_embedder
from index.cluster import Cluster


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--number", type=int, default=150)
    options = parser.parse_args()
    from ray.cluster_utils import Cluster as Machines

    articles = list(itertools.islice(load_articles([options.articles]), options.number))
    embedder = fast_embedder()
    machines = Machines()
    for _ in range(2):
        machines.add_node(num_cpus=1, node_ip_address="127.0.0.1")
    cluster = Cluster(machines.address, embedder)
    print("| way | passages | split, s | embed, s | all, s |\n|---|---|---|---|---|")
    for way in ("here", "two workers", "here", "two workers"):
        with tempfile.TemporaryDirectory() as folder:
            workers = cluster if way == "two workers" else None
            done = build_index(articles, Path(folder) / "index", embedder, cluster=workers)
            print(
                f"| {way} | {done.manifest.passages:,} | {done.seconds['split']:.1f} "
                f"| {done.seconds['embed']:.1f} | {done.seconds['total']:.1f} |",
                flush=True,
            )
    cluster.close()
    machines.shutdown()


if __name__ == "__main__":
    main()
