"""How well boilerplate is marked, on the labelled articles and on a corpus.

    python benchmarks/boilerplate.py [--lines] [--corpus FILE ... --sample 60]

Prints character precision and recall of each half of the labelled articles
(`--lines`: with the lines that differ). With `--corpus` the share of its
characters that is marked, by reason, and a random sample of the marked lines to read.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from corpus import Span, load_articles
from corpus.recurring import RecurringLines
from eval.marking import judge_marking, load_labelled


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", action="store_true", help="show the lines that differ")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    articles = load_labelled()
    for split in ("dev", "held"):
        mine = [one for one in articles if one.split == split]
        found = judge_marking(mine)
        print(
            f"{split}: {len(mine)} articles, {found.labelled} labelled characters, "
            f"precision {found.precision:.4f}, recall {found.recall:.4f}"
        )
        if options.lines:
            for name, lines in (("eaten", found.eaten), ("missed", found.missed)):
                for line in lines:
                    print(f"  {name} {line}")
    if options.corpus:
        _show_corpus(options.corpus, options.sample, options.seed)


def _show_corpus(sources: list[Path], sample: int, seed: int) -> None:
    articles = list(load_articles(sources))
    lines = RecurringLines()
    for article in articles:
        lines.count(article)
    lines.settle()
    total = 0
    characters: Counter[str] = Counter()
    marked: list[str] = []
    for article in articles:
        total += len(article.text)
        for mark in lines.marked(article).boilerplate:
            characters[mark.reason] += len(mark.span)
            marked.append(_shown(article.text, mark.span, mark.reason))
    print(f"{sum(characters.values()) / total:.4%} of {total:,} characters in {len(marked):,} marks")
    for reason, count in characters.most_common():
        print(f"  {reason}: {count:,}")
    for line in random.Random(seed).sample(marked, min(sample, len(marked))):
        print(f"  {line}")


def _shown(text: str, span: Span, reason: str) -> str:
    return f"[{reason}] {' '.join(span.of(text).split())}"


if __name__ == "__main__":
    main()
