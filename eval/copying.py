"""How well copies are told from updates: pairs of labelled articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from corpus.article import Article
from corpus.boilerplate import mark_boilerplate
from corpus.grouping import Candidate, group_copies
from corpus.signature import Signer

LABELLED = Path(__file__).parent / "data" / "copies.jsonl"


@dataclass(frozen=True, slots=True)
class LabelledCopy:
    """An article, the group of copies it belongs to, the family of what is like it, and how it was made."""

    article: Article
    split: str
    family: str
    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class Copying:
    """Pairs of articles: labelled as copies, found to be, and both; and those that differ, by id.

    `near` are pairs of one family that are no copies.
    """

    labelled: int
    near: int
    found: int
    both: int
    joined: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """The share of found pairs that are labelled; 1 when none is found."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of labelled pairs that are found; 1 when none is labelled."""
        return self.both / self.labelled if self.labelled else 1.0


def load_labelled_copies(path: Path = LABELLED) -> list[LabelledCopy]:
    """The labelled articles with their boilerplate marked, in file order."""
    found: list[LabelledCopy] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        own = {name: record[name] for name in ("id", "title", "text", "published", "language", "source")}
        article = Article(**own)
        article = replace(article, boilerplate=mark_boilerplate(article.title, article.text))
        found.append(
            LabelledCopy(article, *(str(record[name]) for name in ("split", "family", "group", "kind")))
        )
    return found


def judge_copying(labelled: Sequence[LabelledCopy]) -> Copying:
    """Groups of `corpus.grouping` held against the labels, over all pairs of the articles."""
    signer = Signer()
    articles = {one.article.id: one.article for one in labelled}
    candidates = [Candidate(one.id, one.published, signer.sign(one)) for one in articles.values()]
    copies = group_copies(candidates, articles.__getitem__)
    wanted: set[tuple[str, str]] = set()
    given: set[tuple[str, str]] = set()
    near = 0
    for one, other in combinations(labelled, 2):
        pair = one.article.id, other.article.id
        if one.group == other.group:
            wanted.add(pair)
        elif one.family == other.family:
            near += 1
        if copies.get(pair[0], pair[0]) == copies.get(pair[1], pair[1]):
            given.add(pair)
    return Copying(
        labelled=len(wanted),
        near=near,
        found=len(given),
        both=len(wanted & given),
        joined=tuple(sorted(given - wanted)),
        missed=tuple(sorted(wanted - given)),
    )
