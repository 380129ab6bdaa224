"""From a question to an answer whose every statement is quoted from the articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from corpus.errors import QuestionError
from index.embedder import Embedder
from index.filters import Filters
from index.opened import Index
from qa.answer import Answer
from qa.citing import Citer
from qa.disagreement import asks_of_then, cited, find_conflict, preferred, spoken
from qa.evidence import find_evidence
from qa.follow_up import FollowUpRules, FollowUps
from qa.generation import Composer, GeneratedFollowUps, open_composer
from qa.reader import default_reader
from qa.reading import Found
from qa.retriever import Retriever, checked_question
from qa.settings import DEFAULT_INDEX, Settings
from qa.statements import Said, compose
from qa.timely import retrieve_timely
from qa.weighing import surer, weigh, weigh_in_topic


class Answerer:
    """Answers by quoting: the sentences that support an answer, or an abstention.

    Nothing is composed; an answer's text is made of whole quotations, unless a generator is
    set up, whose statements are checked against exact citations. Safe to use from several
    threads.

    Raises:
        GeneratorError: the generator of the settings cannot be opened.
        EmbedderError: the entailment model of the settings cannot be loaded.
    """

    def __init__(
        self,
        retriever: Retriever,
        follow_ups: FollowUps | None = None,
        composer: Composer | None = None,
    ) -> None:
        self.retriever = retriever
        self.composer = composer or open_composer(retriever.settings)
        rewriter = GeneratedFollowUps(self.composer.generator) if self.composer else FollowUpRules()
        self.follow_ups: FollowUps = follow_ups or rewriter

    @property
    def generates(self) -> bool:
        """Whether a generator writes the answers."""
        return self.composer is not None

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

        `history` holds earlier (question, answer) pairs, oldest first, as `Answer.turn`
        gives them; a question that leans on them is asked in full, which the answer's
        `asked` says. When the evidence is too weak the answer is an
        abstention: no statement, `passages` shows what was looked at. `threshold` is
        the least confidence of an answer, by default that of the settings. `asked_on` is
        the day by which "this week" and the like are understood (`qa.when`); without it
        such words mean nothing.

        Raises:
            QuestionError: the question is empty or too long.
            IndexStateError: the index was removed or replaced by an unreadable one.
        """
        return self.retriever.on_newest(
            lambda index: self._answer(index, question, history, filters, threshold, asked_on)
        )

    def _answer(
        self,
        index: Index,
        question: str,
        history: Sequence[tuple[str, str]],
        filters: Filters | None,
        threshold: float | None,
        asked_on: date | None,
    ) -> Answer:
        settings = self.retriever.settings
        begun = time.perf_counter()
        most = settings.max_question_characters
        given = checked_question(question, index.embedder, most)
        in_full = self._in_full(index, given, history)
        timely = retrieve_timely(self.retriever, index, in_full, settings.passages, filters, asked_on)
        asked = timely.question
        retrieved = time.perf_counter()
        evidence = find_evidence(index, asked, timely.readable)
        chosen = time.perf_counter()
        reader = default_reader() if settings.reader else None
        weighed = weigh(reader, index, asked, evidence)
        if in_full != given:
            weighed = surer(weighed, weigh_in_topic(reader, index, given, asked, timely.readable))
        evidence, found, sure = weighed.evidence, weighed.found or Found(), weighed.sure
        citer = Citer(index.catalogue)
        least = settings.threshold if threshold is None else threshold
        said, disagreement = Said((), None, 0), None
        if evidence and sure >= least:
            conflict = None
            if reader and not asks_of_then(in_full, asked_on):
                conflict = find_conflict(reader, index, weighed.question, evidence, found)
            if conflict:
                evidence, found = preferred(evidence, found, conflict)
            say = self.composer.compose if self.composer else compose
            said = say(index, weighed.question, evidence, found, spoken(conflict), sure, citer)
            disagreement = cited(index, conflict, citer) if conflict and said.statements else None
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
            disagreement=disagreement,
            asked=None if in_full == given else in_full,
            generated=said.generated,
            notice=said.notice,
        )

    def _in_full(self, index: Index, question: str, history: Sequence[tuple[str, str]]) -> str:
        """The question as the conversation means it; as it stands, when that cannot be asked."""
        if not history:
            return question
        try:
            asked = self.follow_ups.in_full(index, question, history)
            return checked_question(asked, index.embedder, self.retriever.settings.max_question_characters)
        except QuestionError:
            return question


def ask(question: str, *, index: str | Path = DEFAULT_INDEX, filters: Filters | None = None) -> Answer:
    """The answer to one question, asked today; to ask many, keep an `Answerer` open."""
    return Answerer.open(index).answer(question, filters=filters, asked_on=date.today())
