"""Where the parts of a generation are: its folder, Milvus, PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from index.catalogue import Catalogue, CatalogueWriter, SqliteCatalogue, SqliteCatalogueWriter
from index.embedder import TokenVectors, Vectors
from index.engines.storage import Storage, new_name
from index.filters import field_text
from index.layout import CATALOGUE, LEXICAL, TERMS, TOKEN_TABLE, TOKENS, VECTORS
from index.lexical import LexicalIndex, TantivyIndex
from index.manifest import Manifest
from index.passage import Passage
from index.token_codes import Codes, FileTokenCodes, FileTokenCodesWriter, TokenCodes
from index.vectors import FaissStore, VectorStore


class SearchWriter(Protocol):
    """Takes the passages of a generation in the making, each with its vector."""

    def __len__(self) -> int: ...

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages with their vectors, shape (len(passages), dimension)."""
        ...

    def finish(self) -> None:
        """Make them searchable, by vectors and by words."""
        ...

    def abandon(self) -> None:
        """Leave nothing of them."""
        ...


class CodesWriter(Protocol):
    """Takes the token codes of a generation in the making."""

    def add(self, ids: Sequence[int], tokens: Sequence[TokenVectors]) -> None:
        """Store the signs of each text's token vectors."""
        ...

    def copy(self, identity: int, codes: Codes) -> None:
        """Store a record as it is."""
        ...

    def close(self) -> None:
        """Finish them."""
        ...

    def abandon(self) -> None:
        """Let go of what is unfinished."""
        ...


@dataclass(frozen=True, slots=True)
class Places:
    """The parts of a finished generation.

    Opening one raises:
        SettingsError: the manifest names an engine that the settings do not.
        EngineError: the engine does not answer.
        IndexDamagedError: the part cannot be read.
    """

    folder: Path
    generation: Path
    manifest: Manifest
    storage: Storage

    @classmethod
    def of(cls, folder: Path, generation: Path, storage: Storage) -> Places:
        """Those of the generation in this folder, whose files are checked.

        Raises:
            IndexStateError: a file is missing, altered or of another format.
        """
        manifest = Manifest.load(generation)
        manifest.verify(generation)
        return cls(folder, generation, manifest, storage)

    def catalogue(self) -> Catalogue:
        """Articles and passages."""
        if self.manifest.schema is None:
            return SqliteCatalogue(self.generation / CATALOGUE)
        from index.engines.postgres import PostgresCatalogue

        return PostgresCatalogue(self.storage.database_of(self.folder), self.manifest.schema)

    def codes(self) -> TokenCodes | None:
        """Token codes, where the build stored them."""
        if not self.manifest.token_codes:
            return None
        dimension = self.manifest.embedder.token_dimension
        if self.manifest.schema is None:
            return FileTokenCodes(self.generation / TOKENS, self.generation / TOKEN_TABLE, dimension)
        from index.engines.postgres import PostgresTokenCodes

        return PostgresTokenCodes(self.storage.database_of(self.folder), self.manifest.schema, dimension)

    def vectors(self) -> VectorStore:
        """Passages by their vectors."""
        if self.manifest.collection is None:
            return FaissStore.open(self.generation / VECTORS)
        from index.engines.milvus import MilvusCollection, MilvusVectors

        address = self.storage.milvus_of(self.folder)
        return MilvusVectors(MilvusCollection(address, self.manifest.collection))

    def lexical(self) -> LexicalIndex:
        """Passages by their words."""
        if self.manifest.collection is None:
            return TantivyIndex.open(self.generation / LEXICAL)
        from index.engines.milvus import MilvusCollection, MilvusWords
        from index.term_counts import TermCounts

        address = self.storage.milvus_of(self.folder)
        collection = MilvusCollection(address, self.manifest.collection)
        return MilvusWords(collection, TermCounts(self.generation / TERMS))


@dataclass(slots=True)
class NewPlaces:
    """The parts of a generation in the making; `identity` begins the names of all that engines hold of
    its index.

    Raises:
        EngineError: an engine does not answer.
    """

    staging: Path
    storage: Storage
    identity: str
    catalogue: CatalogueWriter = field(init=False)
    collection: str | None = field(init=False, default=None)
    schema: str | None = field(init=False, default=None)
    _search: SearchWriter | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.storage.database is None:
            self.catalogue = SqliteCatalogueWriter(self.staging / CATALOGUE)
            return
        from index.engines.postgres import PostgresCatalogueWriter

        self.schema = new_name(self.identity)
        self.catalogue = PostgresCatalogueWriter(self.storage.database, self.schema)

    def codes(self) -> CodesWriter:
        """Where token codes go."""
        if self.schema is None:
            return FileTokenCodesWriter(self.staging / TOKENS, self.staging / TOKEN_TABLE)
        from index.engines.postgres import PostgresCatalogueWriter, PostgresTokenCodesWriter

        assert isinstance(self.catalogue, PostgresCatalogueWriter)
        return PostgresTokenCodesWriter(self.catalogue)

    def search(self, dimension: int, expected: int) -> SearchWriter:
        """Where `expected` passages go with their vectors, once copies are marked."""
        if self.storage.milvus is None:
            self._search = FolderSearchWriter(self.staging, self.catalogue, dimension, expected)
            return self._search
        from index.engines.milvus import MilvusCollection, MilvusWriter, Passed

        catalogue = self.catalogue

        @lru_cache(maxsize=65_536)  # passages come by their ids, an article's not together
        def passed(article_id: str) -> Passed:
            article = catalogue.article(article_id)
            fields = {name: field_text(value) for name, value in article.extra.items()}
            known = {name: value for name, value in fields.items() if value is not None}
            return Passed(article.id, article.source, article.language, article.published, known)

        self.collection = new_name(self.identity)
        collection = MilvusCollection(self.storage.milvus, self.collection)
        hidden = catalogue.copied_passages()
        self._search = MilvusWriter(collection, self.staging / TERMS, dimension, expected, passed, hidden)
        return self._search

    def abandon(self) -> None:
        """Leave nothing of them in engines; nothing happens to what is finished."""
        self.catalogue.abandon()
        if self._search is not None:
            self._search.abandon()

    def forget_others(self, kept: Manifest) -> None:
        """Drop what engines hold of other generations of the index than that of this manifest.

        Raises:
            EngineError: an engine does not answer.
        """
        if self.storage.milvus is not None:
            from index.engines import milvus

            milvus.drop_others(self.storage.milvus, self.identity, kept.collection)
        if self.storage.database is not None:
            from index.engines import postgres

            postgres.drop_others(self.storage.database, self.identity, kept.schema)


class FolderSearchWriter:
    """Vectors in FAISS and words in tantivy, as files of the generation."""

    def __init__(self, staging: Path, catalogue: CatalogueWriter, dimension: int, expected: int) -> None:
        self._staging = staging
        self._catalogue = catalogue
        self._store = FaissStore(dimension, expected)

    def __len__(self) -> int:
        return len(self._store)

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        self._store.add([passage.id for passage in passages], vectors)

    def finish(self) -> None:
        self._store.save(self._staging / VECTORS)
        TantivyIndex.build(self._staging / LEXICAL, self._catalogue.passages())

    def abandon(self) -> None:
        """The files go with their folder."""
