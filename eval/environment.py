"""Where and with what a run was made."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from index.opened import Index
from qa.settings import Settings

PACKAGES = (
    "citewise",
    "faiss-cpu",
    "ir-measures",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tantivy",
    "tokenizers",
    "torch",
)
_DESCRIBE = ("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")


def environment(index: Index, settings: Settings, seed: int) -> dict[str, object]:
    """Versions, machine, commit, seed, settings and the index's manifest, as JSON-ready values."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": commit_of(Path(__file__).resolve().parent),
        "seed": seed,
        "settings": settings.told(),
        "manifest": asdict(index.manifest),
    }


def commit_of(folder: Path) -> str | None:
    """The commit of the checkout that `folder`, this file's, is part of, with `-dirty` when tracked
    files differ from it; None when it is installed, even into another project's checkout."""
    git = ("git", "--no-optional-locks", "-C", str(folder))
    try:
        for arguments in (("ls-files", "--error-unmatch", "environment.py"), _DESCRIBE):
            ran = subprocess.run([*git, *arguments], capture_output=True, text=True, check=False, timeout=10)
            if ran.returncode:
                return None
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.strip()


def _processor() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), None)
