"""Build an index from articles."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from corpus.article import Article
from corpus.errors import IndexWriteError, SourceError
from corpus.sentences import outside, sentence_spans
from index.catalogue import CatalogueWriter
from index.embedder import Embedder, probe_of
from index.generation import new_generation
from index.layout import CATALOGUE, LEXICAL, VECTORS
from index.lexical import TantivyIndex
from index.manifest import FORMAT, EmbedderRecord, Manifest, file_records
from index.split import PassageSplitter
from index.vectors import FaissStore
from index.windows import windows

PASSAGE_TOKENS = 200
_WINDOW = 512  # passages embedded between two progress reports

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how many are done, and how many there are (None: unknown)."""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made, and its seconds by stage (`split`, `embed`, `write`, `total`)."""

    manifest: Manifest
    seconds: dict[str, float]


def build_index(
    articles: Iterable[Article],
    folder: Path,
    embedder: Embedder,
    *,
    passage_tokens: int = PASSAGE_TOKENS,
    progress: Progress = lambda stage, done, total: None,
) -> BuildSummary:
    """Build an index of `articles` in `folder` and make it the current one.

    Whatever happens before the end, the index that was there stays as it is.
    `passage_tokens` is the most tokens of a passage, the embedder's own limit
    permitting.

    Raises:
        SourceError: there is no article with text to index.
        IndexWriteError: the folder cannot be written.
    """
    begun = time.perf_counter()
    limit = min(passage_tokens, embedder.max_tokens)
    with new_generation(folder) as staging:
        try:
            catalogue = CatalogueWriter(staging / CATALOGUE)
            counts = _split(articles, catalogue, PassageSplitter(embedder.count_tokens, limit), progress)
            if not counts.passages:
                raise SourceError(
                    "no article with text was found; nothing was built, and an earlier index is unchanged"
                )
            split = time.perf_counter()
            _embed(catalogue, embedder, counts.passages, progress).save(staging / VECTORS)
            embedded = time.perf_counter()
            TantivyIndex.build(staging / LEXICAL, catalogue.passages())
            catalogue.close()
        except (sqlite3.Error, ValueError, RuntimeError) as error:
            raise IndexWriteError(f"cannot write the index in {folder}: {error}") from error
        manifest = Manifest(
            format=FORMAT,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            citewise=version("citewise"),
            articles=counts.articles,
            passages=counts.passages,
            passage_tokens=limit,
            embedder=embedder_record(embedder),
            files=file_records(staging),
        )
        manifest.save(staging)
        progress("swap", 0, 1)
    done = time.perf_counter()
    progress("swap", 1, 1)
    seconds = {
        "split": split - begun,
        "embed": embedded - split,
        "write": done - embedded,
        "total": done - begun,
    }
    return BuildSummary(manifest, {stage: round(value, 3) for stage, value in seconds.items()})


def embedder_record(embedder: Embedder) -> EmbedderRecord:
    """The embedder's identity, to be compared when the index is opened."""
    probe = tuple(round(float(value), 6) for value in probe_of(embedder))
    return EmbedderRecord(embedder.name, embedder.dimension, embedder.max_tokens, probe)


@dataclass(slots=True)
class _Counts:
    articles: int = 0
    passages: int = 0


def _split(
    articles: Iterable[Article], catalogue: CatalogueWriter, splitter: PassageSplitter, progress: Progress
) -> _Counts:
    counts = _Counts()
    for article in articles:
        sentences = outside(sentence_spans(article.text, article.language or "en"), article.boilerplate)
        passages = splitter.split(article, sentences)
        catalogue.add(article, sentences, passages)
        counts.articles += 1
        counts.passages += len(passages)
        progress("read", counts.articles, None)
    return counts


def _embed(catalogue: CatalogueWriter, embedder: Embedder, total: int, progress: Progress) -> FaissStore:
    store = FaissStore(embedder.dimension)
    progress("embed", 0, total)
    for window in windows(catalogue.passages(), _WINDOW):
        vectors = embedder.embed_passages([passage.text for passage in window])
        store.add([passage.id for passage in window], vectors)
        progress("embed", len(store), total)
    return store
