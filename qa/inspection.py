"""What an index holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from corpus.article import Article
from corpus.errors import IndexDamagedError, SourceError
from index.catalogue import Catalogue
from index.generation import current_generation
from index.layout import CATALOGUE, ENCODER, TOKEN_TABLE, TOKENS
from index.manifest import Manifest
from index.onnx_embedder import EncoderRecord
from index.token_codes import TokenCodes


def inspect_index(folder: Path) -> dict[str, object]:
    """Counts, embedder, sizes and health of the index in `folder`, without loading an embedder.

    `health` is "ok": every file matches its checksum and the counts agree.

    Raises:
        IndexMissingError: nothing has been built there.
        IndexMismatchError: it has another format version.
        IndexDamagedError: a file is missing, cut short or altered.
    """
    generation = current_generation(folder)
    manifest = Manifest.load(generation)
    manifest.verify(generation)
    catalogue = Catalogue(generation / CATALOGUE)
    articles, passages = catalogue.counts()
    catalogue.close()
    if (articles, passages) != (manifest.articles, manifest.passages):
        raise IndexDamagedError(
            f"{generation} holds {articles} articles and {passages} passages, its manifest says "
            f"{manifest.articles} and {manifest.passages}; build again with: citewise build SOURCE..."
        )
    if manifest.token_codes:
        dimension = manifest.embedder.token_dimension
        TokenCodes(generation / TOKENS, generation / TOKEN_TABLE, dimension).verify()
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
        "health": "ok",
    }


def inspect_article(folder: Path, article_id: str) -> Article:
    """The article of that id as the index in `folder` holds it, marks included.

    Raises:
        SourceError: the index has no article of that id.
        IndexStateError: there is no sound index in the folder.
    """
    generation = current_generation(folder)
    Manifest.load(generation).verify(generation)
    catalogue = Catalogue(generation / CATALOGUE)
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
