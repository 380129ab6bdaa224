"""The index that a new build can take over from: what has not changed is not embedded again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from corpus.article import Article, Span
from corpus.errors import IndexStateError
from corpus.signature import Signature
from index.catalogue import Catalogue
from index.digest import article_digest
from index.embedder import Vectors
from index.generation import current_generation
from index.layout import CATALOGUE, TOKEN_TABLE, TOKENS, VECTORS
from index.manifest import EmbedderRecord, Manifest
from index.passage import Passage
from index.token_codes import Codes, TokenCodes
from index.vectors import FaissStore

_SAME = 0.9999  # cosine of the probe vectors above which vectors of both may stand in one index


class Earlier:
    """The finished generation of a folder, opened for copying from it.

    Raises:
        IndexStateError: there is none, or it is damaged or of another format.
    """

    def __init__(self, folder: Path) -> None:
        self.generation = current_generation(folder)
        self.manifest = Manifest.load(self.generation)
        self.manifest.verify(self.generation)
        self.catalogue = Catalogue(self.generation / CATALOGUE)
        self._vectors = FaissStore.open(self.generation / VECTORS)
        self._digests = self.catalogue.digests()
        self._passages = set(self.catalogue.all_passage_ids())
        self._codes: TokenCodes | None = None
        self._coded: set[int] = set()
        if self.manifest.token_codes:
            dimension = self.manifest.embedder.token_dimension
            self._codes = TokenCodes(self.generation / TOKENS, self.generation / TOKEN_TABLE, dimension)
            self._coded = set(self._codes.records())

    def fits(self, record: EmbedderRecord, passage_tokens: int, *, token_codes: bool) -> bool:
        """Whether passages and vectors made as told could stand beside this index's."""
        mine = self.manifest.embedder
        return (
            self.manifest.passage_tokens == passage_tokens
            and self.manifest.token_codes == token_codes
            and (mine.dimension, mine.token_dimension) == (record.dimension, record.token_dimension)
            and float(np.dot(mine.probe, record.probe)) >= _SAME
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
def earlier_index(folder: Path) -> Iterator[Earlier | None]:
    """The index in `folder`, None where there is no sound one; closed on leaving."""
    try:
        earlier = Earlier(folder)
    except IndexStateError:
        earlier = None
    try:
        yield earlier
    finally:
        if earlier is not None:
            earlier.close()
