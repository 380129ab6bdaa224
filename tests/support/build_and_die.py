"""Change an index and kill this process with SIGKILL at the Nth thing it does to the folder.

Usage: build_and_die.py INDEX SOURCE N [MILVUS DATABASE] builds from SOURCE, keeping parts in those
engines; with `remove:ID` as the source it removes an article. Counts audited events (files opened,
folders made, renames, removals) below INDEX and windows embedded; prints the
count when the build survives to the end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from hashing_embedder import HashingEmbedder

FOLDER, SOURCE, DEADLY = sys.argv[1], sys.argv[2], int(sys.argv[3])
ENGINES = sys.argv[4:] or [None, None]
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect", "os.scandir"}
seen = 0


def count() -> None:
    global seen
    seen += 1
    if seen == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)


def audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in EVENTS and any(str(argument).startswith(FOLDER) for argument in arguments[:2]):
        count()


class MortalEmbedder(HashingEmbedder):
    def encode_passages(self, texts):
        count()
        return super().encode_passages(texts)


def main() -> None:
    from corpus import load_articles
    from index import Storage, build_index, remove_articles

    storage = Storage(*ENGINES)
    sys.addaudithook(audit)
    if SOURCE.startswith("remove:"):
        remove_articles([SOURCE.removeprefix("remove:")], Path(FOLDER), storage=storage)
    else:
        build_index(load_articles([SOURCE]), Path(FOLDER), MortalEmbedder(), storage=storage)
    print(seen)


main()
