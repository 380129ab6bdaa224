"""Build an index from articles, embedding only what the index does not hold yet."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from types import TracebackType

from corpus.article import Article, Span
from corpus.errors import EngineError, IndexMismatchError, IndexWriteError, SourceError
from corpus.grouping import group_copies
from corpus.signature import Signature, Signer
from index.catalogue import CatalogueWriter
from index.cluster import Cluster, Split
from index.digest import article_digest
from index.earlier import Earlier, earlier_index
from index.embedder import Embedder, probe_of
from index.engines.storage import LOCAL, Storage, new_identity
from index.finished import FinishedWork
from index.gathered import gathered
from index.generation import current_generation, new_generation
from index.layout import ENCODER
from index.manifest import FORMAT, EmbedderRecord, Manifest, file_records
from index.onnx_embedder import OnnxEmbedder
from index.passage import Passage, title_id
from index.places import CodesWriter, NewPlaces, SearchWriter
from index.split import PassageSplitter
from index.windows import windows

log = logging.getLogger(__name__)

PASSAGE_TOKENS = 200
_WINDOW = 256  # passages embedded between two progress reports

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how many are done, and how many there are (None: unknown)."""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made, and its seconds by stage (`split`, `copies`, `embed`, `write`, `total`).

    `new`, `changed`, `removed` and `unchanged` count articles against the index that
    was there; `embedded` counts passages that had to be embedded, `copies` articles that
    another one represents, `recurring` lines marked because they recur. When nothing was
    new, changed or removed, the index is the one that was there, untouched.
    """

    manifest: Manifest
    seconds: dict[str, float]
    new: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    copies: int
    recurring: int


def build_index(
    articles: Iterable[Article],
    folder: Path,
    embedder: Embedder,
    *,
    passage_tokens: int = PASSAGE_TOKENS,
    token_codes: bool = True,
    storage: Storage = LOCAL,
    cluster: Cluster | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> BuildSummary:
    """Make the index in `folder` one of exactly these articles.

    Whatever happens before the end, the index that was there stays as it is. What it
    holds already, made by the same embedder and settings, is taken over.
    `passage_tokens` is the most tokens of a passage, the embedder's own limit
    permitting; without `token_codes` late interaction has to encode at every
    question. `storage` names the engines that are to keep parts of it. On a `cluster`
    articles are split and passages embedded by its workers; what they did before the
    build was killed is taken over by the next.

    Raises:
        SourceError: there is no article with text to index.
        IndexWriteError: the folder cannot be written.
        SettingsError: an engine keeps a part of the earlier index that `storage` does not name.
        EngineError: an engine does not answer.
        ClusterError: the cluster did not do its part.
    """
    begun = time.perf_counter()
    limit = min(passage_tokens, embedder.max_tokens)
    record = embedder_record(embedder)
    with new_generation(folder) as staging, earlier_index(folder, storage) as found:
        fits = found is not None and found.fits(record, limit, token_codes=token_codes)
        places = NewPlaces(staging, storage, _identity(found))
        earlier = found if fits else None
        made = _Build(staging, places, earlier, embedder, record, limit, token_codes, progress, cluster)
        with made as work:
            work.split(gathered(articles, staging, lambda count: progress("read", count, None)))
            if not work.passages:
                raise SourceError(
                    "no article with text was found; nothing was built, and an earlier index is unchanged"
                )
            summary = work.finish(begun)
        if work.finished is not None:
            work.finished.clear()
    _forget(places, summary)
    return summary


def add_articles(
    articles: Iterable[Article],
    folder: Path,
    embedder: Embedder,
    *,
    instead_of: Collection[str] = (),
    storage: Storage = LOCAL,
    progress: Progress = lambda stage, done, total: None,
) -> BuildSummary:
    """Add articles to those of the index in `folder`; one whose id is there takes its place, and those
    whose ids are in `instead_of` go.

    Whatever happens before the end, the index that was there stays as it is. Lines
    that recur and copies are looked for among all articles.

    Raises:
        SourceError: there is no article.
        IndexMismatchError: the index was made by another embedder.
        IndexStateError: there is no sound index in the folder.
        IndexWriteError: the folder cannot be written, or another build holds it.
    """
    begun = time.perf_counter()
    given = {article.id: article for article in articles}
    if not given:
        raise SourceError("no article with text was found; nothing was added")
    with _changing(folder, storage) as (staging, places, earlier):
        manifest, record = earlier.manifest, embedder_record(embedder)
        if not earlier.fits(record, manifest.passage_tokens, token_codes=manifest.token_codes):
            raise IndexMismatchError(
                f"the index in {folder} was made by {manifest.embedder.name}, not by {record.name}; "
                "build again with: citewise build SOURCE..."
            )
        gone = {*given, *instead_of}
        kept = (article for article in earlier.catalogue.articles() if article.id not in gone)
        every = chain(kept, given.values())
        limit, coded = manifest.passage_tokens, manifest.token_codes
        with _Build(staging, places, earlier, embedder, record, limit, coded, progress) as work:
            work.split(gathered(every, staging, lambda count: progress("read", count, None)))
            summary = work.finish(begun)
    _forget(places, summary)
    return summary


def remove_articles(
    ids: Sequence[str],
    folder: Path,
    *,
    storage: Storage = LOCAL,
    progress: Progress = lambda stage, done, total: None,
) -> BuildSummary:
    """Take articles out of the index in `folder`; nothing is embedded, no embedder is loaded.

    Where one of them represented copies, another one does now. Lines that recurred stay marked
    until the next build counts them again: text that was not indexed could not be indexed here.

    Raises:
        SourceError: the index has no article of one of the ids; nothing is removed.
        IndexStateError: there is no sound index in the folder, or it cannot be written.
    """
    begun = time.perf_counter()
    with _changing(folder, storage) as (staging, places, earlier):
        unknown = sorted(set(ids) - earlier.article_ids())
        if unknown:
            raise SourceError(
                f"the index in {folder} has no article {unknown[0]!r}"
                + (f" and {len(unknown) - 1} more of those named" if len(unknown) > 1 else "")
                + "; nothing was removed"
            )
        manifest = earlier.manifest
        limit, coded = manifest.passage_tokens, manifest.token_codes
        gone = set(ids)
        with _Build(staging, places, earlier, None, manifest.embedder, limit, coded, progress) as work:
            work.split(article for article in earlier.catalogue.articles() if article.id not in gone)
            summary = work.finish(begun)
    _forget(places, summary)
    return summary


@contextmanager
def _changing(folder: Path, storage: Storage) -> Iterator[tuple[Path, NewPlaces, Earlier]]:
    """A staging folder for the next state of the index that is in `folder`, the places of its parts, and
    that index.

    Raises:
        IndexStateError: there is no sound index in the folder, or it cannot be written.
        SettingsError: an engine keeps a part of it that `storage` does not name.
    """
    current_generation(folder)
    with new_generation(folder) as staging:
        earlier = Earlier(folder, storage)
        try:
            yield staging, NewPlaces(staging, storage, _identity(earlier)), earlier
        finally:
            earlier.close()


def _identity(earlier: Earlier | None) -> str:
    return (earlier.manifest.identity if earlier else "") or new_identity()


def _forget(places: NewPlaces, summary: BuildSummary) -> None:
    """Drop from engines what is not of this generation."""
    try:
        places.forget_others(summary.manifest)
    except EngineError as error:
        log.warning("what is left of earlier generations goes with the next build: %s", error)


def embedder_record(embedder: Embedder) -> EmbedderRecord:
    """The embedder's identity, to be compared when the index is opened."""
    probe = tuple(round(float(value), 6) for value in probe_of(embedder))
    return EmbedderRecord(
        embedder.name, embedder.dimension, embedder.token_dimension, embedder.max_tokens, probe
    )


