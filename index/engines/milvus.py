"""Vectors and words in Milvus: one collection a generation, each row a passage.

Milvus's own BM25 ranks, over the terms that every other lexical index of ours sees: a row
holds a code for each term of its passage, which any of Milvus's analyzers takes as one word. So
languages, stems and scores are alike on every engine, and no text of an article is in Milvus.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from base64 import b32hexencode
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import EngineError, SettingsError
from index.embedder import Vectors
from index.engines.storage import shown
from index.filters import FilteredIds, Filters
from index.lexical import K1, LexicalAnalyzer, bm25_ceiling
from index.passage import Passage, Scored
from index.term_counts import TermCounts, TermCountsWriter, term_hash
from index.vectors import EF_CONSTRUCTION, EF_SEARCH, EXACT_BELOW, LINKS
from index.windows import windows

_B = 0.75
_SECONDS = 30.0  # that a call may take
_ROWS = 500  # rows sent or fetched in one call
_MOST = 16_384  # hits that Milvus gives at most
_MOST_IDS = 10_000  # allowed passages that are named one by one; more are told by their fields
_NOT_LOADED = 101
_LONGEST = 512  # bytes of a field

_clients: dict[str, Any] = {}
_lock = threading.Lock()


def client_of(address: str) -> Any:
    """The client of a server or a milvus-lite file, one a process: a file opens no second time.

    Raises:
        SettingsError: the extra `milvus` is not installed.
        EngineError: the server does not answer.
    """
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise SettingsError(
            "Milvus needs the extra milvus; install it with: pip install 'citewise[milvus]'"
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # every error is raised, too
    place = address if "://" in address else str(Path(address).resolve())
    with _lock:
        if place not in _clients:
            if "://" not in address:
                Path(place).parent.mkdir(parents=True, exist_ok=True)
            try:
                _clients[place] = MilvusClient(place, timeout=_SECONDS)
            except (MilvusException, OSError, RuntimeError, ValueError) as error:
                raise _unanswered(address, error) from error
        return _clients[place]


class MilvusCollection:
    """One collection of a server: calls whose failures are told in one line."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.name = name
        self._client = client_of(address)

    def __call__(self, method: str, **arguments: Any) -> Any:
        """Call a method of the client on this collection, which is loaded if it must be: a server that was
        started anew may have let go of it.

        Raises:
            EngineError: Milvus does not answer, or refuses.
        """
        return _answered(self.address, lambda: self._call(method, **arguments))

    def _call(self, method: str, **arguments: Any) -> Any:
        from pymilvus.exceptions import MilvusException

        called = partial(getattr(self._client, method), self.name, timeout=_SECONDS, **arguments)
        try:
            return called()
        except MilvusException as error:
            if error.code != _NOT_LOADED:
                raise
            self._client.load_collection(self.name, timeout=_SECONDS)
            return called()

    def create(self, dimension: int, expected: int) -> None:
        """Make it anew, for vectors of this dimension."""
        from pymilvus import DataType, Function, FunctionType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("passage", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        schema.add_field(
            "terms",
            DataType.VARCHAR,
            max_length=65_535,
            enable_analyzer=True,
            analyzer_params={"tokenizer": "standard"},
        )
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        for name in ("article", "source", "language", "day"):
            schema.add_field(name, DataType.VARCHAR, max_length=_LONGEST)
        schema.add_field("fields", DataType.JSON)
        schema.add_field("hidden", DataType.BOOL)
        schema.add_function(
            Function(
                name="bm25",
                function_type=FunctionType.BM25,
                input_field_names=["terms"],
                output_field_names=["words"],
            )
        )
        indexes = self._client.prepare_index_params()
        if expected < EXACT_BELOW:
            indexes.add_index("vector", index_type="FLAT", metric_type="IP")
        else:
            links = {"M": LINKS, "efConstruction": EF_CONSTRUCTION}
            indexes.add_index("vector", index_type="HNSW", metric_type="IP", params=links)
        indexes.add_index(
            "words",
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": K1, "bm25_b": _B},
        )
        self("create_collection", schema=schema, index_params=indexes, consistency_level="Strong")

    def dimension(self) -> int:
        """Of the vectors."""
        fields = self("describe_collection")["fields"]
        return next(int(field["params"]["dim"]) for field in fields if field["name"] == "vector")

    def count(self) -> int:
        """How many rows there are."""
        rows = self("query", filter="", output_fields=["count(*)"])
        return int(rows[0]["count(*)"])


class _Search:
    """What vectors and words share: a collection, and who may be found."""

    def __init__(self, collection: MilvusCollection) -> None:
        self._collection = collection
        self._count: int | None = None
        self._unwanted: list[int] = []

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._collection.count()
        return self._count

    def hide(self, ids: Sequence[int]) -> None:
        self._unwanted = list(ids)

    def _among(self, allowed: Sequence[int] | None) -> str:
        """The condition, in Milvus's language, on what may be found."""
        if allowed is None:
            unwanted = f" and passage not in {self._unwanted}" if self._unwanted else ""
            return f"hidden == false{unwanted}"
        if isinstance(allowed, FilteredIds):
            few = allowed.few(_MOST_IDS)
            if few is None:
                # Copies of one another may all pass; those who list passages put them together.
                return filter_expression(allowed.filters)
            allowed = few
        return f"passage in {list(map(int, allowed))}"

    def _found(self, field: str, data: object, k: int, among: str, parameters: object) -> list[Scored]:
        (hits,) = self._collection(
            "search",
            data=[data],
            anns_field=field,
            limit=min(k, _MOST),
            filter=among,
            search_params=parameters,
        )
        # milvus-lite gives scores of BM25 with a minus, as distances.
        found = [
            Scored(int(hit["passage"]), abs(float(hit["distance"])) if field == "words" else hit["distance"])
            for hit in hits
        ]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))


