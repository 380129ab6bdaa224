"""What a reading of sources took in and what it left out, with reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Skip:
    """One record or file that was left out. `line` counts from 1, None for a whole file."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.reason}"


@dataclass(slots=True)
class ReadReport:
    """Counts of a reading, filled while articles are drawn from it."""

    files: int = 0
    articles: int = 0
    characters: int = 0
    skipped: list[Skip] = field(default_factory=list)
    notices: list[Skip] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)

    def skip(self, file: str, line: int | None, reason: str) -> None:
        """Note a record that was left out."""
        self.skipped.append(Skip(file, line, reason))

    def notice(self, file: str, line: int | None, reason: str) -> None:
        """Note something odd about a record that was taken in all the same."""
        self.notices.append(Skip(file, line, reason))

    def as_dict(self) -> dict[str, object]:
        """The report as JSON-ready values: counts, `skipped`, `notices`, boilerplate lines by reason."""
        return {
            "files": self.files,
            "articles": self.articles,
            "characters": self.characters,
            "skipped": [_row(skip) for skip in self.skipped],
            "notices": [_row(notice) for notice in self.notices],
            "boilerplate_lines": dict(sorted(self.marks.items())),
        }


def _row(skip: Skip) -> dict[str, object]:
    return {"file": skip.file, "line": skip.line, "reason": skip.reason}
