"""An index opened for asking."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import EngineError, IndexDamagedError, IndexMismatchError
from index.catalogue import Catalogue
from index.embedder import Embedder, full_name, open_embedder, probe_of
from index.engines.storage import LOCAL, Storage
from index.filters import FilteredIds, Filters
from index.generation import current_generation
from index.late import EncodedTokens, LateInteraction, StoredTokens
from index.layout import ENCODER
from index.lexical import LexicalIndex
from index.manifest import EmbedderRecord, Manifest
from index.onnx_embedder import OnnxEmbedder
from index.places import Places
from index.vectors import VectorStore

_SAME = 0.97  # cosine of the probe vectors above which two embedders are one; int8 loses about 0.01


@dataclass(frozen=True, slots=True)
class Index:
    """One generation of an index, held open: it does not change, whatever is built meanwhile."""

    folder: Path
    generation: str
    manifest: Manifest
    embedder: Embedder
    catalogue: Catalogue
    vectors: VectorStore
    lexical: LexicalIndex
    late: LateInteraction
    storage: Storage = LOCAL

    @classmethod
    def open(
        cls, folder: str | Path, embedder: Embedder | str | None = None, storage: Storage = LOCAL
    ) -> Index:
        """Open the index in `folder`, checking every file against its checksum.

        `embedder` is the one to use, or its name; by default the one that the index keeps or names.
        `storage` names the engines that keep parts of it.

        Raises:
            IndexMissingError: nothing has been built there.
            IndexMismatchError: another format, or another embedder than the index was built with.
            IndexDamagedError: a file is missing, cut short or altered.
            EmbedderError: the embedder that the index names cannot be loaded.
            SettingsError: an engine keeps a part of it that `storage` does not name.
            EngineError: an engine does not answer.
        """
        return cls._open_current(Path(folder), embedder, None, storage)

    def newest(self, embedder: Embedder | str | None = None) -> Index:
        """The folder's current generation; the loaded embedder is kept where it still fits.

        Raises: as `open`.
        """
        return self._open_current(self.folder, embedder, self, self.storage)

    def passing(self, filters: Filters) -> FilteredIds:
        """The passages that pass the filters."""
        return FilteredIds(filters, self.catalogue.passage_ids)

    def is_current(self) -> bool:
        """Whether this is still the generation that the folder names."""
        return current_generation(self.folder).name == self.generation

    @classmethod
    def _open_current(
        cls, folder: Path, embedder: Embedder | str | None, earlier: Index | None, storage: Storage
    ) -> Index:
        for _ in range(3):
            generation = current_generation(folder)
            try:
                return cls._open_generation(folder, generation, embedder, earlier, storage)
            except (IndexDamagedError, IndexMismatchError, EngineError):
                # A build may have swapped in a new generation and removed this one meanwhile.
                if current_generation(folder) == generation:
                    raise
        raise IndexDamagedError(f"{folder} is being rebuilt faster than it can be opened; try again")

    @classmethod
    def _open_generation(
        cls,
        folder: Path,
        generation: Path,
        embedder: Embedder | str | None,
        earlier: Index | None,
        storage: Storage,
    ) -> Index:
        places = Places.of(folder, generation, storage)
        manifest = places.manifest
        vectors, lexical = places.vectors(), places.lexical()
        if not len(vectors) == len(lexical) == manifest.passages:
            raise IndexDamagedError(
                f"{generation} holds {len(vectors)} vectors, {len(lexical)} lexical entries and "
                f"{manifest.passages} passages; build again with: citewise build SOURCE..."
            )
        if earlier and earlier.manifest.embedder == manifest.embedder:
            fitting = earlier.embedder
        else:
            fitting = _fitting(manifest.embedder, embedder, folder, generation)
        catalogue = places.catalogue()
        if manifest.collection is None:  # a collection holds itself what is hidden
            copied = catalogue.copied_passages()
            vectors.hide(copied)
            lexical.hide(copied)
        codes = places.codes()
        late: LateInteraction = (
            EncodedTokens(fitting, catalogue) if codes is None else StoredTokens(codes, catalogue)
        )
        return cls(
            folder=folder,
            generation=generation.name,
            manifest=manifest,
            embedder=fitting,
            catalogue=catalogue,
            vectors=vectors,
            lexical=lexical,
            late=late,
            storage=storage,
        )


def _fitting(
    record: EmbedderRecord, embedder: Embedder | str | None, folder: Path, generation: Path
) -> Embedder:
    """The embedder to ask with, refused unless it gives the vectors that the index was built with."""
    wanted = record.name if embedder is None else embedder
    kept = generation / ENCODER
    opened: Embedder
    if not isinstance(wanted, str):
        opened = wanted
    elif full_name(wanted) == record.name and kept.is_dir():
        opened = OnnxEmbedder(kept)
    else:
        opened = open_embedder(wanted)
    same = (
        opened.dimension == record.dimension
        and float(np.dot(probe_of(opened), np.asarray(record.probe, dtype=np.float32))) >= _SAME
    )
    if not same:
        raise IndexMismatchError(
            f"the index in {folder} was built with the embedder {record.name!r}, which is not "
            f"{opened.name!r} as it is now; ask with --embedder {record.name}, or build again with: "
            f"citewise build SOURCE... --embedder {opened.name}"
        )
    return opened
