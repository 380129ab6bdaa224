"""Reading, splitting and embedding on the machines of a Ray cluster.

Lines that recur, copies and writing stay with the process that builds: all articles must be known
for those, and together they are a few hundredths of the work. What workers give back is kept in batches
(`index.finished`), so that a build that was killed goes on where it was.
"""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter

from corpus.article import Article, Span
from corpus.errors import ClusterError, SettingsError
from corpus.files import SourceFile
from corpus.load import Entry, read_file
from corpus.options import ReadOptions
from corpus.record import Notice, Rejected
from index.embedder import Embedder, Vectors, open_embedder
from index.onnx_embedder import MODEL, RECORD, TOKENIZER, OnnxEmbedder
from index.packed_spans import pack_spans, unpack_spans
from index.passage import Passage, passage_at
from index.split import PassageSplitter
from index.token_codes import Codes, code_width, codes_of
from index.windows import windows

_CONNECT_SECONDS = 10.0
_FILES = 10_000
_ENTRIES = 64
_ENTRY = ("begins", "shown", "line", "kind", "data")
_REASONS: dict[str, type[Rejected] | type[Notice]] = {"rejected": Rejected, "notice": Notice}
_ARTICLES = 2_000  # sent to the workers at a time
_PASSAGES = 20_000
_BATCH = 256  # passages that one worker encodes at a time, and that a killed worker loses

Split = tuple[Article, list[Span], list[Passage]]


class Encoded(NamedTuple):
    """A batch that a worker encoded: ids, vectors of shape (ids, dimension), and token codes."""

    ids: list[int]
    vectors: Vectors
    codes: list[Codes]


