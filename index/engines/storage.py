"""Where an index keeps what is not in its folder."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from corpus.errors import SettingsError

_PASSWORD = re.compile(r"(//[^/@:]*):[^/@]*@")


@dataclass(frozen=True, slots=True)
class Storage:
    """The engines of an index; None: its folder.

    `milvus` is a web address of a Milvus server, or the path of a milvus-lite file, and keeps vectors
    and words. `database` is an address of PostgreSQL, as SQLAlchemy reads it, and keeps articles, passages
    and token codes.
    """

    milvus: str | None = None
    database: str | None = None

    def milvus_of(self, folder: object) -> str:
        """The address of Milvus, for an index in `folder` that needs it.

        Raises:
            SettingsError: none is set.
        """
        if self.milvus is None:
            raise _unset(folder, "vectors", "milvus", "Milvus")
        return self.milvus

    def database_of(self, folder: object) -> str:
        """The address of PostgreSQL, for an index in `folder` that needs it.

        Raises:
            SettingsError: none is set.
        """
        if self.database is None:
            raise _unset(folder, "articles", "database", "PostgreSQL")
        return self.database


LOCAL = Storage()
"""Everything in the index folder."""


def new_identity() -> str:
    """What the names of all collections and schemas of one index begin with, so that two indexes in one
    engine do not touch each other's."""
    return f"citewise_{secrets.token_hex(4)}"


def new_name(identity: str) -> str:
    """The name of a collection or schema of a generation in the making."""
    return f"{identity}_{secrets.token_hex(4)}"


def shown(address: str) -> str:
    """An address without its password."""
    return _PASSWORD.sub(r"\1:***@", address)


def _unset(folder: object, what: str, setting: str, engine: str) -> SettingsError:
    return SettingsError(
        f"the index in {folder} keeps its {what} in {engine}; say where with the setting {setting}, "
        "or give another --index"
    )
