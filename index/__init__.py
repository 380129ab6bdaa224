"""Passages: split, embedded, stored, searched."""

from index.build import BuildSummary, build_index
from index.embedder import DEFAULT_EMBEDDER, Embedder, open_embedder
from index.filters import Filters
from index.lexical import LexicalIndex, TantivyIndex
from index.manifest import Manifest
from index.opened import Index
from index.passage import Hit, Passage, Scored
from index.split import PassageSplitter
from index.vectors import FaissStore, VectorStore

__all__ = [
    "DEFAULT_EMBEDDER",
    "BuildSummary",
    "Embedder",
    "FaissStore",
    "Filters",
    "Hit",
    "Index",
    "LexicalIndex",
    "Manifest",
    "Passage",
    "PassageSplitter",
    "Scored",
    "TantivyIndex",
    "VectorStore",
    "build_index",
    "open_embedder",
]
