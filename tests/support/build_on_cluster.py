"""Build an index on a Ray cluster of two machines that this process makes, each with one processor.

Usage: build_on_cluster.py INDEX SOURCE LOG WAY. Workers write a line into LOG for each text that they
encode. WAY is "plainly"; "worker" has a worker kill itself in the middle, once; "machine" takes a machine
away in the middle; "driver" kills this process with SIGKILL when two batches are kept.
Prints how many passages were embedded.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER, SOURCE, LOG, WAY = sys.argv[1:] if __name__ == "__main__" else ("", "", "", "")
SUPPORT = Path(__file__).parent
# Workers find our modules, and nothing listens where others could reach it.
os.environ["PYTHONPATH"] = os.pathsep.join([str(SUPPORT), str(SUPPORT.parent.parent)])
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

from hashing_embedder import HashingEmbedder  # noqa: E402

from corpus import ReadReport, load_articles  # noqa: E402
from index import Encoded, build_index  # noqa: E402
from index import cluster as cluster_module  # noqa: E402


class LoggingEmbedder(HashingEmbedder):
    """Encodes slowly, and writes down what it did; kills its worker once where it is told to."""

    def __init__(self, log: str, deadly: bool) -> None:
        super().__init__()
        self.log = log
        self.deadly = deadly

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        died = Path(self.log + ".died")
        if self.deadly and os.getpid() != int(os.environ.get("CITEWISE_DRIVER", "0")) and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        found = super().encode_passages(texts)
        time.sleep(0.3)
        with open(self.log, "a", encoding="utf-8") as stream:  # noqa: PTH123
            stream.write("".join(f"{text!r}\n" for text in texts))
        return found


def main() -> None:
    from ray.cluster_utils import Cluster as Machines

    machines = Machines()
    nodes: list[Any] = [machines.add_node(num_cpus=1, node_ip_address="127.0.0.1") for _ in range(2)]
    cluster_module._BATCH = 40
    cluster = cluster_module.Cluster(machines.address, LoggingEmbedder(LOG, WAY == "worker"))
    if WAY == "machine":
        threading.Timer(4.0, lambda: machines.remove_node(nodes[1], allow_graceful=False)).start()
    if WAY == "driver":
        threading.Thread(target=die, daemon=True).start()
    report = ReadReport()
    articles = load_articles([SOURCE], report=report, readers=cluster.read)
    summary = build_index(articles, Path(FOLDER), LoggingEmbedder(LOG, False), cluster=cluster)
    print(json.dumps(report.as_dict()))
    print(summary.embedded, flush=True)
    cluster.close()
    machines.shutdown()


def die() -> None:
    """Kill this process when two batches are on disk."""
    while len(list((Path(FOLDER) / "finished").rglob("*.arrow"))) < 2:
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
