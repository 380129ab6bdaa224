"""Settings: one frozen object, from a TOML file, then the environment, then flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError
from corpus.fields import fields_from
from corpus.options import (
    DOWNLOAD_SECONDS,
    MAX_ARTICLE_BYTES,
    MAX_COMPRESSION_RATIO,
    MAX_DOWNLOAD_BYTES,
    MAX_EXTRACTED_BYTES,
)
from index.build import PASSAGE_TOKENS
from index.encoders import ENGINES
from index.engines.storage import Storage, shown
from qa.fusion import DEFAULT_WEIGHTS, RankingWeights
from qa.ranking import RANKINGS

FILE = "citewise.toml"
PREFIX = "CITEWISE_"
DEFAULT_INDEX = ".citewise"
LLM_KEY = "CITEWISE_LLM_KEY"
"""The variable that holds the key of a server of `llm`; no setting, so that no file or run keeps it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of Citewise with its default; docs/settings.md explains each."""

    index: str = DEFAULT_INDEX
    embedder: str | None = None
    engine: str = "int8"
    milvus: str | None = None
    database: str | None = None
    cluster: str | None = None
    reranker: str | None = None
    ranking: str = "hybrid"
    late_weight: float = DEFAULT_WEIGHTS.late
    lexical_weight: float = DEFAULT_WEIGHTS.lexical
    dense_weight: float = DEFAULT_WEIGHTS.dense
    title_weight: float = DEFAULT_WEIGHTS.title
    passage_tokens: int = PASSAGE_TOKENS
    token_codes: bool = True
    max_article_bytes: int = MAX_ARTICLE_BYTES
    max_extracted_bytes: int = MAX_EXTRACTED_BYTES
    max_compression_ratio: int = MAX_COMPRESSION_RATIO
    max_download_bytes: int = MAX_DOWNLOAD_BYTES
    download_seconds: float = DOWNLOAD_SECONDS
    private_addresses: bool = False
    fields: str = ""
    candidates: int = 30
    passages: int = 10
    reader: bool = True
    threshold: float = 0.37
    llm: str | None = None
    llm_model: str | None = None
    llm_timeout: float = 120.0
    llm_retries: int = 2
    llm_tokens: int = 400
    llm_context: int = 4096
    llm_passages: int = 5
    entailment_model: str | None = None
    max_question_characters: int = 10_000
    history: bool = True
    uploads: bool | None = None
    max_upload_bytes: int = 50 * 2**20
    host: str = "127.0.0.1"
    port: int = 7860
    auth: str | None = None
    access_log: str | None = None
    mcp: bool = False
    questions_per_minute: int = 0
    questions_at_once: int = 4
    questions_waiting: int = 100
    trusted_proxies: str | None = None

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        *,
        file: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Settings:
        """Settings from `file` (by default `citewise.toml` here, if there is one), overridden by
        `CITEWISE_*` variables, overridden by `flags` that are not None.

        Raises:
            SettingsError: an unknown name, or a value of the wrong kind or out of range.
        """
        from pydantic import TypeAdapter, ValidationError

        values: dict[str, Any] = {}
        values |= _from_file(file)
        values |= _from_environment(os.environ if environment is None else environment)
        values |= {name: value for name, value in (flags or {}).items() if value is not None}
        for name in values:
            _check_known(name, "a setting")
        try:
            settings = TypeAdapter(cls).validate_python(values)
        except ValidationError as error:
            first = error.errors()[0]
            raise SettingsError(
                f"setting {first['loc'][0]}: {first['msg']}, got {first['input']!r}"
            ) from error
        settings._check_ranges()
        return settings

    @property
    def reading(self) -> dict[str, Any]:
        """What `corpus.load_articles` is told."""
        return {
            "max_article_bytes": self.max_article_bytes,
            "max_extracted_bytes": self.max_extracted_bytes,
            "max_compression_ratio": self.max_compression_ratio,
            "max_download_bytes": self.max_download_bytes,
            "download_seconds": self.download_seconds,
            "private_addresses": self.private_addresses,
            "fields": fields_from(self.fields),
        }

    @property
    def storage(self) -> Storage:
        """The engines that keep parts of the index."""
        return Storage(self.milvus, self.database)

    def told(self) -> dict[str, Any]:
        """Every setting by name, as a run reports it: addresses without passwords."""
        return {
            name: shown(value) if isinstance(value, str) else value for name, value in asdict(self).items()
        }

    @property
    def ranking_weights(self) -> RankingWeights:
        """The four weights of the ranking `hybrid`."""
        return RankingWeights(self.late_weight, self.lexical_weight, self.dense_weight, self.title_weight)

    def _check_ranges(self) -> None:
        fields_from(self.fields)
        lowest = {
            "passage_tokens": 16,
            "max_article_bytes": 1,
            "max_extracted_bytes": 1,
            "max_compression_ratio": 1,
            "max_download_bytes": 1,
            "candidates": 1,
            "passages": 1,
            "max_question_characters": 1,
            "max_upload_bytes": 1,
            "llm_retries": 0,
            "llm_tokens": 1,
            "llm_context": 256,
            "llm_passages": 1,
            "port": 0,
            "questions_per_minute": 0,
            "questions_at_once": 1,
            "questions_waiting": 1,
        }
        for name, least in lowest.items():
            if getattr(self, name) < least:
                raise SettingsError(f"setting {name} is {getattr(self, name)}; the least is {least}")
        choices = {"engine": tuple(ENGINES), "ranking": tuple(RANKINGS)}
        for name, known in choices.items():
            if getattr(self, name) not in known:
                raise SettingsError(
                    f"setting {name} is {getattr(self, name)!r}; choose one of: {', '.join(known)}"
                )
        if not 0.0 < self.download_seconds < float("inf"):
            raise SettingsError(f"setting download_seconds is {self.download_seconds}; it is more than 0")
        for proxy in [] if self.trusted_proxies is None else self.trusted_proxies.split(","):
            try:
                ip_network(proxy.strip(), strict=False)
            except ValueError as error:
                raise SettingsError(
                    f"setting trusted_proxies: {proxy.strip()!r} is not an address or network; "
                    "list the proxies' addresses, separated by commas"
                ) from error
        for name in ("threshold", "title_weight"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise SettingsError(f"setting {name} is {getattr(self, name)}; it lies between 0 and 1")
        if not 0.0 < self.llm_timeout < float("inf"):
            raise SettingsError(f"setting llm_timeout is {self.llm_timeout}; it is above 0")
        for name in ("late_weight", "lexical_weight", "dense_weight"):
            if not 0.0 <= getattr(self, name) < float("inf"):
                raise SettingsError(f"setting {name} is {getattr(self, name)}; it is 0 or more")


def _from_file(file: Path | None) -> dict[str, Any]:
    path = Path(FILE) if file is None else file
    if file is None and not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"settings file {path}: {error}") from error
    for name in values:
        _check_known(name, f"{path}: setting")
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    values = {
        name[len(PREFIX) :].lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name != LLM_KEY
    }
    for name in values:
        _check_known(name, f"environment variable {PREFIX}{name.upper()}: setting")
    return values


def _check_known(name: str, what: str) -> None:
    known = [field.name for field in fields(Settings)]
    if name not in known:
        raise SettingsError(f"{what} {name!r} is unknown; known: {', '.join(known)}")
