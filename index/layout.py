"""Names of the files of a generation."""

from __future__ import annotations

CATALOGUE = "catalogue.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"
TERMS = "terms.npy"
TOKENS = "tokens.codes"
TOKEN_TABLE = "tokens.npy"  # noqa: S105
ENCODER = "encoder"
MANIFEST = "manifest.json"

CHECKED_WHEN_READ = frozenset({TOKENS})
"""Files with checksums of their own parts, which opening an index does not read whole."""
