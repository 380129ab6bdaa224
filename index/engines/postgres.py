"""Articles, passages and token codes in PostgreSQL: one schema a generation.

A generation is written in one transaction; what a killed build leaves is nothing. PostgreSQL's text
holds no character 0, articles may: it is written as two others (`_kept`).
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from corpus.article import Article, Span
from corpus.errors import CitewiseError, EngineError, IndexDamagedError, SettingsError
from corpus.grouping import Candidate
from corpus.signature import Signature
from index.catalogue import (
    ARTICLE,
    CANDIDATES,
    COLUMNS,
    COPIED_PASSAGES,
    PASSAGES,
    TITLES,
    Catalogue,
    article_of,
    article_row,
    candidate_of,
    passage_of,
    signature_row,
)
from index.embedder import TokenVectors
from index.engines.storage import shown
from index.filters import field_text
from index.passage import Passage
from index.token_codes import Codes, code_width, codes_of
from index.windows import windows

_SCHEMA = """
CREATE TABLE article (
    id TEXT COLLATE "C" PRIMARY KEY, title TEXT COLLATE "C" NOT NULL, text TEXT NOT NULL, url TEXT,
    published TEXT COLLATE "C", language TEXT COLLATE "C", source TEXT COLLATE "C",
    duplicate_of TEXT COLLATE "C", published_from TEXT, pages TEXT NOT NULL, extra TEXT NOT NULL,
    boilerplate TEXT NOT NULL, sentences BYTEA NOT NULL, digest BYTEA NOT NULL
);
CREATE TABLE field (article_id TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE passage (
    id BIGINT PRIMARY KEY, article_id TEXT COLLATE "C" NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE TABLE signature (
    article_id TEXT COLLATE "C" PRIMARY KEY, hashes BYTEA NOT NULL, shingles INTEGER NOT NULL
);
CREATE TABLE code (id BIGINT PRIMARY KEY, crc BIGINT NOT NULL, codes BYTEA NOT NULL);
ALTER TABLE code ALTER codes SET STORAGE EXTERNAL;
"""
_INDEXES = """
CREATE INDEX ON passage (article_id, start);
CREATE INDEX ON article (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX ON article (source);
CREATE INDEX ON article (published);
CREATE INDEX ON field (article_id);
"""
_ROWS = 500
_CONNECT_SECONDS = 10

_engines: dict[str, Any] = {}
_lock = threading.Lock()


def engine_of(address: str) -> Any:
    """A pool of connections, one a process; a lost connection is made anew.

    Raises:
        SettingsError: the extra `postgres` is not installed, or the address cannot be read.
    """
    try:
        import psycopg  # noqa: F401
        from sqlalchemy import create_engine
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        raise SettingsError(
            "PostgreSQL needs the extra postgres; install it with: pip install 'citewise[postgres]'"
        ) from error
    with _lock:
        if address not in _engines:
            try:
                url = make_url(address)
            except ArgumentError as error:
                raise _unreadable(address) from error
            if url.get_backend_name() != "postgresql":
                raise _unreadable(address)
            _engines[address] = create_engine(
                url.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                connect_args={
                    "connect_timeout": _CONNECT_SECONDS,
                    "prepare_threshold": None,  # poolers such as PgBouncer keep no prepared statements
                },
            )
        return _engines[address]


def schemas_of(address: str, identity: str) -> list[str]:
    """The schemas of the generations of an index, whole or not.

    Raises:
        EngineError: PostgreSQL does not answer.
    """
    query = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname::text, ?)"
    rows = run(address, "public", query, [f"{identity}_"])
    return [str(name) for (name,) in rows]


def drop_others(address: str, identity: str, keep: str | None) -> None:
    """Drop the schemas of the index `identity` but the one to keep."""
    for name in schemas_of(address, identity):
        if name != keep:
            run(address, "public", f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


def run(address: str, schema: str, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """What a statement gives, in a transaction of its own; each `?` stands for a value.

    Raises:
        EngineError: PostgreSQL does not answer, or refuses.
    """
    with told(address), engine_of(address).connect() as connection:
        if connection.info.get("schema") != schema:  # what this connection saw last
            connection.exec_driver_sql(f'SET search_path TO "{schema}"')
            connection.commit()
            connection.info["schema"] = schema
        found = _executed(connection, query, values)
        connection.commit()
        return found


class PostgresCatalogue(Catalogue):
    """A catalogue in a schema.

    Raises:
        EngineError: PostgreSQL does not answer, or has no such schema.
    """

    def __init__(self, address: str, schema: str) -> None:
        self.place = f"schema {schema} at {shown(address)}"
        self._address = address
        self._schema = schema
        self._rows("SELECT id FROM article LIMIT 0")

    def close(self) -> None:
        """Connections are the pool's."""

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return run(self._address, self._schema, query, values)

    def _one_of(self, column: str, values: Sequence[str]) -> tuple[str, list[object]]:
        return f"{column} = ANY(?)", [list(values)]

    def _field_is(self, name: str, value: str) -> tuple[str, list[object]]:
        condition = "EXISTS (SELECT 1 FROM field f WHERE f.article_id = a.id AND f.name = ? AND f.value = ?)"
        return condition, [name, value]


class PostgresCatalogueWriter:
    """Writes a schema in one transaction, which `close` commits; its token codes too.

    Raises:
        EngineError: PostgreSQL does not answer, or the user may not make a schema.
    """

    def __init__(self, address: str, schema: str) -> None:
        self._address = address
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._closed = False
        with told(address):
            self._connection = engine_of(address).connect()
            self._transaction = self._connection.begin()
        self._run(f'CREATE SCHEMA "{schema}"')
        self._run(f'SET LOCAL search_path TO "{schema}"')
        for statement in _SCHEMA.strip().split(";")[:-1]:
            self._run(statement)

    def add(
        self, article: Article, sentences: Iterable[Span], passages: Iterable[Passage], digest: bytes
    ) -> None:
        self._put(f"article ({COLUMNS})", [article_row(article, sentences, digest)])
        fields = ((name, field_text(value)) for name, value in article.extra.items())
        self._put(
            "field (article_id, name, value)",
            [(article.id, name, value) for name, value in fields if value is not None],
        )
        self._put(
            'passage (id, article_id, start, "end")',
            [(one.id, one.article_id, one.span.start, one.span.end) for one in passages],
        )

    def sign(self, article_id: str, signature: Signature) -> None:
        self._put("signature (article_id, hashes, shingles)", [signature_row(article_id, signature)])

    def put_code(self, identity: int, codes: Codes) -> None:
        """Store a record of token codes."""
        data = codes.tobytes()
        self._put("code (id, crc, codes)", [(identity, zlib.crc32(data), data)])

    def candidates(self) -> Iterator[Candidate]:
        return map(candidate_of, self._stream(CANDIDATES))

    def article(self, article_id: str) -> Article:
        self._flush()
        (row,) = self._run(f"SELECT {ARTICLE} FROM article WHERE id = ?", [article_id])
        return article_of(row)

    def mark_copies(self, originals: Mapping[str, str]) -> None:
        self._flush()
        pairs = [(_kept(original), _kept(copy)) for copy, original in originals.items()]
        if pairs:
            with told(self._address):
                self._connection.exec_driver_sql("UPDATE article SET duplicate_of = %s WHERE id = %s", pairs)

    def copied_passages(self) -> list[int]:
        self._flush()
        return [int(row[0]) for row in self._run(COPIED_PASSAGES)]

    def passages(self) -> Iterator[Passage]:
        return map(passage_of, self._stream(PASSAGES))

    def titles(self) -> Iterator[str]:
        return (title for (title,) in self._stream(TITLES))

    def close(self) -> None:
        self._flush()
        for statement in _INDEXES.strip().split(";")[:-1]:
            self._run(statement)
        self._run("ANALYZE")
        with told(self._address):
            self._transaction.commit()
            self._closed = True
            self._connection.close()

    def abandon(self) -> None:
        if not self._closed:
            self._closed = True
            with told(self._address):
                self._connection.close()

    def _put(self, where: str, rows: Sequence[tuple[Any, ...]]) -> None:
        waiting = self._waiting.setdefault(where, [])
        waiting += [tuple(map(_kept, row)) for row in rows]
        if len(waiting) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        for where, rows in self._waiting.items():
            if rows:
                marks = ",".join(["%s"] * len(rows[0]))
                with told(self._address):
                    self._connection.exec_driver_sql(f"INSERT INTO {where} VALUES ({marks})", rows)
                rows.clear()

    def _run(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with told(self._address):
            return _executed(self._connection, query, values)

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Rows as they are needed; other statements may run between two of them."""
        self._flush()
        with told(self._address):
            streamed = {"stream_results": True, "yield_per": _ROWS}
            cursor = self._connection.exec_driver_sql(query, execution_options=streamed)
            for row in cursor:
                yield tuple(map(_given, row))


class PostgresTokenCodesWriter:
    """Writes token codes beside the catalogue of a generation in the making."""

    def __init__(self, catalogue: PostgresCatalogueWriter) -> None:
        self._catalogue = catalogue

    def add(self, ids: Sequence[int], tokens: Sequence[TokenVectors]) -> None:
        """Store the signs of each text's token vectors."""
        for identity, rows in zip(ids, tokens, strict=True):
            self.copy(identity, codes_of(rows))

    def copy(self, identity: int, codes: Codes) -> None:
        """Store a record as it is."""
        self._catalogue.put_code(identity, codes)

    def close(self) -> None:
        """They are finished with the catalogue."""

    def abandon(self) -> None:
        """They are thrown away with the catalogue."""


class PostgresTokenCodes:
    """Token codes in a schema. Safe to use from several threads."""

    def __init__(self, address: str, schema: str, dimension: int) -> None:
        self._address = address
        self._schema = schema
        self._dimension = dimension

    @property
    def dimension(self) -> int:
        return self._dimension

    def __len__(self) -> int:
        return int(run(self._address, self._schema, "SELECT count(*) FROM code")[0][0])

    def get(self, ids: Sequence[int]) -> list[Codes]:
        """The records of those ids, in order.

        Raises:
            EngineError: PostgreSQL does not answer.
            IndexDamagedError: one is missing or was altered.
        """
        width = code_width(self._dimension)
        found: dict[int, Codes] = {}
        for some in windows([int(one) for one in ids], _ROWS):
            query = "SELECT id, crc, codes FROM code WHERE id = ANY(?)"
            for identity, crc, data in run(self._address, self._schema, query, [some]):
                if zlib.crc32(data) != crc:
                    raise self._damaged(f"record {identity} was altered")
                found[identity] = np.frombuffer(data, dtype=np.uint8).reshape(-1, width)
        try:
            return [found[int(one)] for one in ids]
        except KeyError as error:
            raise self._damaged(f"it has no record {error}") from error

    def verify(self) -> None:
        """Check every record.

        Raises:
            IndexDamagedError: one was altered.
        """
        for some in windows(self.records(), _ROWS):
            self.get(some)

    def records(self) -> Iterator[int]:
        """The ids of all records, ascending."""
        return (int(one) for (one,) in run(self._address, self._schema, "SELECT id FROM code ORDER BY id"))

    def _damaged(self, what: str) -> IndexDamagedError:
        return IndexDamagedError(
            f"token codes in schema {self._schema} at {shown(self._address)}: {what}; build again with: "
            "citewise build"
        )


def _executed(connection: Any, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    kept = tuple(_kept(value) for value in values)
    cursor = (
        connection.exec_driver_sql(query.replace("?", "%s"), kept)
        if kept
        else (connection.exec_driver_sql(query))
    )
    return [tuple(map(_given, row)) for row in cursor] if cursor.returns_rows else []


def _kept(value: Any) -> Any:
    """A value as PostgreSQL takes it: in texts, ESC as ESC 1 and the character 0 as ESC 0."""
    if isinstance(value, str):
        return value.replace("\x1b", "\x1b1").replace("\x00", "\x1b0")
    return [_kept(one) for one in value] if isinstance(value, list) else value


def _given(value: Any) -> Any:
    """A value as it was given."""
    if isinstance(value, str) and "\x1b" in value:
        return value.replace("\x1b0", "\x00").replace("\x1b1", "\x1b")
    return bytes(value) if isinstance(value, memoryview) else value


class told:  # noqa: N801
    """Tells in one line what PostgreSQL, or the way to it, says."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, CitewiseError):
            return
        from sqlalchemy.exc import SQLAlchemyError

        if isinstance(error, SQLAlchemyError | UnicodeEncodeError):
            reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
            raise EngineError(
                f"PostgreSQL at {shown(self._address)} does not answer as it should ({reason}); start it, or "
                "correct the setting database; questions go on by themselves when it is back"
            ) from error


def _unreadable(address: str) -> SettingsError:
    return SettingsError(
        f"setting database: {shown(address)!r} is not an address of PostgreSQL; "
        "write postgresql://USER:PASSWORD@HOST:PORT/NAME"
    )
