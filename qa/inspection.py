"""What an index holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import IndexDamagedError
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


def _engine(generation: Path) -> str:
    """How the embedder runs for this index: the precision of the one that it keeps, else torch."""
    kept = generation / ENCODER
    return EncoderRecord.load(kept).precision if kept.is_dir() else "torch"
