"""Haystack: its in-memory store, BM25 and vectors joined by reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article
from eval.peers.peer import Found, split


class Haystack:
    """The hybrid retrieval of its tutorials, without a ranker."""

    def __init__(self, model: Path) -> None:
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self._model = model
        options: dict[str, Any] = {"model": str(model), "progress_bar": False, "normalize_embeddings": True}
        self._documents = SentenceTransformersDocumentEmbedder(**options)
        self._questions = SentenceTransformersTextEmbedder(**options)
        for embedder in (self._documents, self._questions):
            embedder.warm_up()
        self._search: Any = None

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        from haystack import Document
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        documents = [
            # An id of its own for each, since equal texts would count as one document.
            Document(id=str(number), content=found.text, meta={"article": found.article_id})
            for number, found in enumerate(split(articles, self._model))
        ]
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(self._documents.run(documents)["documents"])
        folder.mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(folder / "store.json"))
        words, vectors = InMemoryBM25Retriever(store), InMemoryEmbeddingRetriever(store)
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

        def search(question: str, k: int) -> list[Any]:
            vector = self._questions.run(question)["embedding"]
            found = [
                words.run(query=question, top_k=4 * k)["documents"],
                vectors.run(query_embedding=vector, top_k=4 * k)["documents"],
            ]
            joined: list[Any] = joiner.run(documents=found, top_k=k)["documents"]
            return joined

        self._search = search
        return len(documents)

    def search(self, question: str, k: int) -> list[Found]:
        return [Found(one.meta["article"], one.content) for one in self._search(question, k)]
