"""From a question to ranked passages."""

from __future__ import annotations

import threading
from pathlib import Path

from corpus.errors import QuestionError
from index.embedder import Embedder
from index.filters import Filters
from index.opened import Index
from index.passage import Hit
from qa.fusion import reciprocal_rank_fusion
from qa.settings import DEFAULT_INDEX, Settings


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
        return cls(Index.open(folder, embedder), settings, embedder)

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

        Dense (cosine) and lexical (BM25) candidates are joined by reciprocal rank
        fusion; ties are ordered by passage id.

        Raises:
            QuestionError: the question is empty or too long, or `k` is below 1.
            IndexStateError: the index was removed or replaced by an unreadable one.
        """
        return self.retrieve_from(self.index(), question, k, filters)

    def retrieve_from(self, index: Index, question: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """`retrieve` on one given state of the index."""
        question = checked_question(question, index.embedder, self._settings.max_question_characters)
        if k < 1:
            raise QuestionError(f"k is {k}; ask for at least one passage")
        allowed = index.catalogue.passage_ids(filters) if filters else None
        depth = max(self._settings.candidates, k)
        rankings = {
            "dense": index.vectors.search(index.embedder.embed_question(question), depth, allowed),
            "lexical": index.lexical.search(question, depth, allowed),
        }
        fused = reciprocal_rank_fusion(rankings)[:k]
        parts = {name: {one.passage_id: one.score for one in ranking} for name, ranking in rankings.items()}
        passages = index.catalogue.passages([one.passage_id for one in fused])
        return [
            Hit(
                passage=passages[one.passage_id],
                rank=rank,
                score=one.score,
                scores={name: part[one.passage_id] for name, part in parts.items() if one.passage_id in part},
            )
            for rank, one in enumerate(fused, start=1)
        ]


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
