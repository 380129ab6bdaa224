"""From a question to ranked passages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpus.errors import EngineError, QuestionError
from index.embedder import Embedder
from index.filters import Filters
from index.opened import Index
from index.passage import Hit, Passage
from qa.copies import copies_of, group_copies
from qa.ranking import RANKINGS, Ranked
from qa.settings import DEFAULT_INDEX, Settings

_Result = TypeVar("_Result")
_READ = 20  # passages read for the list, and by a cross-encoder, at least


class Retriever:
    """Ranks the passages of an index for a question. Safe to use from several threads.

    Before every question it looks whether a build has finished since, and then
    answers from the new index: what was removed is gone at once. Questions under
    way finish on the index they began with.
    """

    def __init__(
        self, index: Index, settings: Settings | None = None, embedder: Embedder | str | None = None
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._settings = settings or Settings()
        self._reranker = None
        if self._settings.reranker is not None:
            from qa.reranker import CrossEncoderReranker

            self._reranker = CrossEncoderReranker(self._settings.reranker)
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: str | Path = DEFAULT_INDEX,
        *,
        embedder: Embedder | str | None = None,
        settings: Settings | None = None,
    ) -> Retriever:
        """Open the index in `folder`; see `Index.open` for what can be raised."""
        storage = (settings or Settings()).storage
        return cls(Index.open(folder, embedder, storage), settings, embedder)

    @property
    def settings(self) -> Settings:
        return self._settings

    def index(self) -> Index:
        """The newest finished index in the folder.

        Raises:
            IndexStateError: it was removed, or replaced by one that cannot be read.
        """
        with self._lock:
            if not self._index.is_current():
                self._index = self._index.newest(self._embedder)
            return self._index

    def retrieve(self, question: str, k: int = 5, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages for the question, best first, fewer only when fewer exist
        that either signal finds.

        How they are ranked is the setting `ranking`: by default dense and BM25
        candidates are ordered by late interaction and BM25. Ties are ordered by
        passage id. Of articles that are copies of one another the one that represents them is
        searched; with filters, one that passes them. The copies' passages are listed in the
        hit's `also_in`, and so is a passage of any other article that repeats one before it.

        Raises:
            QuestionError: the question is empty or too long, or `k` is below 1.
            IndexStateError: the index was removed or replaced by an unreadable one.
        """
        return self.on_newest(lambda index: self.retrieve_from(index, question, k, filters))

    def on_newest(self, ask: Callable[[Index], _Result]) -> _Result:
        """What `ask` gives on the newest finished index; asked again where a newer one took its place in an
        engine meanwhile.

        Raises:
            IndexStateError: the index cannot be read.
        """
        index = self.index()
        try:
            return ask(index)
        except EngineError:
            if index.is_current():
                raise
        return ask(self.index())

    def retrieve_from(self, index: Index, question: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """`retrieve` on one given state of the index."""
        question = checked_question(question, index.embedder, self._settings.max_question_characters)
        if k < 1:
            raise QuestionError(f"k is {k}; ask for at least one passage")
        allowed = index.passing(filters) if filters else None
        depth = max(self._settings.candidates, k)
        while True:
            ranked = RANKINGS[self._settings.ranking](
                index, question, depth, allowed, self._settings.ranking_weights
            )
            groups, scores = self._ordered(index, question, ranked, k, max(_READ, 2 * k))
            if len(groups) < k:  # copies took the places of other passages
                groups, scores = self._ordered(index, question, ranked, k, len(ranked.order))
            if len(groups) >= k or depth >= len(index.vectors):
                break
            depth *= 4
        return [
            Hit(
                passage=group[0],
                rank=rank,
                score=scores[group[0].id],
                scores={
                    name: signal[group[0].id]
                    for name, signal in ranked.signals.items()
                    if group[0].id in signal
                },
                also_in=copies_of(group, index.catalogue),
            )
            for rank, group in enumerate(groups, start=1)
        ]

    def _ordered(
        self, index: Index, question: str, ranked: Ranked, k: int, read: int
    ) -> tuple[list[list[Passage]], dict[int, float]]:
        """The `k` best of the first `read` passages with their copies, and every passage's score."""
        scores = {one.passage_id: one.score for one in ranked.order}
        first = [one.passage_id for one in ranked.order[:read]]
        found = index.catalogue.passages(first)
        if self._reranker is not None:
            texts = [found[one].text for one in first]
            reranked = dict(zip(first, self._reranker.scores(question, texts), strict=True))
            first.sort(key=lambda one: (-reranked[one], one))
            scores |= reranked
        return group_copies([found[one] for one in first], k), scores


def retrieve(
    question: str, k: int = 5, *, index: str | Path = DEFAULT_INDEX, filters: Filters | None = None
) -> list[Hit]:
    """The `k` best passages for one question; to ask many, keep a `Retriever` open."""
    return Retriever.open(index).retrieve(question, k, filters)


def checked_question(question: str, embedder: Embedder, most_characters: int) -> str:
    """The question on one line, without white space around it or characters that cannot be seen.

    Raises:
        QuestionError: it is empty, or longer than the embedder reads.
    """
    stripped = " ".join("".join(c if c.isprintable() else " " for c in question).split())
    if not stripped:
        raise QuestionError("the question is empty; type a question")
    if len(stripped) > most_characters:
        raise QuestionError(
            f"the question has {len(stripped):,} characters, at most {most_characters:,} are read; shorten it"
        )
    tokens = embedder.count_tokens(stripped)
    if tokens > embedder.max_tokens:
        raise QuestionError(
            f"the question has {tokens:,} tokens, the embedder reads {embedder.max_tokens}; shorten it"
        )
    return stripped
