"""Citewise beside other libraries with the same embedding model, in one run.

    pip install langchain-community langchain-huggingface txtai \\
        llama-index-core llama-index-embeddings-huggingface
    python benchmarks/peers.py CORPUS QUESTIONS [--articles 60] [--questions 200]

CORPUS and QUESTIONS are in the formats of docs/formats.md. Every library runs in a
process of its own, one after another, as its documentation shows for local
models: LangChain (RecursiveCharacterTextSplitter of 200 tokens, HuggingFaceEmbeddings,
FAISS), txtai (embeddings with content and BM25, "hybrid") and LlamaIndex
(VectorStoreIndex), both over passages of the same splitter. All get the same articles
and weights. Peak memory is the process's. A passage of a library that keeps no
offsets is found in its article by its text.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from corpus import Article, Span, load_articles
from eval import metrics
from eval.questions import Question, load_questions
from index import Hit, Passage
from index.weights import default_weights

Search = Callable[[str], list[tuple[str, str]]]
"""The five best passages for a question, as article id and text."""

TOKENS = 200
COLUMNS = (
    "load, s",
    "build, s",
    "passages",
    "passages/s",
    "peak MB",
    "index MB",
    "query p50, ms",
    "p95, ms",
    "article first",
    "span recall@5",
)


def citewise(articles: Sequence[Article], folder: Path) -> Iterable[Any]:
    from index import build_index, fast_embedder
    from qa import Retriever

    embedder = fast_embedder()
    yield None
    build_index(articles, folder, embedder)
    retriever = Retriever.open(folder)
    yield retriever.index().manifest.passages
    yield lambda question: [
        (hit.passage.article_id, hit.passage.text) for hit in retriever.retrieve(question, k=5)
    ]


def langchain(articles: Sequence[Article], folder: Path) -> Iterable[Any]:
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(
        model_name=str(default_weights()), encode_kwargs={"normalize_embeddings": True}
    )
    yield None
    documents = [Document(text, metadata={"article": name}) for name, text in _split(articles)]
    store = FAISS.from_documents(documents, embeddings)
    store.save_local(str(folder))
    yield len(documents)
    yield lambda question: [
        (found.metadata["article"], found.page_content) for found in store.similarity_search(question, k=5)
    ]


def txtai(articles: Sequence[Article], folder: Path) -> Iterable[Any]:
    from txtai import Embeddings

    embeddings = Embeddings(path=str(default_weights()), hybrid=True, content=True)
    yield None
    passages = list(_split(articles))
    embeddings.index((number, text, None) for number, (_, text) in enumerate(passages))
    embeddings.save(str(folder))
    yield len(passages)
    yield lambda question: [passages[int(found["id"])] for found in embeddings.search(question, 5)]


def llamaindex(articles: Sequence[Article], folder: Path) -> Iterable[Any]:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embedding = HuggingFaceEmbedding(model_name=str(default_weights()), device="cpu")
    yield None
    nodes = [
        TextNode(text=text, metadata={"article": name}, excluded_embed_metadata_keys=["article"])
        for name, text in _split(articles)
    ]
    index = VectorStoreIndex(nodes, embed_model=embedding)
    index.storage_context.persist(str(folder))
    retriever = index.as_retriever(similarity_top_k=5)
    yield len(nodes)
    yield lambda question: [
        (found.node.metadata["article"], found.node.text) for found in retriever.retrieve(question)
    ]


LIBRARIES = {"Citewise": citewise, "LangChain": langchain, "txtai": txtai, "LlamaIndex": llamaindex}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions_file", type=Path)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--only", choices=LIBRARIES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        articles, questions = chosen(options)
        print(json.dumps(measured(options.only, articles, questions)))
        return
    print(f"| | {' | '.join(COLUMNS)} |\n|{'---|' * (1 + len(COLUMNS))}")
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    for name in LIBRARIES:
        ran = subprocess.run(
            [sys.executable, *sys.argv, "--only", name],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        if ran.returncode:
            print(f"| {name} | not measured: {ran.stderr.strip().splitlines()[-1][:90]} |", flush=True)
            continue
        values = json.loads(ran.stdout.splitlines()[-1])
        print(f"| {name} | {' | '.join(str(values[column]) for column in COLUMNS)} |", flush=True)


def chosen(options: argparse.Namespace) -> tuple[list[Article], list[Question]]:
    """The first answerable questions, and their articles first among those asked for."""
    questions = [one for one in load_questions(options.questions_file) if one.answerable]
    questions = list(islice(questions, options.questions))
    wanted = {name for one in questions for name in one.relevant}
    articles = sorted(load_articles([options.corpus]), key=lambda one: (one.id not in wanted, one.id))
    articles = articles[: options.articles]
    known = {article.id for article in articles}
    return articles, [one for one in questions if set(one.relevant) <= known]


def measured(name: str, articles: list[Article], questions: list[Question]) -> dict[str, object]:
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        steps = iter(LIBRARIES[name](articles, Path(place) / "index"))
        next(steps)
        loaded = time.perf_counter()
        passages = next(steps)
        search: Search = next(steps)
        built = time.perf_counter()
        files = [path for path in Path(place).rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        search(questions[0].question)
        times, first, recall = [], [], []
        by_id = {article.id: article for article in articles}
        for question in questions:
            at = time.perf_counter()
            found = search(question.question)
            times.append(time.perf_counter() - at)
            hits = [_hit(rank, by_id[article], text) for rank, (article, text) in enumerate(found, start=1)]
            first.append(metrics.hit_at(question, hits, 1))
            recall.append(metrics.span_recall(question, hits, 5))
    build = built - loaded
    values = (
        f"{loaded - begun:.1f}",
        f"{build:.1f}",
        passages,
        f"{passages / build:.1f}",
        round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        f"{size / 1e6:.1f}",
        f"{median(times) * 1000:.1f}",
        f"{quantiles(times, n=20)[18] * 1000:.1f}",
        _mean(first),
        _mean(recall),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _split(articles: Sequence[Article]) -> Iterable[tuple[str, str]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from transformers import AutoTokenizer

    splitter = RecursiveCharacterTextSplitter.from_huggingface_tokenizer(
        AutoTokenizer.from_pretrained(default_weights()), chunk_size=TOKENS, chunk_overlap=0
    )
    for article in articles:
        for text in splitter.split_text(article.text):
            yield article.id, text


def _hit(rank: int, article: Article, text: str) -> Hit:
    start = article.text.find(text)
    span = Span(0, 0) if start < 0 else Span(start, start + len(text))
    return Hit(Passage(rank, article.id, span, text), rank, 0.0)


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{mean(known):.3f}" if known else "–"


if __name__ == "__main__":
    main()
