"""What a reading of sources took in and what it left out, with reasons."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.article import Article

_PARTICULAR = re.compile(r"'[^']*'|\d[\d,]*(?= (bytes|times|cells|columns)\b)|(?<=limit of )[\d,]+|\d{4,}")
_KINDS_END = re.compile(r"[:;(]|, first\b")

_LONGEST = 500  # characters of a reason


@dataclass(frozen=True, slots=True)
class Skip:
    """One record or file that was left out. `line` counts from 1, None for a whole file."""

    file: str
    line: int | None
    reason: str

    @property
    def kind(self) -> str:
        """The reason without what is particular to this record, to count it by."""
        return " ".join(_PARTICULAR.sub("…", _KINDS_END.split(self.reason)[0]).split())

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.reason}"


@dataclass(slots=True)
class SourceShare:
    """What was read of one source, and how many of its characters are marked as boilerplate."""

    articles: int = 0
    characters: int = 0
    boilerplate_characters: int = 0

    @property
    def boilerplate_share(self) -> float:
        """Marked characters of all, from 0 to 1."""
        return self.boilerplate_characters / self.characters if self.characters else 0.0


@dataclass(slots=True)
class ReadReport:
    """Counts of a reading, filled while articles are drawn from it."""

    files: int = 0
    articles: int = 0
    characters: int = 0
    skipped: list[Skip] = field(default_factory=list)
    notices: list[Skip] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    sources: dict[str, SourceShare] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    published_from: Counter[str] = field(default_factory=Counter)

    def take(self, article: Article) -> None:
        """Count an article that was taken in."""
        self.articles += 1
        self.characters += len(article.text)
        self.marks.update(mark.reason for mark in article.boilerplate)
        self.languages[article.language or "unknown"] += 1
        self.published_from[article.published_from or "none"] += 1
        share = self.sources.setdefault(_source(article), SourceShare())
        share.articles += 1
        share.characters += len(article.text)
        share.boilerplate_characters += sum(len(mark.span) for mark in article.boilerplate)

    def skip(self, file: str, line: int | None, reason: str) -> None:
        """Note a record that was left out."""
        self.skipped.append(Skip(file, line, _told(reason)))

    def notice(self, file: str, line: int | None, reason: str) -> None:
        """Note something odd about a record that was taken in all the same."""
        self.notices.append(Skip(file, line, _told(reason)))

    def skipped_by_kind(self) -> dict[str, int]:
        """How many records were left out for each kind of reason, the most frequent first."""
        return dict(Counter(skip.kind for skip in self.skipped).most_common())

    def notices_by_kind(self) -> dict[str, int]:
        """How many notices there are of each kind, the most frequent first."""
        return dict(Counter(notice.kind for notice in self.notices).most_common())

    def as_dict(self) -> dict[str, object]:
        """The report as JSON-ready values, in the form of docs/formats.md."""
        return {
            "files": self.files,
            "articles": self.articles,
            "characters": self.characters,
            "skipped": [_row(skip) for skip in self.skipped],
            "skipped_by_kind": self.skipped_by_kind(),
            "notices": [_row(notice) for notice in self.notices],
            "boilerplate_lines": dict(sorted(self.marks.items())),
            "languages": dict(self.languages.most_common()),
            "published_from": dict(self.published_from.most_common()),
            "sources": [
                {
                    "source": name,
                    "articles": share.articles,
                    "characters": share.characters,
                    "boilerplate_share": round(share.boilerplate_share, 4),
                }
                for name, share in sorted(self.sources.items())
            ],
        }


def _source(article: Article) -> str:
    """The article's own source, else the host of its address, else nothing."""
    if article.source or not article.url:
        return article.source or ""
    try:
        return urlsplit(article.url).hostname or ""
    except ValueError:
        return ""


def _told(reason: str) -> str:
    """One printable line: libraries put what a broken file holds into their messages."""
    line = " ".join(reason.split())[:_LONGEST]
    return "".join(character if character.isprintable() else "?" for character in line)


def _row(skip: Skip) -> dict[str, object]:
    return {"file": skip.file, "line": skip.line, "reason": skip.reason}
