"""Count how common English words are, for `qa/word_frequency.tsv`.

    python benchmarks/word_frequency.py SQUAD.json.gz... > qa/word_frequency.tsv

The files are in SQuAD 1.1 form; each paragraph is one passage. Prints every index
term found in at least one passage of 400, with the share of passages that hold
it, most common first. Files weigh the same whatever their size.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from index.lexical import LexicalAnalyzer

LEAST = 1 / 400


def main() -> None:
    shares: Counter[str] = Counter()
    analyzer = LexicalAnalyzer()
    paths = [Path(name) for name in sys.argv[1:]]
    for path in paths:
        data = json.loads(gzip.decompress(path.read_bytes()))["data"]
        passages = [paragraph["context"] for entry in data for paragraph in entry["paragraphs"]]
        counts = Counter(term for passage in passages for term in set(analyzer.terms(passage)))
        for term, count in counts.items():
            shares[term] += count / len(passages) / len(paths)
    for term, share in sorted(shares.items(), key=lambda item: (-item[1], item[0])):
        if share >= LEAST:
            print(f"{term}\t{share:.4f}")


if __name__ == "__main__":
    main()
