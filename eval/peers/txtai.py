"""txtai: embeddings with content and BM25, "hybrid"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article
from eval.peers.peer import Found, split


class Txtai:
    """Dense vectors and BM25, their scores normalised and added."""

    def __init__(self, model: Path) -> None:
        from txtai import Embeddings

        self._model = model
        self._passages: list[Found] = []
        self._embeddings = Embeddings(path=str(model), hybrid=True, content=True)

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        self._passages = list(split(articles, self._model))
        self._embeddings.index((number, one.text, None) for number, one in enumerate(self._passages))
        self._embeddings.save(str(folder))
        return len(self._passages)

    def search(self, question: str, k: int) -> list[Found]:
        return [self._passages[int(one["id"])] for one in self._embeddings.search(question, k)]
