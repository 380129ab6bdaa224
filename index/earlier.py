"""The index that a new build can take over from: what has not changed is not embedded again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from corpus.article import Article, Span
from corpus.errors import EngineError, IndexStateError
from corpus.signature import Signature
from index.digest import article_digest
from index.embedder import Vectors
from index.engines.storage import Storage
from index.generation import current_generation
from index.manifest import EmbedderRecord
from index.passage import Passage
from index.places import Places
from index.token_codes import Codes

_SAME = 0.9999  # cosine of the probe vectors above which vectors of both may stand in one index


class Earlier:
    """The finished generation of a folder, opened for copying from it.

    Raises:
        IndexStateError: there is none, it is damaged or of another format, or an engine does not answer.
        SettingsError: it is kept in an engine that `storage` does not name.
    """

    def __init__(self, folder: Path, storage: Storage) -> None:
        self.generation = current_generation(folder)
        self.places = Places.of(folder, self.generation, storage)
        self.manifest = self.places.manifest
        self.catalogue = self.places.catalogue()
        self._vectors = self.places.vectors()
        self._digests = self.catalogue.digests()
        self._passages = set(self.catalogue.all_passage_ids())
        self._codes = self.places.codes()
        self._coded = set(self._codes.records()) if self._codes is not None else set()

    def fits(self, record: EmbedderRecord, passage_tokens: int, *, token_codes: bool) -> bool:
        """Whether passages and vectors made as told could stand beside this index's."""
        mine = self.manifest.embedder
        return (
            self.manifest.passage_tokens == passage_tokens
            and self.manifest.token_codes == token_codes
            and (mine.dimension, mine.token_dimension) == (record.dimension, record.token_dimension)
            and float(np.dot(mine.probe, record.probe)) >= _SAME
        )

    def is_in(self, storage: Storage) -> bool:
        """Whether it is kept in engines of the same kinds."""
        return (self.manifest.collection is None, self.manifest.schema is None) == (
            storage.milvus is None,
            storage.database is None,
        )

    def article_ids(self) -> set[str]:
        """The ids of its articles."""
        return set(self._digests)

    def split(self, article: Article) -> tuple[list[Span], list[Passage]] | None:
        """The sentences and passages of an article that is indexed just so, else None."""
        if self._digests.get(article.id) != article_digest(article):
            return None
        return self.catalogue.spans(article.id)

    def signature(self, article_id: str) -> Signature | None:
        """The signature of an article that is indexed just so."""
        return self.catalogue.signature(article_id)

    def has_passage(self, passage_id: int) -> bool:
        """Whether a passage of that id, so of those characters, is embedded here."""
        return passage_id in self._passages and (self._codes is None or passage_id in self._coded)

    def has_codes(self, identity: int) -> bool:
        """Whether there is a record of token codes of that id."""
        return identity in self._coded

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those passages, in order."""
        return self._vectors.get(ids)

    def codes(self, ids: Sequence[int]) -> list[Codes]:
        """The token codes of those records, in order."""
        return [] if self._codes is None else self._codes.get(ids)

    def close(self) -> None:
        """Let go of the files."""
        self.catalogue.close()


@contextmanager
def earlier_index(folder: Path, storage: Storage) -> Iterator[Earlier | None]:
    """The index in `folder`, None where there is no sound one; closed on leaving.

    Raises:
        SettingsError: it is kept in an engine that `storage` does not name.
        EngineError: the engine does not answer.
    """
    try:
        earlier = Earlier(folder, storage)
    except EngineError:
        raise
    except IndexStateError:
        earlier = None
    try:
        yield earlier
    finally:
        if earlier is not None:
            earlier.close()
