"""The catalogue: articles, sentence spans and passages, in one SQLite file or another database."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from corpus.article import Article, Mark, Span
from corpus.errors import IndexDamagedError
from corpus.grouping import Candidate
from corpus.signature import Signature
from index.facets import Facets
from index.filters import Filters
from index.packed_spans import bounds_of, pack_spans
from index.passage import Passage
from index.windows import windows

_SCHEMA = """
CREATE TABLE article (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, url TEXT, published TEXT,
    language TEXT, source TEXT, duplicate_of TEXT, published_from TEXT, pages TEXT NOT NULL,
    extra TEXT NOT NULL, boilerplate TEXT NOT NULL, sentences BLOB NOT NULL, digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES article(id),
    start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX passage_article ON passage (article_id, start);
CREATE INDEX article_published ON article (published, duplicate_of);
CREATE INDEX article_copies ON article (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE signature (
    article_id TEXT PRIMARY KEY REFERENCES article(id), hashes BLOB NOT NULL, shingles INTEGER NOT NULL
) WITHOUT ROWID;
"""
ARTICLE = (
    "id, title, text, url, published, language, source, duplicate_of, "
    "published_from, pages, extra, boilerplate"
)
COLUMNS = f"{ARTICLE}, sentences, digest"
CANDIDATES = (
    "SELECT id, published, hashes, shingles FROM article JOIN signature ON article_id = id ORDER BY id"
)
PASSAGES = (
    'SELECT p.id, p.article_id, p.start, p."end", a.text '
    "FROM passage p JOIN article a ON p.article_id = a.id ORDER BY p.id"
)
TITLES = "SELECT DISTINCT title FROM article WHERE id IN (SELECT article_id FROM passage) ORDER BY title"
COPIED_PASSAGES = (
    "SELECT p.id FROM article a JOIN passage p ON article_id = a.id WHERE duplicate_of IS NOT NULL"
)
_VARIABLES = 500  # below SQLite's limit of bound variables in every build


class Catalogue(ABC):
    """Read access to a finished catalogue. Safe to use from several threads.

    The queries are written once, in SQL that every database of ours reads; a subclass runs
    them, and says what is not alike.
    """

    place: str
    """Where it is, for messages."""

    @abstractmethod
    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query gives; each `?` in it stands for a value.

        Raises:
            IndexStateError: it cannot be read.
        """

    @abstractmethod
    def _one_of(self, column: str, values: Sequence[str]) -> tuple[str, list[object]]:
        """A condition that a column has one of the values, and what stands for its `?`."""

    def _day_is(self, comparison: Literal[">=", "<="], day: str) -> tuple[str, list[object]]:
        """A condition on the day on which the article `a` was published, and what stands for its `?`."""
        return f"substr(a.published, 1, 10) {comparison} ?", [day]

    @abstractmethod
    def _field_is(self, name: str, value: str) -> tuple[str, list[object]]:
        """A condition that the article `a` has a further field of this value, both read as text."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds open."""

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        return self._one("SELECT count(*) FROM article"), self._one("SELECT count(*) FROM passage")

    def facets(self) -> Facets:
        """What the articles can be filtered by, with counts; the most frequent first."""
        sources, languages, months = (
            dict(
                self._rows(
                    f"SELECT {what} AS value, count(*) FROM article "
                    f"WHERE {what} IS NOT NULL AND {what} <> '' GROUP BY {what} ORDER BY {order}",
                    (),
                )
            )
            for what, order in (
                ("source", "count(*) DESC, value"),
                ("language", "count(*) DESC, value"),
                ("substr(published, 1, 7)", "value"),
            )
        )
        return Facets(sources, languages, months)

    def article(self, article_id: str) -> Article | None:
        """The article of that id, or None."""
        rows = self._rows(f"SELECT {ARTICLE} FROM article WHERE id = ?", (article_id,))
        return article_of(rows[0]) if rows else None

    def articles(self) -> Iterator[Article]:
        """Every article, by id."""
        for (article_id,) in self._rows("SELECT id FROM article ORDER BY id"):
            article = self.article(article_id)
            if article is not None:
                yield article

    def sentences(self, article_id: str, within: Span) -> list[Span]:
        """The article's sentences outside its boilerplate that overlap `within`, in order."""
        rows = self._rows("SELECT sentences FROM article WHERE id = ?", (article_id,))
        if not rows:
            return []
        starts, ends = bounds_of(rows[0][0])
        first, last = bisect_right(ends, within.start), bisect_left(starts, within.end)
        return [Span(starts[place], ends[place]) for place in range(first, last)]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of those ids that exist, by id."""
        found: dict[int, Passage] = {}
        texts: dict[str, str] = {}
        for some in windows(ids, _VARIABLES):
            marks = ",".join("?" * len(some))
            rows = self._rows(f'SELECT id, article_id, start, "end" FROM passage WHERE id IN ({marks})', some)
            for number, article_id, start, end in rows:
                if article_id not in texts:
                    texts[article_id] = self._one("SELECT text FROM article WHERE id = ?", (article_id,))
                span = Span(start, end)
                found[number] = Passage(number, article_id, span, span.of(texts[article_id]))
        return found

    def titles_of(self, ids: Sequence[int]) -> list[str]:
        """The titles of the articles that the passages of those ids stand in, in order.

        Raises:
            IndexDamagedError: there is no such passage.
        """
        found: dict[int, str] = {}
        for some in windows(ids, _VARIABLES):
            marks = ",".join("?" * len(some))
            found |= dict(
                self._rows(
                    "SELECT p.id, a.title FROM passage p JOIN article a ON a.id = p.article_id "
                    f"WHERE p.id IN ({marks})",
                    some,
                )
            )
        try:
            return [found[one] for one in ids]
        except KeyError as error:
            raise IndexDamagedError(
                f"{self.place} has no passage {error}; build again with: citewise build"
            ) from error

    def digests(self) -> dict[str, bytes]:
        """What identifies each article's content, by article id."""
        return dict(self._rows("SELECT id, digest FROM article"))

    def spans(self, article_id: str) -> tuple[list[Span], list[Passage]]:
        """All sentences and all passages of an article, in order; none for an unknown one."""
        article = self.article(article_id)
        if article is None:
            return [], []
        rows = self._rows(
            'SELECT id, start, "end" FROM passage WHERE article_id = ? ORDER BY start', (article_id,)
        )
        passages = [
            Passage(number, article_id, Span(start, end), article.text[start:end])
            for number, start, end in rows
        ]
        return self.sentences(article_id, Span(0, len(article.text))), passages

    def signature(self, article_id: str) -> Signature | None:
        """The signature of the article's unmarked text, None for an unknown article."""
        rows = self._rows("SELECT hashes, shingles FROM signature WHERE article_id = ?", (article_id,))
        return _signature(*rows[0]) if rows else None

    def copies(self, article_id: str) -> list[str]:
        """The other articles of the group of copies that an article is in: the one that represents
        it first, the rest by id; none for an article without copies."""
        rows = self._rows("SELECT coalesce(duplicate_of, id) FROM article WHERE id = ?", (article_id,))
        if not rows:
            return []
        original = rows[0][0]
        found = self._rows("SELECT id FROM article WHERE duplicate_of = ? ORDER BY id", (original,))
        return [one for one in (original, *(one for (one,) in found)) if one != article_id]

    def copy_count(self) -> int:
        """How many articles another one represents."""
        return int(self._one("SELECT count(*) FROM article WHERE duplicate_of IS NOT NULL"))

    def copied_passages(self) -> list[int]:
        """The ids of the passages of articles that another one represents."""
        return [int(row[0]) for row in self._rows(COPIED_PASSAGES)]

    def all_passage_ids(self) -> list[int]:
        """The ids of all passages."""
        return [int(row[0]) for row in self._rows("SELECT id FROM passage")]

    def passage_ids(self, filters: Filters, most: int | None = None) -> list[int]:
        """The ids of the passages whose articles pass the filters, at most so many.

        Of articles that are copies of one another one counts: that which represents
        them if it passes, else the first by id.
        """
        fields = (
            ("a.source", filters.sources),
            ("a.id", filters.article_ids),
            ("a.language", filters.languages),
        )
        conditions = [self._one_of(column, wanted) for column, wanted in fields if wanted]
        if filters.published_from:
            conditions.append(self._day_is(">=", filters.published_from))
        if filters.published_to:
            conditions.append(self._day_is("<=", filters.published_to))
        conditions += [self._field_is(name, value) for name, value in filters.fields.items()]
        where = " AND ".join(condition for condition, _ in conditions) or "true"
        values = [value for _, stands in conditions for value in stands]
        group = "PARTITION BY coalesce(duplicate_of, id) ORDER BY duplicate_of IS NOT NULL, id"
        query = (
            f"SELECT p.id FROM (SELECT a.id, row_number() OVER ({group}) AS place FROM article a "
            f"WHERE {where}) chosen JOIN passage p ON p.article_id = chosen.id WHERE chosen.place = 1"
            + (f" LIMIT {int(most)}" if most is not None else "")
        )
        return [int(row[0]) for row in self._rows(query, values)]

    def _one(self, query: str, values: Sequence[object] = ()) -> Any:
        return self._rows(query, values)[0][0]


class SqliteCatalogue(Catalogue):
    """A catalogue in a file.

    Raises:
        IndexDamagedError: the file is not a catalogue.
    """

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._connection.execute("SELECT count(*) FROM article, passage LIMIT 0").fetchall()
        except sqlite3.Error as error:
            raise IndexDamagedError(
                f"{path} is not a readable catalogue ({error}); build again with: citewise build"
            ) from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _one_of(self, column: str, values: Sequence[str]) -> tuple[str, list[object]]:
        if len(values) <= _VARIABLES:
            return f"{column} IN ({','.join('?' * len(values))})", list(values)
        return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(values)]

    def _day_is(self, comparison: Literal[">=", "<="], day: str) -> tuple[str, list[object]]:
        # Of the column itself, so that its index serves; texts are ordered by their bytes here.
        if comparison == ">=":
            return "a.published >= ?", [day]
        return "a.published < ?", [f"{day}{chr(sys.maxunicode)}"]

    def _field_is(self, name: str, value: str) -> tuple[str, list[object]]:
        # `->>` would read a name with dots or brackets as a path; json_each does not.
        condition = (
            "EXISTS (SELECT 1 FROM json_each(a.extra) f WHERE f.key = ? AND CAST(f.value AS TEXT) = ?)"
        )
        return condition, [name, value]

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(query, tuple(values)).fetchall()
            except sqlite3.DatabaseError as error:
                raise IndexDamagedError(
                    f"{self.place} cannot be read ({error}); build again with: citewise build"
                ) from error


class CatalogueWriter(Protocol):
    """Writes a new catalogue; no `Catalogue` reads it before `close`."""

    def add(
        self, article: Article, sentences: Iterable[Span], passages: Iterable[Passage], digest: bytes
    ) -> None:
        """Store an article with the sentences and passages that lie in it, and its content's digest."""
        ...

    def sign(self, article_id: str, signature: Signature) -> None:
        """Store the signature of an article's text."""
        ...

    def candidates(self) -> Iterator[Candidate]:
        """Every signed article, for grouping copies."""
        ...

    def article(self, article_id: str) -> Article:
        """An article written before."""
        ...

    def mark_copies(self, originals: Mapping[str, str]) -> None:
        """Store which article represents each copy, both by id."""
        ...

    def copied_passages(self) -> list[int]:
        """The ids of the passages of articles that another one represents."""
        ...

    def passages(self) -> Iterator[Passage]:
        """Every passage written so far, by id: an order that has nothing to do with the articles'."""
        ...

    def titles(self) -> Iterator[str]:
        """The different titles of the articles written so far that have passages, sorted."""
        ...

    def close(self) -> None:
        """Finish it."""
        ...

    def abandon(self) -> None:
        """Leave nothing of it that anybody could read; nothing happens after `close`."""
        ...


class SqliteCatalogueWriter:
    """Writes a new catalogue into a file, which is thrown away with its folder if the build dies."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        # The whole file is thrown away if the build dies, so SQLite need not be able to roll back.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")

    def add(
        self, article: Article, sentences: Iterable[Span], passages: Iterable[Passage], digest: bytes
    ) -> None:
        self._connection.execute(
            f"INSERT INTO article ({COLUMNS}) VALUES ({','.join('?' * 14)})",
            article_row(article, sentences, digest),
        )
        self._connection.executemany(
            "INSERT INTO passage VALUES (?,?,?,?)",
            [(passage.id, passage.article_id, passage.span.start, passage.span.end) for passage in passages],
        )

    def sign(self, article_id: str, signature: Signature) -> None:
        self._connection.execute("INSERT INTO signature VALUES (?,?,?)", signature_row(article_id, signature))

    def candidates(self) -> Iterator[Candidate]:
        return (candidate_of(row) for row in self._connection.execute(CANDIDATES))

    def article(self, article_id: str) -> Article:
        query = f"SELECT {ARTICLE} FROM article WHERE id = ?"
        return article_of(self._connection.execute(query, (article_id,)).fetchone())

    def copied_passages(self) -> list[int]:
        return [int(row[0]) for row in self._connection.execute(COPIED_PASSAGES)]

    def mark_copies(self, originals: Mapping[str, str]) -> None:
        pairs = [(original, copy) for copy, original in originals.items()]
        self._connection.executemany("UPDATE article SET duplicate_of = ? WHERE id = ?", pairs)

    def passages(self) -> Iterator[Passage]:
        return (passage_of(row) for row in self._connection.execute(PASSAGES))

    def titles(self) -> Iterator[str]:
        return (title for (title,) in self._connection.execute(TITLES))

    def close(self) -> None:
        self._connection.execute("COMMIT")
        self._connection.close()

    def abandon(self) -> None:
        self._connection.close()


def article_row(article: Article, sentences: Iterable[Span], digest: bytes) -> tuple[Any, ...]:
    """An article as its row, in the order of `COLUMNS`."""
    boilerplate = [[mark.span.start, mark.span.end, mark.reason] for mark in article.boilerplate]
    return (
        article.id,
        article.title,
        article.text,
        article.url,
        article.published,
        article.language,
        article.source,
        article.duplicate_of,
        article.published_from,
        json.dumps(article.pages),
        json.dumps(dict(article.extra)),
        json.dumps(boilerplate),
        pack_spans(sentences),
        digest,
    )


def signature_row(article_id: str, signature: Signature) -> tuple[Any, ...]:
    """A signature as its row."""
    return article_id, signature.hashes.astype("<u4").tobytes(), signature.shingles


def candidate_of(row: Sequence[Any]) -> Candidate:
    """A row of `CANDIDATES`."""
    identity, published, hashes, shingles = row
    return Candidate(identity, published, _signature(hashes, shingles))


def passage_of(row: Sequence[Any]) -> Passage:
    """A row of `PASSAGES`."""
    number, article_id, start, end, text = row
    span = Span(start, end)
    return Passage(number, article_id, span, span.of(text))


def article_of(row: Sequence[object]) -> Article:
    """A row of the columns `ARTICLE`."""
    identity, title, text, url, published, language, source, duplicate_of, stated, pages, extra, marked = row
    marks = tuple(Mark(Span(start, end), reason) for start, end, reason in json.loads(str(marked)))
    return Article(
        id=str(identity),
        title=str(title),
        text=str(text),
        url=_text(url),
        published=_text(published),
        language=_text(language),
        source=_text(source),
        boilerplate=marks,
        duplicate_of=_text(duplicate_of),
        published_from=_text(stated),
        pages=tuple(json.loads(str(pages))),
        extra=json.loads(str(extra)),
    )


def _signature(hashes: bytes, shingles: int) -> Signature:
    return Signature(np.frombuffer(hashes, dtype="<u4").astype(np.uint32), shingles)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