class Cluster:
    """The workers of a Ray cluster, each with its own copy of the embedder.

    A worker or machine that dies is replaced by Ray, and its batch done again.

    Raises:
        SettingsError: the extra `ray` is not installed.
        ClusterError: there is no cluster at the address.
    """

    def __init__(self, address: str, embedder: Embedder) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise SettingsError(
                "building on a cluster needs the extra ray; install it with: pip install 'citewise[ray]'"
            ) from error
        self._address = address
        self._mine = not ray.is_initialized()
        self.embedder = embedder
        if self._mine:
            _check_reachable(address)
            options: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
            if address == "local" or address.startswith("127.0.0.1:"):
                options["_node_ip_address"] = "127.0.0.1"  # by itself Ray takes the address that others see
            try:
                ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **options)
            except (ConnectionError, ValueError, RuntimeError, OSError) as error:
                raise self._failed(error) from error
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = True  # of articles with one id the first counts
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        self._embedder = ray.put(_shipped(embedder))
        self.workers = max(1, int(ray.cluster_resources().get("CPU", 1)))

    def close(self) -> None:
        """Let go of the cluster; one that was started for this ends."""
        import ray

        if self._mine:
            ray.shutdown()

    def read(self, files: Iterable[SourceFile], options: ReadOptions) -> Iterator[tuple[int, Entry | None]]:
        """What `corpus.load.read_file` gives for the files, in order; every machine must see them.

        Raises:
            ClusterError: the cluster is gone, or a machine does not see a file.
        """
        form = TypeAdapter(Article)
        for window in windows(files, _FILES):
            rows: list[dict[str, object]] = [
                {"path": str(one.path), "name": one.name, "shown": one.shown} for one in window
            ]
            batch = -(-len(rows) // (8 * self.workers))
            for block in self._mapped(rows, batch, _ReadBatch, options):
                for begins, shown, line, kind, data in zip(*(block[name] for name in _ENTRY), strict=True):
                    if begins is not None:
                        yield begins, None
                        continue
                    found = form.validate_json(data) if kind == "article" else _REASONS[kind](data.decode())
                    yield 0, (shown, line, found)

    def split(self, articles: Iterable[Article], passage_tokens: int) -> Iterator[Split]:
        """The articles, in order, with their sentences and passages.

        Raises:
            ClusterError: the cluster is gone, or workers cannot do it.
        """
        form = TypeAdapter(Article)
        for window in windows(articles, _ARTICLES):
            rows: list[dict[str, object]] = [
                {"place": n, "article": form.dump_json(one)} for n, one in enumerate(window)
            ]
            found: dict[int, tuple[list[Span], list[Span]]] = {}
            for block in self._mapped(rows, 64, _SplitBatch, passage_tokens):
                for place, sentences, passages in zip(
                    block["place"], block["sentences"], block["passages"], strict=True
                ):
                    found[place] = (unpack_spans(sentences), unpack_spans(passages))
            for place, article in enumerate(window):
                sentences, spans = found[place]
                yield article, sentences, [passage_at(article, span) for span in spans]

    def encode(self, texts: Iterable[tuple[int, str]], *, codes: bool) -> Iterator[Encoded]:
        """Vectors of the texts, each with its id, and their token codes if they are wanted; in any order,
        each once.

        Raises:
            ClusterError: the cluster is gone, or workers cannot do it.
        """
        width = code_width(self.embedder.token_dimension)
        for window in windows(texts, _PASSAGES):
            rows: list[dict[str, object]] = [{"id": identity, "text": text} for identity, text in window]
            for block in self._mapped(rows, _BATCH, _EncodeBatch, codes):
                vectors = [np.frombuffer(one, dtype=np.float32) for one in block["vector"]]
                coded = [np.frombuffer(one, dtype=np.uint8).reshape(-1, width) for one in block["codes"]]
                yield Encoded(block["id"], np.stack(vectors), coded if codes else [])

    def _mapped(
        self, rows: list[dict[str, object]], batch: int, work: type, *arguments: object
    ) -> Iterator[dict[str, list[Any]]]:
        """What the workers make of the rows, a batch of them at a time."""
        import ray
        from ray.exceptions import RayError

        blocks = -(-len(rows) // batch)
        try:
            done = ray.data.from_items(rows, override_num_blocks=blocks).map_batches(
                work,
                fn_constructor_args=(self._embedder, version("citewise"), *arguments),
                batch_size=None,
                batch_format="pyarrow",
                compute=ray.data.ActorPoolStrategy(min_size=1, max_size=min(self.workers, blocks)),
                num_cpus=1,
            )
            for table in done.iter_batches(batch_size=None, batch_format="pyarrow"):
                if table.num_rows:
                    yield {name: table[name].to_pylist() for name in table.column_names}
        except (RayError, ConnectionError, RuntimeError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> ClusterError:
        lines = str(error).strip().splitlines()
        reason = " ".join((lines[-1] if lines else type(error).__name__).split())[:300]
        return ClusterError(
            f"the Ray cluster {self._address} cannot build ({reason}); give the same command again: what is "
            "embedded is kept"
        )


@contextmanager
def cluster(address: str | None, embedder: Embedder) -> Iterator[Cluster | None]:
    """The cluster at an address, None without one; let go of on leaving.

    Raises:
        SettingsError: the extra `ray` is not installed.
        ClusterError: there is no cluster at the address.
    """
    if address is None:
        yield None
        return
    opened = Cluster(address, embedder)
    try:
        yield opened
    finally:
        opened.close()


class _ReadBatch:
    """Reads files on a worker."""

    def __init__(self, embedder: Any, wanted: str, options: ReadOptions) -> None:
        _check_version(wanted)
        self._options = options
        self._form = TypeAdapter(Article)

    def __call__(self, table: Any) -> Iterator[dict[str, list[object]]]:
        for row in table.to_pylist():
            file = SourceFile(Path(row["path"]), row["name"], row["shown"])
            if not file.path.exists() and not file.path.is_symlink():
                raise FileNotFoundError(
                    f"a machine of the cluster does not see {file.shown}; put articles where all of them do"
                )
            for some in windows(read_file(file, self._options), _ENTRIES):
                yield self._written(some)

    def _written(self, entries: Sequence[tuple[int, Entry | None]]) -> dict[str, list[object]]:
        rows: list[tuple[object, ...]] = []
        for begins, entry in entries:
            if entry is None:
                rows.append((begins, "", None, "", b""))
                continue
            shown, line, found = entry
            if isinstance(found, Article):
                rows.append((None, shown, line, "article", self._form.dump_json(found)))
            else:
                kind = "rejected" if isinstance(found, Rejected) else "notice"
                rows.append((None, shown, line, kind, found.reason.encode(errors="replace")))
        return {name: list(column) for name, column in zip(_ENTRY, zip(*rows, strict=True), strict=True)}


class _SplitBatch:
    """Splits articles on a worker."""

    def __init__(self, embedder: Any, wanted: str, passage_tokens: int) -> None:
        self._splitter = PassageSplitter(_opened(embedder, wanted).count_tokens, passage_tokens)
        self._form = TypeAdapter(Article)

    def __call__(self, table: Any) -> dict[str, list[object]]:
        done: dict[str, list[object]] = {"place": table["place"].to_pylist(), "sentences": [], "passages": []}
        for data in table["article"].to_pylist():
            article = self._form.validate_json(data)
            sentences, passages = self._splitter.divide(article)
            done["sentences"].append(pack_spans(sentences))
            done["passages"].append(pack_spans(one.span for one in passages))
        return done


class _EncodeBatch:
    """Embeds texts on a worker."""

    def __init__(self, embedder: Any, wanted: str, codes: bool) -> None:
        self._embedder = _opened(embedder, wanted)
        self._codes = codes

    def __call__(self, table: Any) -> dict[str, list[object]]:
        texts = table["text"].to_pylist()
        if self._codes:
            encoded = self._embedder.encode_passages(texts)
            vectors = encoded.vectors
            coded = [codes_of(rows).tobytes() for rows in encoded.tokens]
        else:
            vectors, coded = self._embedder.embed_passages(texts), [b""] * len(texts)
        return {
            "id": table["id"].to_pylist(),
            "vector": [row.tobytes() for row in vectors.astype(np.float32)],
            "codes": coded,
        }


def _check_reachable(address: str) -> None:
    """Ray itself waits for minutes where nobody listens.

    Raises:
        ClusterError: nobody does.
    """
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_SECONDS).close()
    except OSError as error:
        raise ClusterError(
            f"the Ray cluster {address} does not answer ({error.strerror or error}); start it, or give "
            "another --cluster"
        ) from error


def _shipped(embedder: Embedder) -> Callable[[], Embedder]:
    """What makes the embedder on a worker."""
    if isinstance(embedder, OnnxEmbedder):
        files = {name: (embedder.folder / name).read_bytes() for name in (MODEL, TOKENIZER, RECORD)}
        return partial(_unpacked, files)
    if type(embedder).__module__.startswith("index."):
        return partial(open_embedder, embedder.name)
    return partial(_itself, embedder)


def _unpacked(files: dict[str, bytes]) -> Embedder:
    with tempfile.TemporaryDirectory(prefix="citewise-encoder-") as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return OnnxEmbedder(Path(folder), threads=1)  # a worker is given one processor


def _itself(embedder: Embedder) -> Embedder:
    return embedder


def _opened(embedder: Any, wanted: str) -> Embedder:
    """The embedder on this worker."""
    import ray

    _check_version(wanted)
    made: Embedder = ray.get(embedder)()
    return made


def _check_version(wanted: str) -> None:
    if version("citewise") != wanted:
        raise RuntimeError(
            f"a worker has Citewise {version('citewise')}, the build {wanted}; install one on every machine"
        )
