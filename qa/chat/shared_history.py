"""Conversations in PostgreSQL, shared by every server that answers from one index."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import EngineError, UsageError
from index.engines.postgres import engine_of, run, told
from index.engines.storage import shown
from qa.chat.history import History

_MIGRATIONS = Path(__file__).parent / "migrations"


class SharedHistory(History):
    """The conversations of one index in a schema of their own, whose tables are brought up to date.

    Raises:
        SettingsError: the extra `postgres` is not installed, or the address cannot be read.
        UsageError: PostgreSQL does not answer, or lets its user make no schema.
    """

    def __init__(self, address: str, schema: str) -> None:
        self._address = address
        self._schema = schema
        try:
            _bring_up_to_date(address, schema)
            self.secret = str(self._rows("SELECT value FROM secret")[0][0])
        except EngineError as error:
            raise UsageError(
                f"cannot keep conversations at {shown(address)} ({error}); set history = false to keep none"
            ) from error

    def close(self) -> None:
        """Connections are the pool's."""

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return run(self._address, self._schema, query, values)

    _change = _rows


def schema_of(identity: str, folder: Path) -> str:
    """The schema of the conversations of an index; `identity` is empty where no build of it knew engines."""
    name = identity or hashlib.blake2b(str(folder.resolve()).encode(), digest_size=4).hexdigest()
    return f"chat_{name}"


def _bring_up_to_date(address: str, schema: str) -> None:
    engine = engine_of(address)  # says first what is missing
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with told(address), engine.begin() as connection:
        # One server at a time; the lock ends with the transaction.
        lock = int.from_bytes(hashlib.blake2b(schema.encode(), digest_size=7).digest(), "big")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (lock,))
        connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')
        config.attributes |= {"connection": connection, "schema": schema}
        command.upgrade(config, "head")
        connection.exec_driver_sql(
            "INSERT INTO secret SELECT %s WHERE NOT EXISTS (SELECT 1 FROM secret)",
            (secrets.token_urlsafe(32),),
        )
