"""Conversations that survive a restart, in one SQLite file beside the index, or in PostgreSQL.

Each belongs to the browser that began it, by a key that only that browser has.
Answers are kept as JSON and checked against the index when they are shown again
(`qa.restored`): what was removed from it is not quoted from here.
"""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from index.opened import Index
from qa.answer import Answer
from qa.chat.conversation import Turn
from qa.restored import restored_answer
from qa.settings import Settings

log = logging.getLogger(__name__)

FILE = "conversations.sqlite"
MOST = 50
"""Conversations listed."""

_VERSION = 1
_TITLE = 80  # characters of the first question
_REASON = 2_000  # and of what a reader says of an answer
_REMOVED = "The sources of this answer are no longer in the index."
_SCHEMA = """
CREATE TABLE secret (value TEXT NOT NULL);
CREATE TABLE conversation (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL, turns TEXT NOT NULL
);
CREATE INDEX conversation_owner ON conversation (owner, changed);
CREATE TABLE judgement (made REAL NOT NULL, good INTEGER NOT NULL, reason TEXT NOT NULL, turn TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the list: its id, its first question, and when it was last changed (seconds
    since 1970)."""

    id: str
    title: str
    changed: float


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that a reader found good or not, and why."""

    question: str
    answer: Answer
    good: bool
    reason: str

    def as_question(self, number: int) -> dict[str, Any]:
        """It as a question that `citewise-eval` reads: of a good answer the citations are gold, of another
        one only the question and the reason are kept."""
        record: dict[str, Any] = {
            "id": f"feedback-{number}",
            "question": self.answer.asked or self.question,
            "kind": "liked" if self.good else "disliked",
            "reason": self.reason,
            "answerable": not (self.good and self.answer.abstained),
        }
        if self.good and not self.answer.abstained:
            citations = self.answer.citations
            record["answers"] = [self.answer.short_answer] if self.answer.short_answer else []
            record["relevant"] = list(dict.fromkeys(one.article_id for one in citations))
            record["spans"] = [
                {"doc": one.article_id, "start": one.start, "end": one.end, "text": one.quote}
                for one in citations
            ]
        return record


class History(ABC):
    """The conversations kept for one index. Safe to use from several threads, and from several processes."""

    secret: str
    """What browsers' keys are kept secret with; the same for as long as the conversations are there."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds open."""

    @abstractmethod
    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query gives; each `?` in it stands for a value."""

    @abstractmethod
    def _change(self, query: str, values: Sequence[object] = ()) -> object:
        """Carry out a change for good."""

    def keep(self, owner: str, conversation: str, turns: Sequence[Turn]) -> None:
        """Keep the conversation as it is now; without turns it is forgotten."""
        if not owner or not conversation:
            return
        if not turns:
            self.forget(owner, conversation)
            return
        written = json.dumps([_record(turn) for turn in turns], ensure_ascii=False)
        self._change(
            "INSERT INTO conversation (id, owner, title, changed, turns) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, turns = excluded.turns, "
            "title = excluded.title WHERE conversation.owner = excluded.owner",
            (conversation, owner, turns[0].question[:_TITLE], time.time(), written),
        )

    def kept(self, owner: str) -> list[Kept]:
        """The owner's conversations, the last changed first, at most `MOST`."""
        rows = self._rows(
            "SELECT id, title, changed FROM conversation WHERE owner = ? ORDER BY changed DESC, id LIMIT ?",
            (owner, MOST),
        )
        return [Kept(*row) for row in rows]

    def turns(self, owner: str, conversation: str, index: Index) -> list[Turn]:
        """The conversation's turns as far as the index still bears them out; none when it is not there,
        or not the owner's."""
        rows = self._rows("SELECT turns FROM conversation WHERE id = ? AND owner = ?", (conversation, owner))
        return [_turn(record, index) for (turns,) in rows for record in json.loads(turns)]

    def judge(self, turn: Turn, *, good: bool, reason: str = "") -> None:
        """Keep what a reader thinks of an answer."""
        written = json.dumps(_record(turn), ensure_ascii=False)
        self._change(
            "INSERT INTO judgement (made, good, reason, turn) VALUES (?, ?, ?, ?)",
            (time.time(), int(good), reason[:_REASON], written),
        )

    def judged(self, index: Index) -> list[Judged]:
        """Every answer that was judged and that the index still bears out, oldest first."""
        rows = self._rows("SELECT good, reason, turn FROM judgement ORDER BY made")
        found = [(bool(good), str(reason), _turn(json.loads(turn), index)) for good, reason, turn in rows]
        return [
            Judged(turn.question, turn.answer, good, reason) for good, reason, turn in found if turn.answer
        ]

    def forget(self, owner: str, conversation: str) -> None:
        """Delete the owner's conversation, if it is there."""
        self._change("DELETE FROM conversation WHERE id = ? AND owner = ?", (conversation, owner))


class FileHistory(History):
    """Conversations in one SQLite file in a folder.

    A file that is damaged, or of another version, is put aside under another name.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        self._lock = threading.Lock()
        try:
            try:
                self._connection = _opened(path)
            except sqlite3.DatabaseError:
                aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%dT%H%M%S')}")
                path.rename(aside)
                log.warning("%s could not be read and is now %s", path, aside)
                self._connection = _opened(path)
        except (OSError, sqlite3.Error) as error:
            raise UsageError(
                f"cannot keep conversations in {path} ({error}); set history = false to keep none"
            ) from error
        self.secret = str(self._rows("SELECT value FROM secret")[0][0])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, tuple(values)).fetchall()

    def _change(self, query: str, values: Sequence[object] = ()) -> None:
        with self._lock, self._connection:
            self._connection.execute(query, tuple(values))


def open_history(settings: Settings, index: Index) -> History | None:
    """Where conversations are kept: in the settings' `database`, else in the index folder; None where they
    are not to be.

    Raises:
        UsageError: they cannot be kept there.
    """
    if not settings.history:
        return None
    folder = Path(settings.index)
    if settings.database is None:
        return FileHistory(folder)
    from qa.chat.shared_history import SharedHistory, schema_of

    return SharedHistory(settings.database, schema_of(index.manifest.identity, folder))


def still_held(turns: Sequence[Turn], index: Index) -> list[Turn]:
    """The turns as far as the index still bears them out."""
    return [_turn(_record(turn), index) for turn in turns]


def new_key() -> str:
    """A key that nobody can guess, for a browser or a conversation."""
    return secrets.token_urlsafe(24)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10.0, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute("INSERT INTO secret VALUES (?)", (secrets.token_urlsafe(32),))
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise sqlite3.DatabaseError(f"version {version}, not {_VERSION}")
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def _record(turn: Turn) -> dict[str, Any]:
    return {
        "question": turn.question,
        "answer": turn.answer.as_dict() if turn.answer else None,
        "error": turn.error,
    }


def _turn(record: dict[str, Any], index: Index) -> Turn:
    question = str(record["question"])
    if record["answer"] is None:
        return Turn(question, error=record["error"] or _REMOVED)
    try:
        answer = restored_answer(record["answer"], index)
    except (KeyError, TypeError, ValueError):
        log.warning("a kept answer could not be read", exc_info=True)
        answer = None
    return Turn(question, answer) if answer else Turn(question, error=_REMOVED)
