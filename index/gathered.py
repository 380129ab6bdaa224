"""Articles on their way into an index, kept on disk until all of them have been seen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter

from corpus.article import Article
from corpus.recurring import RecurringLines


def gathered(articles: Iterable[Article], folder: Path, seen: Callable[[int], None]) -> Iterator[Article]:
    """The articles in their order, with the lines marked that recur among them.

    Which lines recur is known only after the last article, so they wait in a nameless file
    in `folder`, one article in memory at a time. `seen` is told how many have come.
    """
    lines = RecurringLines()
    form = TypeAdapter(Article)
    with tempfile.TemporaryFile(dir=folder) as waiting:
        for count, article in enumerate(articles, 1):
            lines.count(article)
            waiting.write(form.dump_json(article) + b"\n")
            seen(count)
        lines.settle()
        waiting.seek(0)
        for line in waiting:
            yield lines.marked(form.validate_json(line))
