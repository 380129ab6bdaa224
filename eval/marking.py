"""How well boilerplate is marked: characters of labelled articles."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Span
from corpus.boilerplate import mark_boilerplate

LABELLED = Path(__file__).parent / "data" / "boilerplate.jsonl"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article whose boilerplate a person has labelled; `split` is `dev` or `held`."""

    id: str
    split: str
    language: str
    title: str
    text: str
    boilerplate: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Marking:
    """Characters that are no white space: labelled, marked, and both; and the lines that differ.

    `eaten` are lines of marks outside the labels, `missed` labels outside the marks.
    """

    labelled: int
    marked: int
    both: int
    eaten: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of marked characters that are labelled; 1 when nothing is marked."""
        return self.both / self.marked if self.marked else 1.0

    @property
    def recall(self) -> float:
        """The share of labelled characters that are marked; 1 when nothing is labelled."""
        return self.both / self.labelled if self.labelled else 1.0


def load_labelled(path: Path = LABELLED) -> list[Labelled]:
    """The labelled articles, in file order.

    Raises:
        ValueError: a label's characters are not those of its article.
    """
    found: list[Labelled] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        spans = tuple(Span(one["start"], one["end"]) for one in record["boilerplate"])
        for span, one in zip(spans, record["boilerplate"], strict=True):
            if span.of(record["text"]) != one["text"]:
                raise ValueError(f"{record['id']}: no {one['text']!r} at {span}")
        own = {name: str(record[name]) for name in ("id", "split", "language", "title", "text")}
        found.append(Labelled(**own, boilerplate=spans))
    return found


def judge_marking(articles: Iterable[Labelled]) -> Marking:
    """Marks of `corpus.boilerplate` held against the labels, over all the articles."""
    labelled = marked = both = 0
    eaten: list[str] = []
    missed: list[str] = []
    for article in articles:
        spans = [mark.span for mark in mark_boilerplate(article.title, article.text)]
        mine, theirs = _places(spans, article.text), _places(article.boilerplate, article.text)
        labelled += len(theirs)
        marked += len(mine)
        both += len(mine & theirs)
        eaten += [
            f"{article.id}: {span.of(article.text)}" for span in spans if _differs(span, theirs, article)
        ]
        missed += [
            f"{article.id}: {span.of(article.text)}"
            for span in article.boilerplate
            if _differs(span, mine, article)
        ]
    return Marking(labelled, marked, both, tuple(eaten), tuple(missed))


def _places(spans: Iterable[Span], text: str) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end) if not text[place].isspace()}


def _differs(span: Span, places: set[int], article: Labelled) -> bool:
    return not _places([span], article.text) <= places
