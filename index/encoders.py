"""Where fast encoders come from: the index, this user's cache, or an export made now."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import secrets
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from corpus.errors import IndexDamagedError, SettingsError
from index.embedder import DEFAULT_EMBEDDER, Embedder, open_embedder
from index.export import PRECISIONS
from index.onnx_embedder import MODEL, RECORD, TOKENIZER, OnnxEmbedder
from index.weights import default_weights, file_sha256

ENGINES = (*PRECISIONS, "torch")
_EXPORT = 1  # raise it when an export made by this code differs from earlier ones
_SUMS = "sums.json"

log = logging.getLogger(__name__)


def fast_embedder(
    name: str = DEFAULT_EMBEDDER, engine: str = "int8", *, cache: Path | None = None
) -> Embedder:
    """The model as a fast encoder: `int8` (falls back to `fp32`, then torch, where the export strays
    from the original), `fp32`, or `torch`, the reference itself.

    An export takes some 20 seconds and is kept in `cache` (by default the user's
    cache folder), checked by SHA-256 when it is taken from there, so later calls
    need no torch.

    Raises:
        EmbedderError: the model cannot be found or loaded.
        SettingsError: an unknown engine.
    """
    if engine not in ENGINES:
        raise SettingsError(f"engine is {engine!r}; known: {', '.join(ENGINES)}")
    if engine == "torch":
        return open_embedder(name)
    kept = (default_cache() if cache is None else cache) / _key(name, engine)
    try:
        return _cached(kept)
    except (IndexDamagedError, OSError, ValueError, KeyError):
        return _exported(name, engine, kept)


def default_cache() -> Path:
    """The folder that keeps exported encoders, in the user's cache."""
    from platformdirs import user_cache_path

    return user_cache_path("citewise", appauthor=False) / "encoders"


def _exported(name: str, engine: str, kept: Path) -> Embedder:
    from index.export import export
    from index.sentence_transformer import SentenceTransformerEmbedder

    reference = open_embedder(name)
    if not isinstance(reference, SentenceTransformerEmbedder):
        return reference
    for precision in PRECISIONS[PRECISIONS.index(engine) :]:
        staging = Path(tempfile.mkdtemp(prefix="citewise-encoder-"))
        made = export(reference, precision, staging)
        if made is None:
            shutil.rmtree(staging, ignore_errors=True)
            continue
        try:
            _keep(staging, kept)
        except OSError as error:
            log.warning("the encoder cannot be kept in %s (%s); it is made again next time", kept, error)
            atexit.register(shutil.rmtree, staging, ignore_errors=True)
            return made
        shutil.rmtree(staging, ignore_errors=True)
        return _cached(kept)
    return reference


def _keep(staging: Path, kept: Path) -> None:
    sums = {file: file_sha256(staging / file) for file in (MODEL, TOKENIZER, RECORD)}
    (staging / _SUMS).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.parent / f"staging-{secrets.token_hex(4)}"
    try:
        shutil.copytree(staging, beside)
        shutil.rmtree(kept, ignore_errors=True)
        beside.rename(kept)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _cached(kept: Path) -> OnnxEmbedder:
    sums = json.loads((kept / _SUMS).read_text(encoding="utf-8"))
    for file in (MODEL, TOKENIZER, RECORD):
        if file_sha256(kept / file) != sums[file]:
            raise IndexDamagedError(f"{kept / file} was altered")
    return OnnxEmbedder(kept)


def _key(name: str, engine: str) -> str:
    """The cache's folder for a model as it is now: other weights or libraries give another one."""
    libraries = [version(package) for package in ("torch", "transformers", "onnxruntime")]
    if name == DEFAULT_EMBEDDER:
        weights = [file_sha256(default_weights() / "model.safetensors")]
    elif (folder := Path(name).expanduser()).is_dir():
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".json"))
        weights = [str(folder.resolve()), *(file_sha256(path) for path in files)]
    else:
        weights = [name]
    parts = json.dumps([_EXPORT, name, engine, libraries, weights])
    return f"{engine}-{hashlib.blake2b(parts.encode(), digest_size=12).hexdigest()}"
