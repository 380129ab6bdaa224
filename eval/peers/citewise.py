"""This project, by its own interface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article
from eval.peers.peer import PASSAGE_TOKENS, Found
from index.build import build_index
from index.encoders import fast_embedder
from index.opened import Index
from index.weights import default_weights
from qa.retriever import Retriever


class Citewise:
    """Late interaction and BM25, the default."""

    def __init__(self, model: Path) -> None:
        self._embedder = fast_embedder() if model == default_weights() else fast_embedder(str(model))
        self._retriever: Retriever

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        build_index(articles, folder, self._embedder, passage_tokens=PASSAGE_TOKENS)
        self._retriever = Retriever(Index.open(folder, self._embedder))
        return self._retriever.index().manifest.passages

    def search(self, question: str, k: int) -> list[Found]:
        hits = self._retriever.retrieve(question, k)
        return [Found(hit.passage.article_id, hit.passage.text) for hit in hits]
