"""How sources are read: the limits, and which columns hold what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_ARTICLE_BYTES = 10_000_000
MAX_EXTRACTED_BYTES = 2_000_000_000
MAX_COMPRESSION_RATIO = 200
MAX_DOWNLOAD_BYTES = 50_000_000
DOWNLOAD_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What every parser is told.

    `max_article_bytes` bounds one article, or the file that is one;
    `max_extracted_bytes` and `max_compression_ratio` bound what a compressed file may
    unfold to, `max_download_bytes` and `download_seconds` what a web address may give;
    `private_addresses` allows those of this machine and its own network. `fields` names the
    columns of records by our own field names (`{"text": "body"}`); what it does not name is
    guessed (see corpus/fields.py).
    """

    max_article_bytes: int = MAX_ARTICLE_BYTES
    max_extracted_bytes: int = MAX_EXTRACTED_BYTES
    max_compression_ratio: int = MAX_COMPRESSION_RATIO
    max_download_bytes: int = MAX_DOWNLOAD_BYTES
    download_seconds: float = DOWNLOAD_SECONDS
    private_addresses: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
