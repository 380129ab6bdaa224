"""LlamaIndex: its vector store index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article
from eval.peers.peer import Found, split


class LlamaIndex:
    """Dense vectors."""

    def __init__(self, model: Path) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._model = model
        self._index: Any = None
        self._embedding = HuggingFaceEmbedding(model_name=str(model), device="cpu")

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [
            TextNode(
                text=found.text,
                metadata={"article": found.article_id},
                excluded_embed_metadata_keys=["article"],
            )
            for found in split(articles, self._model)
        ]
        self._index = VectorStoreIndex(nodes, embed_model=self._embedding)
        self._index.storage_context.persist(str(folder))
        return len(nodes)

    def search(self, question: str, k: int) -> list[Found]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [Found(one.node.metadata["article"], one.node.text) for one in found]
