"""All that can be asked of an index, as plain values, to hold two of them against each other."""

from __future__ import annotations

from pathlib import Path

from hashing_embedder import HashingEmbedder

from index import Filters, Index, Storage


def content(folder: Path, storage: Storage | None = None) -> dict[str, object]:
    """The content of the index that the hashing embedder made; scores of BM25 are left out, since engines
    round them differently."""
    embedder = HashingEmbedder()
    index = Index.open(folder, embedder, storage or Storage())
    ids = sorted(index.catalogue.passage_ids(Filters()))
    articles = list(index.catalogue.articles())
    question = embedder.encode_question("When did the harbour bridge open after the frost?")
    matches = index.late.matches(question.tokens, ids)
    terms = index.lexical.terms("bridge frost comet fire nobody")
    return {
        "articles": articles,
        "spans": [index.catalogue.spans(article.id) for article in articles],
        "passages": index.catalogue.passages(ids),
        "copies": sorted(index.catalogue.copied_passages()),
        "vectors": index.vectors.get(ids).round(2).tolist(),
        "late": matches.text.round(4).tolist() + matches.title.round(4).tolist(),
        "lexical": [one.passage_id for one in index.lexical.search("bridge frost comet", 50)],
        "terms": list(map(index.lexical.document_frequency, terms)),
        "ceiling": round(index.lexical.ceiling("bridge frost"), 4),
        "counts": (len(index.vectors), len(index.lexical), index.manifest.passages, index.manifest.articles),
    }
