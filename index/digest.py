"""Whether an article is still the one that was indexed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from corpus.article import Article

ANALYSIS = 2
"""Raise it when sentences or passages of the same article come out otherwise than before."""


def article_digest(article: Article) -> bytes:
    """16 bytes that differ when any field of the article, a mark, or the analysis differs; whose copy
    it is depends on other articles and does not count."""
    content = json.dumps([ANALYSIS, asdict(article) | {"duplicate_of": None}], sort_keys=True, default=str)
    return hashlib.blake2b(content.encode(errors="surrogatepass"), digest_size=16).digest()
