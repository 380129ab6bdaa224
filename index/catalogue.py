"""The catalogue: articles, sentence spans and passages in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.article import Article, Mark, Span
from corpus.errors import IndexDamagedError
from corpus.grouping import Candidate
from corpus.signature import Signature
from index.facets import Facets
from index.filters import Filters
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
CREATE INDEX article_copies ON article (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE signature (
    article_id TEXT PRIMARY KEY REFERENCES article(id), hashes BLOB NOT NULL, shingles INTEGER NOT NULL
) WITHOUT ROWID;
"""
_ARTICLE = (
    "id, title, text, url, published, language, source, duplicate_of, "
    "published_from, pages, extra, boilerplate"
)
_VARIABLES = 500  # below SQLite's limit of bound variables in every build


class Catalogue:
    """Read access to a finished catalogue. Safe to use from several threads.

    Raises:
        IndexDamagedError: the file is not a catalogue.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
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
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        return self._one("SELECT count(*) FROM article"), self._one("SELECT count(*) FROM passage")

    def facets(self) -> Facets:
        """What the articles can be filtered by, with counts; the most frequent first."""
        sources, languages, months = (
            dict(
                self._rows(
                    f"SELECT {what} AS value, count(*) FROM article WHERE value IS NOT NULL AND value <> '' "
                    f"GROUP BY value ORDER BY {order}",
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
        rows = self._rows(f"SELECT {_ARTICLE} FROM article WHERE id = ?", (article_id,))
        return _article(rows[0]) if rows else None

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
        numbers = array("I")
        numbers.frombytes(rows[0][0])
        starts, ends = numbers[::2], numbers[1::2]
        first, last = bisect_right(ends, within.start), bisect_left(starts, within.end)
        return [Span(starts[place], ends[place]) for place in range(first, last)]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of those ids that exist, by id."""
        found: dict[int, Passage] = {}
        texts: dict[str, str] = {}
        for some in windows(ids, _VARIABLES):
            marks = ",".join("?" * len(some))
            rows = self._rows(f"SELECT id, article_id, start, end FROM passage WHERE id IN ({marks})", some)
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
                f"{self._path} has no passage {error}; build again with: citewise build"
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
            "SELECT id, start, end FROM passage WHERE article_id = ? ORDER BY start", (article_id,)
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
        query = (
            "SELECT p.id FROM article a JOIN passage p ON article_id = a.id WHERE duplicate_of IS NOT NULL"
        )
        return [int(row[0]) for row in self._rows(query)]

    def all_passage_ids(self) -> list[int]:
        """The ids of all passages."""
        return [int(row[0]) for row in self._rows("SELECT id FROM passage")]

    def passage_ids(self, filters: Filters) -> list[int]:
        """The ids of the passages whose articles pass the filters.

        Of articles that are copies of one another one counts: that which represents
        them if it passes, else the first by id.
        """
        conditions: list[str] = []
        values: list[object] = []
        columns = (
            ("a.source", filters.sources),
            ("a.id", filters.article_ids),
            ("a.language", filters.languages),
        )
        for column, wanted in columns:
            if wanted:
                conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(wanted))
        for comparison, day in ((">=", filters.published_from), ("<=", filters.published_to)):
            if day:
                conditions.append(f"substr(a.published, 1, 10) {comparison} ?")
                values.append(day)
        for name, value in filters.fields.items():
            # `->>` would read a name with dots or brackets as a path; json_each does not.
            conditions.append(
                "EXISTS (SELECT 1 FROM json_each(a.extra) f WHERE f.key = ? AND CAST(f.value AS TEXT) = ?)"
            )
            values += [name, value]
        where = " AND ".join(conditions) or "1"
        group = "PARTITION BY coalesce(duplicate_of, id) ORDER BY duplicate_of IS NOT NULL, id"
        query = (
            f"SELECT p.id FROM (SELECT a.id, row_number() OVER ({group}) AS place FROM article a "
            f"WHERE {where}) chosen JOIN passage p ON p.article_id = chosen.id WHERE chosen.place = 1"
        )
        return [int(row[0]) for row in self._rows(query, values)]

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(query, tuple(values)).fetchall()
            except sqlite3.DatabaseError as error:
                raise IndexDamagedError(
                    f"{self._path} cannot be read ({error}); build again with: citewise build"
                ) from error

    def _one(self, query: str, values: Sequence[object] = ()) -> Any:
        return self._rows(query, values)[0][0]


class CatalogueWriter:
    """Writes a new catalogue; nothing is readable before `close`."""

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
        """Store an article with the sentences and passages that lie in it, and its content's digest."""
        packed = array("I", [bound for span in sentences for bound in (span.start, span.end)])
        boilerplate = [[mark.span.start, mark.span.end, mark.reason] for mark in article.boilerplate]
        self._connection.execute(
            f"INSERT INTO article ({_ARTICLE}, sentences, digest) VALUES ({','.join('?' * 14)})",
            (
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
                packed.tobytes(),
                digest,
            ),
        )
        self._connection.executemany(
            "INSERT INTO passage VALUES (?,?,?,?)",
            [(passage.id, passage.article_id, passage.span.start, passage.span.end) for passage in passages],
        )

    def sign(self, article_id: str, signature: Signature) -> None:
        """Store the signature of an article's text."""
        row = (article_id, signature.hashes.astype("<u4").tobytes(), signature.shingles)
        self._connection.execute("INSERT INTO signature VALUES (?,?,?)", row)

    def candidates(self) -> Iterator[Candidate]:
        """Every signed article, for grouping copies."""
        query = "SELECT id, published, hashes, shingles FROM article JOIN signature ON article_id = id"
        for identity, published, hashes, shingles in self._connection.execute(query):
            yield Candidate(identity, published, _signature(hashes, shingles))

    def article(self, article_id: str) -> Article:
        """An article written before."""
        query = f"SELECT {_ARTICLE} FROM article WHERE id = ?"
        return _article(self._connection.execute(query, (article_id,)).fetchone())

    def mark_copies(self, originals: Mapping[str, str]) -> None:
        """Store which article represents each copy, both by id."""
        pairs = [(original, copy) for copy, original in originals.items()]
        self._connection.executemany("UPDATE article SET duplicate_of = ? WHERE id = ?", pairs)

    def passages(self) -> Iterator[Passage]:
        """Every passage written so far, by id: an order that has nothing to do with the articles'."""
        query = (
            "SELECT p.id, p.article_id, p.start, p.end, a.text "
            "FROM passage p JOIN article a ON p.article_id = a.id ORDER BY p.id"
        )
        for number, article_id, start, end, text in self._connection.execute(query):
            span = Span(start, end)
            yield Passage(number, article_id, span, span.of(text))

    def titles(self) -> Iterator[str]:
        """The different titles of the articles written so far that have passages, sorted."""
        query = (
            "SELECT DISTINCT title FROM article WHERE id IN (SELECT article_id FROM passage) ORDER BY title"
        )
        return (title for (title,) in self._connection.execute(query))

    def close(self) -> None:
        """Finish the file."""
        self._connection.execute("COMMIT")
        self._connection.close()


def _article(row: Sequence[object]) -> Article:
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
