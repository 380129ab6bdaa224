"""Names of the files of a generation."""

from __future__ import annotations

CATALOGUE = "catalogue.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"
MANIFEST = "manifest.json"
