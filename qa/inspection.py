"""What an index holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from corpus.article import Article
from corpus.errors import IndexDamagedError, SourceError
from index.engines.storage import LOCAL, Storage
from index.generation import current_generation
from index.layout import ENCODER
from index.onnx_embedder import EncoderRecord
from index.places import Places


def inspect_index(folder: Path, storage: Storage = LOCAL) -> dict[str, object]:
    """Counts, embedder, sizes and health of the index in `folder`, without loading an embedder.

    `health` is "ok": every file matches its checksum and the counts agree.

    Raises:
        IndexMissingError: nothing has been built there.
        IndexMismatchError: it has another format version.
        IndexDamagedError: a file is missing, cut short or altered.
    """
    generation = current_generation(folder)
    places = Places.of(folder, generation, storage)
    manifest = places.manifest
    catalogue = places.catalogue()
    articles, passages = catalogue.counts()
    catalogue.close()
    if (articles, passages) != (manifest.articles, manifest.passages):
        raise IndexDamagedError(
            f"{generation} holds {articles} articles and {passages} passages, its manifest says "
            f"{manifest.articles} and {manifest.passages}; build again with: citewise build SOURCE..."
        )
    codes = places.codes()
    if codes is not None:
        codes.verify()
    sizes: dict[str, int] = {}
    for name, record in manifest.files.items():
        part = name.split("/")[0]
        sizes[part] = sizes.get(part, 0) + record.bytes
    return {
        "index": str(folder),
        "generation": generation.name,
        "created": manifest.created,
        "citewise": manifest.citewise,
        "format": manifest.format,
        "articles": articles,
        "passages": passages,
        "passage_tokens": manifest.passage_tokens,
        "embedder": {
            "name": manifest.embedder.name,
            "dimension": manifest.embedder.dimension,
            "max_tokens": manifest.embedder.max_tokens,
            "engine": _engine(generation),
        },
        "bytes": {**sizes, "total": sum(sizes.values())},
        "engines": {
            "vectors": "folder" if manifest.collection is None else f"Milvus, {manifest.collection}",
            "articles": "folder" if manifest.schema is None else f"PostgreSQL, {manifest.schema}",
        },
        "health": "ok",
    }


def inspect_article(folder: Path, article_id: str, storage: Storage = LOCAL) -> Article:
    """The article of that id as the index in `folder` holds it, marks included.

    Raises:
        SourceError: the index has no article of that id.
        IndexStateError: there is no sound index in the folder.
    """
    generation = current_generation(folder)
    catalogue = Places.of(folder, generation, storage).catalogue()
    try:
        article = catalogue.article(article_id)
    finally:
        catalogue.close()
    if article is None:
        raise SourceError(
            f"the index in {folder} has no article {article_id!r}; citewise search shows ids, "
            "which are those of the records or paths below the source"
        )
    return article


def article_as_dict(article: Article) -> dict[str, object]:
    """An article and its marks as JSON-ready values, in the form of docs/formats.md."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "published": article.published,
        "language": article.language,
        "duplicate_of": article.duplicate_of,
        "boilerplate": [
            {"start": mark.span.start, "end": mark.span.end, "reason": mark.reason}
            for mark in article.boilerplate
        ],
    }


def readable_article(article: Article) -> str:
    """An article for a person to read; what is marked stands in brackets, its reason before it."""
    about = {
        "id": article.id,
        "title": article.title,
        "published": article.published and f"{article.published} (from the {article.published_from})",
        "language": article.language,
        "source": article.source,
        "url": article.url,
        "duplicate of": article.duplicate_of,
        "pages": len(article.pages) or None,
    }
    pieces: list[str] = []
    at = 0
    for mark in article.boilerplate:
        pieces += [article.text[at : mark.span.start], f"[{mark.reason}: {mark.span.of(article.text)}]"]
        at = mark.span.end
    head = "\n".join(f"{name:<13} {value}" for name, value in about.items() if value)
    return f"{head}\n\n{''.join(pieces)}{article.text[at:]}"


def _engine(generation: Path) -> str:
    """How the embedder runs for this index: the precision of the one that it keeps, else torch."""
    kept = generation / ENCODER
    return EncoderRecord.load(kept).precision if kept.is_dir() else "torch"
