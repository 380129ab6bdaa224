"""Passages: split, embedded, stored, searched."""

from index.build import BuildSummary, add_articles, build_index, remove_articles
from index.embedder import DEFAULT_EMBEDDER, Embedder, Encoded, EncodedQuestion, open_embedder
from index.encoders import fast_embedder
from index.engines.storage import Storage
from index.filters import Filters
from index.late import EncodedTokens, LateInteraction, LateMatches, StoredTokens
from index.lexical import LexicalIndex, TantivyIndex
from index.manifest import Manifest
from index.opened import Index
from index.passage import Hit, Passage, Scored
from index.split import PassageSplitter
from index.token_codes import FileTokenCodes, FileTokenCodesWriter, TokenCodes
from index.vectors import FaissStore, VectorStore

__all__ = [
    "DEFAULT_EMBEDDER",
    "BuildSummary",
    "Embedder",
    "Encoded",
    "EncodedQuestion",
    "EncodedTokens",
    "FaissStore",
    "FileTokenCodes",
    "FileTokenCodesWriter",
    "Filters",
    "Hit",
    "Index",
    "LateInteraction",
    "LateMatches",
    "LexicalIndex",
    "Manifest",
    "Passage",
    "PassageSplitter",
    "Scored",
    "Storage",
    "StoredTokens",
    "TantivyIndex",
    "TokenCodes",
    "VectorStore",
    "add_articles",
    "build_index",
    "fast_embedder",
    "open_embedder",
    "remove_articles",
]
