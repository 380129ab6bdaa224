"""What an index holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import IndexDamagedError
from index.catalogue import Catalogue
from index.generation import current_generation
from index.layout import CATALOGUE
from index.manifest import Manifest


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
        },
        "bytes": {**sizes, "total": sum(sizes.values())},
        "health": "ok",
    }
