"""LangChain: HuggingFaceEmbeddings and its FAISS store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article
from eval.peers.peer import Found, split


class LangChain:
    """Dense vectors."""

    def __init__(self, model: Path) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        self._model = model
        self._store: Any = None
        self._embeddings = HuggingFaceEmbeddings(
            model_name=str(model), encode_kwargs={"normalize_embeddings": True}
        )

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document

        documents = [
            Document(found.text, metadata={"article": found.article_id})
            for found in split(articles, self._model)
        ]
        self._store = FAISS.from_documents(documents, self._embeddings)
        self._store.save_local(str(folder))
        return len(documents)

    def search(self, question: str, k: int) -> list[Found]:
        found = self._store.similarity_search(question, k=k)
        return [Found(one.metadata["article"], one.page_content) for one in found]
