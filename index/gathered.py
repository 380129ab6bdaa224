"""Articles on their way into an index, kept on disk until all of them have been seen."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.article import Article
from corpus.recurring import RecurringLines


def gathered(articles: Iterable[Article], folder: Path, seen: Callable[[int], None]) -> Iterator[Article]:
    """The articles in their order, with the lines marked that recur among them.

    Which lines recur is known only after the last article, so they wait in a nameless file
    in `folder`, one article in memory at a time. `seen` is told how many have come.
    """
    lines = RecurringLines()
    with tempfile.TemporaryFile(dir=folder) as waiting:
        count = 0
        for article in articles:
            lines.count(article)
            pickle.dump(article, waiting, protocol=pickle.HIGHEST_PROTOCOL)
            count += 1
            seen(count)
        lines.settle()
        waiting.seek(0)
        for _ in range(count):
            # Nobody else can have written it: the file has no name, and was made above.
            yield lines.marked(pickle.load(waiting))  # noqa: S301
