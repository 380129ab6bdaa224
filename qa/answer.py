"""Answers, their statements and citations, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from index.passage import Hit


@dataclass(frozen=True, slots=True)
class Publication:
    """Another article that is a copy of a cited one and holds the quotation too."""

    article_id: str
    title: str
    url: str | None
    source: str | None
    published: str | None

    @property
    def name(self) -> str:
        """What a reader would call it: its source, else its address, else its id."""
        return self.source or self.url or self.article_id


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters `[start, end)` of an article, which are exactly `quote`.

    Made only by `qa.citing.cite`, which checks that. `number` counts from 1 in an
    answer; one stretch of text has one number. `page` is the document's page, from 1, on
    which the quotation begins, None where the article has no pages.
    """

    number: int
    article_id: str
    title: str
    url: str | None
    published: str | None
    start: int
    end: int
    quote: str
    page: int | None = None
    also_published_by: tuple[Publication, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, with what shows it. `support` lies in [0, 1]."""

    text: str
    citations: tuple[Citation, ...]
    support: float


@dataclass(frozen=True, slots=True)
class Side:
    """What one article answers, as characters of its citation's quote."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Articles that answer differently. `kind` is "disputed", or "superseded" when newer articles say
    something else than older ones; then the newest side comes first, and it is the short answer."""

    kind: str
    sides: tuple[Side, ...]

    @property
    def in_words(self) -> str:
        """What a reader is told before the sides."""
        return "Sources differ" if self.kind == "disputed" else "Newer articles replace older ones"

    def marks(self) -> tuple[str, ...]:
        """What stands beside each side: its article's day, and whether it is superseded."""
        days = [side.citation.published or "no date" for side in self.sides]
        if self.kind == "disputed":
            return tuple(days)
        return (f"{days[0]}, newest", *(f"{day}, superseded" for day in days[1:]))


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, or an abstention with the passages that were looked at.

    `answer` is the statements' text; empty when `abstained`. `short_answer` are the
    characters of a citation that answer, None when the reader finds none. `confidence` is the
    estimated chance, in [0, 1], that the quoted evidence answers the question.
    `dropped_citations` counts those that failed the exactness check, `dropped_statements`
    the statements that their citations did not support. `asked` is the question in full,
    where it was understood from the conversation; None when it was asked as it stands.
    `generated` tells that a generator wrote the statements, so that they are not quotations;
    `notice` says what a reader of the answer should know of that, such as that the generator
    failed.
    """

    question: str
    answer: str
    short_answer: str | None
    abstained: bool
    confidence: float
    statements: tuple[Statement, ...]
    passages: tuple[Hit, ...]
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    dropped_citations: int = 0
    dropped_statements: int = 0
    disagreement: Disagreement | None = None
    asked: str | None = None
    generated: bool = False
    notice: str | None = None

    @property
    def turn(self) -> tuple[str, str]:
        """What to hand on as history: the question, and the answer, the short one on a line before it."""
        said = "\n".join(part for part in (self.short_answer, self.answer) if part)
        return self.question, said

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of the answer once, by number, those of a disagreement too."""
        sides = self.disagreement.sides if self.disagreement else ()
        found = {one.citation.number: one.citation for one in sides}
        found |= {citation.number: citation for one in self.statements for citation in one.citations}
        return tuple(found[number] for number in sorted(found))

    def as_dict(self, identity: str | None = None) -> dict[str, object]:
        """The answer as JSON-ready values, in the form of docs/formats.md."""
        head: dict[str, object] = {} if identity is None else {"id": identity}
        return head | {
            "question": self.question,
            "asked": self.asked,
            "answer": self.answer,
            "short_answer": self.short_answer,
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "statements": [
                {
                    "text": statement.text,
                    "support": round(statement.support, 4),
                    "citations": [asdict(citation) for citation in statement.citations],
                }
                for statement in self.statements
            ],
            "disagreement": asdict(self.disagreement) if self.disagreement else None,
            "passages": [hit_as_dict(hit) for hit in self.passages],
            "timings_ms": {stage: round(value, 2) for stage, value in self.timings_ms.items()},
            "generated": self.generated,
            "notice": self.notice,
        }


def hit_as_dict(hit: Hit) -> dict[str, object]:
    """A hit as JSON-ready values."""
    return {
        "article_id": hit.passage.article_id,
        "start": hit.passage.span.start,
        "end": hit.passage.span.end,
        "text": hit.passage.text,
        "score": round(hit.score, 6),
        "rank": hit.rank,
        "scores": {name: round(score, 6) for name, score in hit.scores.items()},
        "also_in": [
            {"article_id": copy.article_id, "start": copy.span.start, "end": copy.span.end}
            for copy in hit.also_in
        ],
    }