class MilvusVectors(_Search):
    """The `VectorStore` of a collection. Searching is thread-safe."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store vectors of passages without words or fields."""
        for some in windows(list(zip(ids, vectors, strict=True)), _ROWS):
            rows = [_row(one, vector, "", Passed(), hidden=False) for one, vector in some]
            self._collection("insert", data=rows)
        self._count = None

    def search(self, vector: Vectors, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        if k < 1 or not len(self):
            return []
        parameters = {"params": {"ef": max(EF_SEARCH, 2 * k)}}
        return self._found("vector", vector.tolist(), k, self._among(allowed), parameters)

    def get(self, ids: Sequence[int]) -> Vectors:
        found: dict[int, Any] = {}
        for some in windows(list(map(int, ids)), _ROWS):
            rows = self._collection("get", ids=list(some), output_fields=["vector"])
            found |= {int(row["passage"]): row["vector"] for row in rows}
        if missing := [one for one in ids if int(one) not in found]:
            raise EngineError(
                f"the collection {self._collection.name} in Milvus lacks passage {missing[0]}; "
                "build again with: citewise build SOURCE..."
            )
        if not len(ids):
            return np.zeros((0, self._collection.dimension()), dtype=np.float32)
        return np.asarray([found[int(one)] for one in ids], dtype=np.float32)


class MilvusWords(_Search):
    """The `LexicalIndex` of a collection: Milvus's BM25 over the terms of our analyzer."""

    def __init__(self, collection: MilvusCollection, counts: TermCounts) -> None:
        super().__init__(collection)
        self._analyzer = LexicalAnalyzer()
        self._counts = counts

    def search(self, question: str, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        terms = sorted({term for term in self.terms(question) if self._counts.of(term)})
        if k < 1 or not terms:
            return []
        asked = " ".join(term_code(term) for term in terms)
        return self._found("words", asked, k, self._among(allowed), {"params": {}})

    def ceiling(self, question: str) -> float:
        return bm25_ceiling(self, question)

    def terms(self, text: str) -> list[str]:
        return self._analyzer.terms(text)

    def document_frequency(self, term: str) -> int:
        return self._counts.of(term)


class MilvusWriter:
    """Fills the collection of a generation in the making; `abandon` drops it.

    `passed` tells of an article id what filters may ask of it, `hidden` are the passages of
    articles that another one represents.
    """

    def __init__(
        self,
        collection: MilvusCollection,
        counts: Path,
        dimension: int,
        expected: int,
        passed: Callable[[str], Passed],
        hidden: Sequence[int],
    ) -> None:
        self._collection = collection
        self._counts_path = counts
        self._counts = TermCountsWriter()
        self._analyzer = LexicalAnalyzer()
        self._passed = passed
        self._hidden = frozenset(hidden)
        self._added = 0
        collection.create(dimension, expected)

    def __len__(self) -> int:
        return self._added

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages with their vectors, shape (len(passages), dimension)."""
        rows = []
        for passage, vector in zip(passages, vectors, strict=True):
            terms = self._analyzer.terms(passage.text)
            self._counts.add({term_hash(term) for term in terms})
            codes = " ".join(term_code(term) for term in terms)
            about = self._passed(passage.article_id)
            rows.append(_row(passage.id, vector, codes, about, hidden=passage.id in self._hidden))
        for some in windows(rows, _ROWS):
            self._collection("insert", data=list(some))
        self._added += len(passages)

    def finish(self) -> None:
        """Make it searchable."""
        self._counts.save(self._counts_path)
        self._collection("flush")
        self._collection("load_collection")

    def abandon(self) -> None:
        """Drop what was written."""
        self._collection("drop_collection")


class Passed:
    """What filters may ask of an article. Values too long for Milvus are cut: no filter finds them there."""

    __slots__ = ("article", "day", "fields", "language", "source")

    def __init__(
        self,
        article: str = "",
        source: str | None = None,
        language: str | None = None,
        published: str | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self.article = _cut(article)
        self.source = _cut(source or "")
        self.language = _cut(language or "")
        self.day = (published or "")[:10]
        self.fields = dict(fields or {})


def filter_expression(filters: Filters) -> str:
    """The filters in Milvus's language."""
    conditions = [
        f"{name} in {_texts(values)}"
        for name, values in (
            ("source", filters.sources),
            ("article", filters.article_ids),
            ("language", filters.languages),
        )
        if values
    ]
    if filters.published_from:
        conditions.append(f"day >= {_texts_one(filters.published_from)}")
    if filters.published_to:
        conditions.append(f'day <= {_texts_one(filters.published_to)} and day != ""')
    conditions += [
        f"fields[{_texts_one(name)}] == {_texts_one(value)}" for name, value in filters.fields.items()
    ]
    return " and ".join(conditions)


def drop_others(address: str, identity: str, keep: str | None) -> None:
    """Drop the collections of the index `identity` but the one to keep."""
    client = client_of(address)
    for name in _answered(address, lambda: client.list_collections(timeout=_SECONDS)):
        if name.startswith(f"{identity}_") and name != keep:
            MilvusCollection(address, name)("drop_collection")


@lru_cache(maxsize=200_000)
def term_code(term: str) -> str:
    """A word of letters and digits that stands for the term, the same in every analyzer."""
    return b32hexencode(term_hash(term).to_bytes(8, "little")).decode().rstrip("=").lower()


def _row(identity: int, vector: Vectors, codes: str, about: Passed, *, hidden: bool) -> dict[str, object]:
    return {
        "passage": int(identity),
        "vector": np.asarray(vector, dtype=np.float32).tolist(),
        "terms": codes,
        "article": about.article,
        "source": about.source,
        "language": about.language,
        "day": about.day,
        "fields": about.fields,
        "hidden": hidden,
    }


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST].decode(errors="ignore")


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_texts_one, values))}]"


def _texts_one(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _answered(address: str, call: Callable[[], Any]) -> Any:
    from pymilvus.exceptions import MilvusException

    try:
        return call()
    except (MilvusException, OSError, RuntimeError, ValueError) as error:
        raise _unanswered(address, error) from error


def _unanswered(address: str, error: Exception) -> EngineError:
    reason = " ".join(str(getattr(error, "message", error)).split())[:200]
    return EngineError(
        f"Milvus at {shown(address)} does not answer as it should ({reason}); start it, or correct the "
        "setting milvus; questions go on by themselves when it is back"
    )


os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # its own lines about lost connections are no use here
