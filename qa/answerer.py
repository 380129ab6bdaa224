"""From a question to an answer whose every statement is quoted from the articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from index.embedder import Embedder
from index.filters import Filters
from qa.answer import Answer
from qa.citing import Citer
from qa.confidence import confidence
from qa.disagreement import find_conflict, reordered
from qa.evidence import find_evidence
from qa.reader import default_reader
from qa.reading import Found, read_evidence
from qa.retriever import Retriever, checked_question
from qa.settings import DEFAULT_INDEX, Settings
from qa.statements import Said, compose
from qa.timely import retrieve_timely


class Answerer:
    """Answers by quoting: the sentences that support an answer, or an abstention.

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
        asked_on: date | None = None,
    ) -> Answer:
        """The answer to one question.

        `history` holds earlier (question, answer) pairs, oldest first; each question
        is answered on its own for now. When the evidence is too weak the answer is an
        abstention: no statement, `passages` shows what was looked at. `threshold` is
        the least confidence of an answer, by default that of the settings. `asked_on` is
        the day by which "this week" and the like are understood (`qa.when`); without it
        such words mean nothing.

        Raises:
            QuestionError: the question is empty or too long.
            IndexStateError: the index was removed or replaced by an unreadable one.
        """
        settings = self.retriever.settings
        begun = time.perf_counter()
        index = self.retriever.index()
        asked = checked_question(question, index.embedder, settings.max_question_characters)
        timely = retrieve_timely(self.retriever, index, asked, settings.passages, filters, asked_on)
        asked = timely.question
        retrieved = time.perf_counter()
        evidence = find_evidence(index, asked, timely.readable)
        chosen = time.perf_counter()
        reader = default_reader() if settings.reader else None
        found = read_evidence(reader, index, asked, evidence) if reader else None
        conflict = find_conflict(index, asked, found) if found else None
        found = reordered(found, conflict, asked) if found else None
        if found and (short := found.short):
            evidence = [short.evidence, *(one for one in evidence if one is not short.evidence)]
        sure = confidence(index, asked, evidence, found)
        citer = Citer(index.catalogue)
        least = settings.threshold if threshold is None else threshold
        said = Said((), None, 0)
        if evidence and sure >= least:
            said = compose(index, asked, evidence, found or Found(), conflict, sure, citer)
        done = time.perf_counter()
        return Answer(
            question=question,
            answer=" ".join(statement.text for statement in said.statements),
            short_answer=said.short_answer,
            abstained=not said.statements,
            confidence=sure,
            statements=said.statements,
            passages=tuple(timely.hits),
            timings_ms={
                "retrieve": (retrieved - begun) * 1000,
                "choose": (chosen - retrieved) * 1000,
                "read": (done - chosen) * 1000,
                "total": (done - begun) * 1000,
            },
            dropped_citations=citer.dropped,
            dropped_statements=said.dropped,
            disagreement=said.disagreement,
        )


def ask(question: str, *, index: str | Path = DEFAULT_INDEX, filters: Filters | None = None) -> Answer:
    """The answer to one question, asked today; to ask many, keep an `Answerer` open."""
    return Answerer.open(index).answer(question, filters=filters, asked_on=date.today())
