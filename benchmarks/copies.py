"""How well copies are told from updates, and what grouping many articles costs.

    python benchmarks/copies.py [--articles 10000 100000] [--words 300]

Prints pair precision and recall of each half of the labelled articles. With
`--articles`, for each number: seconds to sign and to group so many made-up articles, of
which a fifth are copies with cut tails or datelines and a fifth changed in one
number, and the peak of memory beyond the texts, which lie on disk.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from corpus import Article
from corpus.grouping import Candidate, group_copies
from corpus.signature import Signature, Signer
from eval.copying import judge_copying, load_labelled_copies


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="*", default=[])
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options.words)))
        return
    labelled = load_labelled_copies()
    for split in ("dev", "held"):
        mine = [one for one in labelled if one.split == split]
        found = judge_copying(mine)
        print(
            f"{split}: {len(mine)} articles, {found.labelled} pairs of copies, {found.near} alike that "
            f"are none; precision {found.precision:.4f}, recall {found.recall:.4f}"
        )
        for name, pairs in (("joined", found.joined), ("missed", found.missed)):
            for pair in pairs:
                print(f"  {name} {' '.join(pair)}")
    for count in options.articles:
        command = [sys.executable, sys.argv[0], "--one", str(count), "--words", str(options.words)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


def measured(count: int, words: int) -> dict[str, float]:
    """Figures of one number of articles, in a process of its own so that its peak is its own."""
    signer = Signer()
    signer.sign(Article("warm", "", "up"))
    with tempfile.TemporaryDirectory() as folder:
        texts = sqlite3.connect(Path(folder) / "texts")
        texts.execute("CREATE TABLE text (id INTEGER PRIMARY KEY, text TEXT, hashes BLOB, shingles INTEGER)")
        characters = 0
        for number, text in enumerate(made_up(count, words)):
            texts.execute("INSERT INTO text VALUES (?, ?, NULL, NULL)", (number, text))
            characters += len(text)
        texts.commit()

        def article(identity: str) -> Article:
            (text,) = texts.execute("SELECT text FROM text WHERE id = ?", (int(identity),)).fetchone()
            return Article(identity, "", text)

        before = _peak()
        at = time.perf_counter()
        for number in range(count):
            signature = signer.sign(article(str(number)))
            row = (signature.hashes.tobytes(), signature.shingles, number)
            texts.execute("UPDATE text SET hashes = ?, shingles = ? WHERE id = ?", row)
        texts.commit()
        signed = time.perf_counter()
        rows = texts.execute("SELECT id, hashes, shingles FROM text")
        copies = group_copies(
            (
                Candidate(str(number), None, Signature(np.frombuffer(hashes, dtype=np.uint32), shingles))
                for number, hashes, shingles in rows
            ),
            article,
        )
        done = time.perf_counter()
        texts.close()
    return {
        "articles": count,
        "text_MB": round(characters / 1e6, 1),
        "copies": len(copies),
        "sign_s": round(signed - at, 1),
        "group_s": round(done - signed, 1),
        "memory_MB": round((_peak() - before) / 1e6, 1),
    }


def made_up(count: int, words: int):
    """So many texts: three fifths new, a fifth cut or given a dateline, a fifth with another number."""
    source = random.Random(7)
    vocabulary = ["".join(source.choices("abdegiklmnoprstuv", k=source.randint(2, 9))) for _ in range(20_000)]
    recent: list[str] = []
    for number in range(count):
        kind = number % 5 if recent else 0
        if kind < 3:
            sentences = []
            for _ in range(words // 15):
                sentence = " ".join(source.choices(vocabulary, k=14)).capitalize()
                sentences.append(f"{sentence} {source.randint(2, 9999)}.")
            text = "\n\n".join(
                " ".join(sentences[place : place + 4]) for place in range(0, len(sentences), 4)
            )
            recent = [*recent[-200:], text]
        elif kind == 3:
            paragraphs = source.choice(recent).split("\n\n")
            text = "VELMORA (Wire) — " + "\n\n".join(paragraphs[: max(2, len(paragraphs) - number % 3)])
        else:
            text = source.choice(recent)
            text = text.replace(".", f"{number}.", 1)
        yield text


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
