"""From a question to an answer whose every statement is quoted from the articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from index.embedder import Embedder
from index.filters import Filters
from index.opened import Index
from qa.answer import Answer, Citation, Statement
from qa.citing import Citer
from qa.confidence import confidence
from qa.evidence import Evidence, find_evidence
from qa.reader import default_reader
from qa.reading import ShortAnswer, short_answer
from qa.retriever import Retriever, checked_question
from qa.settings import DEFAULT_INDEX, Settings

_SECOND = 0.85  # a second sentence is shown when its score is at least this share of the first's
_COPIES = 3  # citations shown for one sentence that several articles carry


class Answerer:
    """Answers by quoting: the best supporting sentence or two, or an abstention.

    Nothing is composed; an answer's text is made of whole quotations. Safe to use
    from several threads.
    """

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever

    @classmethod
    def open(
        cls,
        folder: str | Path = DEFAULT_INDEX,
        *,
        embedder: Embedder | str | None = None,
        settings: Settings | None = None,
    ) -> Answerer:
        """Open the index in `folder`; see `Index.open` for what can be raised."""
        return cls(Retriever.open(folder, embedder=embedder, settings=settings))

    def answer(
        self,
        question: str,
        history: Sequence[tuple[str, str]] = (),
        *,
        filters: Filters | None = None,
        threshold: float | None = None,
    ) -> Answer:
        """The answer to one question.

        `history` holds earlier (question, answer) pairs, oldest first; each question
        is answered on its own for now. When the evidence is too weak the answer is an
        abstention: no statement, `passages` shows what was looked at. `threshold` is
        the least confidence of an answer, by default that of the settings.

        Raises:
            QuestionError: the question is empty or too long.
            IndexStateError: the index was removed or replaced by an unreadable one.
        """
        settings = self.retriever.settings
        begun = time.perf_counter()
        index = self.retriever.index()
        asked = checked_question(question, index.embedder, settings.max_question_characters)
        hits = self.retriever.retrieve_from(index, asked, settings.passages, filters)
        retrieved = time.perf_counter()
        evidence = find_evidence(index, asked, hits)
        sure = confidence(evidence)
        citer = Citer(index.catalogue)
        least = settings.threshold if threshold is None else threshold
        statements: tuple[Statement, ...] = ()
        short = None
        if evidence and sure >= least:
            reader = default_reader() if settings.reader else None
            found = short_answer(reader, index, asked, evidence) if reader else None
            if found:
                evidence = [found.evidence, *(one for one in evidence if one is not found.evidence)]
            statements = _statements(index, evidence, sure, citer)
            if found and statements:
                short = _said(found, statements[0])
        done = time.perf_counter()
        return Answer(
            question=question,
            answer=" ".join(statement.text for statement in statements),
            short_answer=short,
            abstained=not statements,
            confidence=sure,
            statements=statements,
            passages=tuple(hits),
            timings_ms={
                "retrieve": (retrieved - begun) * 1000,
                "read": (done - retrieved) * 1000,
                "total": (done - begun) * 1000,
            },
            dropped_citations=citer.dropped,
        )


def ask(question: str, *, index: str | Path = DEFAULT_INDEX, filters: Filters | None = None) -> Answer:
    """The answer to one question; to ask many, keep an `Answerer` open."""
    return Answerer.open(index).answer(question, filters=filters)


def _statements(
    index: Index, evidence: Sequence[Evidence], sure: float, citer: Citer
) -> tuple[Statement, ...]:
    """At most two statements; one whose every citation fails is left out."""
    best = evidence[0]
    second = next((one for one in evidence[1:] if not _same(one, best)), None)
    chosen = [best]
    if second is not None and second.score >= _SECOND * best.score:
        chosen.append(second)
    made = []
    for one in chosen:
        same = [one, *(other for other in evidence if other is not one and _same(other, one))][:_COPIES]
        citations = tuple(citation for copy in same if (citation := _cite(index, copy, citer)) is not None)
        if citations:
            made.append(Statement(citations[0].quote, citations, sure * min(1.0, one.score / best.score)))
    return tuple(made)


def _said(found: ShortAnswer, statement: Statement) -> str | None:
    """The short answer's characters, taken from the citation that holds them; None when none does."""
    for one in statement.citations:
        if one.article_id == found.evidence.article_id and one.start <= found.span.start:
            said = one.quote[found.span.start - one.start : found.span.end - one.start]
            if found.span.end <= one.end and said.strip():
                return said
    return None


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether one sentence holds the other whole: a copy, perhaps with a dateline before it."""
    return one.text in other.text or other.text in one.text


def _cite(index: Index, evidence: Evidence, citer: Citer) -> Citation | None:
    return citer.cite(index.catalogue.article(evidence.article_id), evidence.span, evidence.text)
