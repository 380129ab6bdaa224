"""Lines that recur across many articles of one source: a page says them, not the article."""

from __future__ import annotations

import re
from array import array
from dataclasses import replace
from urllib.parse import urlsplit

import numpy as np

from corpus.article import Article, Mark
from corpus.boilerplate import Line, lines_of

_LONGEST = 600  # characters; a longer line is not counted
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
# A line that is no sentence, and one that is: sentences recur as an article's own background too.
_LEAST = {False: (5, 0.02), True: (10, 0.25)}
"""By whether a line is a sentence: in how many articles, and in what share of its source's, it must stand."""


class RecurringLines:
    """Counts every article's lines, then marks those that recur.

    A line recurs when it stands in at least 5 articles and .02 of its source's, or,
    if it ends like a sentence, in at least 10 and .25. Copies count once: articles with
    the same longest line are one. Kept are 20 bytes a line, not lines.
    """

    def __init__(self) -> None:
        self._sources: dict[str, int] = {}
        self._lines = array("Q")
        self._places = array("I")
        self._articles = array("Q")
        self._recurring: set[int] = set()

    def count(self, article: Article) -> None:
        """Take note of the article's lines."""
        lines = lines_of(article.text)
        if not lines:
            return
        source = _source(article)
        place = self._sources.setdefault(source, len(self._sources))
        identity = _hashed(max((line.text for line in lines), key=len))
        keys = {_key(source, line) for line in lines if len(line.text) <= _LONGEST}
        # Every article counts among its source's, whether it has short lines or not.
        for key in (*keys, 0):
            self._lines.append(key)
            self._places.append(place)
            self._articles.append(identity)

    def settle(self) -> None:
        """Decide which of the lines counted so far recur."""
        kinds = np.dtype([("place", "u4"), ("line", "u8"), ("article", "u8")])
        rows = np.empty(len(self._lines), dtype=kinds)
        for name, values in (("place", self._places), ("line", self._lines), ("article", self._articles)):
            rows[name] = np.frombuffer(values, dtype=kinds[name]) if len(values) else 0
        rows = np.unique(rows)
        pairs, counts = np.unique(rows[["place", "line"]], return_counts=True)
        whole = pairs["line"] == 0
        totals = np.zeros(len(self._sources), dtype=np.int64)
        totals[pairs["place"][whole]] = counts[whole]
        shares = counts / totals[pairs["place"]]
        sentence = pairs["line"] % 2 == 1
        enough = np.zeros(len(pairs), dtype=bool)
        for is_sentence, (least, share) in _LEAST.items():
            enough |= (sentence == is_sentence) & (counts >= least) & (shares >= share)
        self._recurring = set(pairs["line"][enough & ~whole].tolist())

    def marked(self, article: Article) -> Article:
        """The article with its recurring lines marked too, unless nothing of it would be left."""
        if not self._recurring:
            return article
        source = _source(article)
        known = {mark.span.start for mark in article.boilerplate}
        lines = lines_of(article.text)
        sentences = any(key % 2 for key in self._recurring)
        found = [
            Mark(line.span, "recurring")
            for line in lines
            if line.start not in known
            and len(line.text) <= _LONGEST
            and (sentences or not _SENTENCE_END.search(line.text))
            and _key(source, line) in self._recurring
        ]
        if not found or len(found) + len(known) >= len(lines):
            return article
        return replace(
            article, boilerplate=tuple(sorted((*article.boilerplate, *found), key=lambda m: m.span))
        )


def _source(article: Article) -> str:
    """The article's own source, else the host of its address, else nothing."""
    if article.source or not article.url:
        return article.source or ""
    try:
        return urlsplit(article.url).hostname or ""
    except ValueError:
        return ""


def _key(source: str, line: Line) -> int:
    """A number for a source's line, odd for a sentence, never 0; another one in every process."""
    is_sentence = _SENTENCE_END.search(line.text) is not None
    return (_hashed((source, line.text)) & ~1 | is_sentence) or 2


def _hashed(value: object) -> int:
    return hash(value) & 0xFFFFFFFFFFFFFFFF