@dataclass(slots=True)
class _Build:
    """One generation in the making; `embedder` is None when everything comes from `earlier`.

    Whatever leaves the block before `finish` has ended leaves nothing in engines.
    """

    staging: Path
    places: NewPlaces
    earlier: Earlier | None
    embedder: Embedder | None
    record: EmbedderRecord
    passage_tokens: int
    token_codes: bool
    progress: Progress
    cluster: Cluster | None = None
    finished: FinishedWork | None = field(init=False, default=None)
    passages: int = 0
    embedded: int = 0
    seen: set[str] = field(default_factory=set)
    unchanged: int = 0
    recurring: int = 0
    signer: Signer = field(default_factory=Signer)
    split_seconds: float = 0.0
    written: bool = False

    def __enter__(self) -> _Build:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.written:
            with suppress(EngineError):
                self.places.abandon()
        if isinstance(error, sqlite3.Error | ValueError | RuntimeError):
            folder = self.staging.parent.parent
            raise IndexWriteError(f"cannot write the index in {folder}: {error}") from error

    @property
    def catalogue(self) -> CatalogueWriter:
        """Articles and passages of this generation."""
        return self.places.catalogue

    def split(self, articles: Iterable[Article]) -> None:
        """Write every article with its sentences and passages into the catalogue."""
        begun = time.perf_counter()
        for article, sentences, passages in self._split(self._changed(articles)):
            self._take(article, sentences, passages, self.signer.sign(article))
        self.split_seconds = time.perf_counter() - begun

    def _changed(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Those that the earlier index does not hold just so; the others are taken over from it."""
        for given in articles:
            article = replace(given, duplicate_of=None)  # decided when all articles are here
            known = None if self.earlier is None else self.earlier.split(article)
            if known is None or self.earlier is None:
                yield article
                continue
            self.unchanged += 1
            self._take(article, *known, self.earlier.signature(article.id) or self.signer.sign(article))

    def _split(self, articles: Iterable[Article]) -> Iterator[Split]:
        if self.cluster is not None:
            yield from self.cluster.split(articles, self.passage_tokens)
            return
        splitter: PassageSplitter | None = None
        for article in articles:
            if self.embedder is None:
                raise ValueError(f"article {article.id!r} differs from its own digest")
            splitter = splitter or PassageSplitter(self.embedder.count_tokens, self.passage_tokens)
            yield article, *splitter.divide(article)

    def _take(
        self, article: Article, sentences: list[Span], passages: list[Passage], signature: Signature
    ) -> None:
        self.catalogue.add(article, sentences, passages, article_digest(article))
        self.catalogue.sign(article.id, signature)
        self.seen.add(article.id)
        self.passages += len(passages)
        self.recurring += sum(mark.reason == "recurring" for mark in article.boilerplate)
        self.progress("split", len(self.seen), None)

    def finish(self, begun: float) -> BuildSummary:
        """Embed and write the rest, unless nothing differs from the earlier index."""
        earlier_ids = set() if self.earlier is None else self.earlier.article_ids()
        removed = len(earlier_ids - self.seen)
        changed = len(earlier_ids & self.seen) - self.unchanged
        new = len(self.seen - earlier_ids)
        group = embed = write = 0.0
        same = self.earlier is not None and self.earlier.is_in(self.places.storage)
        if self.earlier is not None and same and not (new or changed or removed):
            manifest = self.earlier.manifest
            copies = self.earlier.catalogue.copy_count()
        else:
            at = time.perf_counter()
            copies = self._group()
            group = time.perf_counter() - at
            self._embed()
            embed = time.perf_counter() - at - group
            manifest = self._write()
            write = time.perf_counter() - at - group - embed
        seconds = {
            "split": self.split_seconds,
            "copies": group,
            "embed": embed,
            "write": write,
            "total": time.perf_counter() - begun,
        }
        rounded = {stage: round(value, 3) for stage, value in seconds.items()}
        return BuildSummary(
            manifest,
            rounded,
            new,
            changed,
            removed,
            self.unchanged,
            self.embedded,
            copies,
            self.recurring,
        )

    def _group(self) -> int:
        """Find the copies among all articles, whatever the earlier index held; how many there are."""
        found = group_copies(self.catalogue.candidates(), self.catalogue.article)
        self.catalogue.mark_copies(found)
        return len(found)

    def _embed(self) -> None:
        if self.cluster is not None:
            self._embed_on(self.cluster)
        search = self.places.search(self.record.dimension, self.passages)
        codes = self.places.codes() if self.token_codes else None
        try:
            self._fill(search, codes)
            if codes is not None:
                codes.close()
        finally:
            if codes is not None:
                codes.abandon()
        search.finish()

    def _embed_on(self, cluster: Cluster) -> None:
        """Have the cluster embed what nobody has yet."""
        self.finished = finished = FinishedWork(self.staging.parent.parent, self.record)
        titles: set[int] = set()

        def missing() -> Iterator[tuple[int, str]]:
            for passage in self.catalogue.passages():
                if not any(source.has_passage(passage.id) for source in self._sources()):
                    yield passage.id, passage.text
            for title in self.catalogue.titles() if self.token_codes else ():
                if not any(source.has_codes(title_id(title)) for source in self._sources()):
                    titles.add(title_id(title))
                    yield title_id(title), title

        self.progress("embed", len(finished), self.passages)
        for batch in cluster.encode(missing(), codes=self.token_codes):
            finished.add(batch.ids, batch.vectors, batch.codes)
            self.embedded += sum(one not in titles for one in batch.ids)
            self.progress("embed", min(len(finished), self.passages), self.passages)

    def _sources(self) -> list[Earlier | FinishedWork]:
        """What has vectors and codes already."""
        return [one for one in (self.earlier, self.finished) if one is not None]

    def _fill(self, search: SearchWriter, codes: CodesWriter | None) -> None:
        self.progress("embed", 0, self.passages)
        for window in windows(self.catalogue.passages(), _WINDOW):
            rest = window
            for source in self._sources():
                self._take_over([one for one in rest if source.has_passage(one.id)], source, search, codes)
                rest = [one for one in rest if not source.has_passage(one.id)]
            self._embed_new(rest, search, codes)
            self.progress("embed", len(search), self.passages)
        if codes is not None:
            for titles in windows(self.catalogue.titles(), _WINDOW):
                self._code_titles(titles, codes)

    def _take_over(
        self,
        passages: Sequence[Passage],
        source: Earlier | FinishedWork,
        search: SearchWriter,
        codes: CodesWriter | None,
    ) -> None:
        if not passages:
            return
        ids = [passage.id for passage in passages]
        search.add(passages, source.vectors(ids))
        if codes is not None:
            for identity, record in zip(ids, source.codes(ids), strict=True):
                codes.copy(identity, record)

    def _embed_new(
        self, passages: Sequence[Passage], search: SearchWriter, codes: CodesWriter | None
    ) -> None:
        if not passages:
            return
        ids, texts = [passage.id for passage in passages], [passage.text for passage in passages]
        if codes is None:
            search.add(passages, self._encoder().embed_passages(texts))
        else:
            encoded = self._encoder().encode_passages(texts)
            search.add(passages, encoded.vectors)
            codes.add(ids, encoded.tokens)
        self.embedded += len(passages)

    def _code_titles(self, titles: Sequence[str], codes: CodesWriter) -> None:
        rest = {title_id(title): title for title in titles}
        for source in self._sources():
            kept = [one for one in rest if source.has_codes(one)]
            for identity, record in zip(kept, source.codes(kept), strict=True):
                codes.copy(identity, record)
            rest = {identity: title for identity, title in rest.items() if identity not in set(kept)}
        if rest:
            codes.add(list(rest), self._encoder().encode_passages(list(rest.values())).tokens)

    def _encoder(self) -> Embedder:
        if self.embedder is None:
            raise ValueError("the index lacks vectors of passages that it names")
        return self.embedder

    def _write(self) -> Manifest:
        self.catalogue.close()
        self._keep_encoder()
        manifest = Manifest(
            format=FORMAT,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            citewise=version("citewise"),
            articles=len(self.seen),
            passages=self.passages,
            passage_tokens=self.passage_tokens,
            token_codes=self.token_codes,
            embedder=self.record,
            files=file_records(self.staging),
            identity=self.places.identity,
            collection=self.places.collection,
            schema=self.places.schema,
        )
        manifest.save(self.staging)
        self.written = True
        self.progress("swap", 1, 1)
        return manifest

    def _keep_encoder(self) -> None:
        """Copy the encoder into the generation: the embedder's own, or the earlier index's where there is
        no embedder, or it was opened from a generation that is gone."""
        if self.embedder is not None and not isinstance(self.embedder, OnnxEmbedder):
            return
        if self.embedder is not None and self.embedder.folder.is_dir():
            self.embedder.save(self.staging / ENCODER)
        elif self.earlier is not None and (kept := self.earlier.generation / ENCODER).is_dir():
            OnnxEmbedder(kept).save(self.staging / ENCODER)
