"""What a library is asked to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from corpus.article import Article

PASSAGE_TOKENS = 200


class Found(NamedTuple):
    """A passage that a library found."""

    article_id: str
    text: str


class Peer(Protocol):
    """A library that indexes articles and finds passages. Making one loads its model."""

    def __init__(self, model: Path) -> None: ...

    def build(self, articles: Sequence[Article], folder: Path) -> int:
        """Index the articles, keep the index in `folder` as far as the library can, and say how many
        passages it holds."""

    def search(self, question: str, k: int) -> list[Found]:
        """The `k` best passages, best first."""


def split(articles: Sequence[Article], model: Path) -> Iterator[Found]:
    """The articles in passages of at most `PASSAGE_TOKENS` tokens, by the splitter of LangChain."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from transformers import AutoTokenizer

    splitter = RecursiveCharacterTextSplitter.from_huggingface_tokenizer(
        AutoTokenizer.from_pretrained(model), chunk_size=PASSAGE_TOKENS, chunk_overlap=0
    )
    for article in articles:
        for text in splitter.split_text(article.text):
            yield Found(article.id, text)
