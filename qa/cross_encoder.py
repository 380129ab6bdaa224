"""Cross-encoders, which read two texts together, loaded without running anybody's code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.errors import EmbedderError
from index.sentence_transformer import first_line, go_offline


def load_cross_encoder(name: str, purpose: str) -> Any:
    """A sentence-transformers cross-encoder given by folder or hub name, on the CPU; `purpose` is what
    an error calls it.

    Weights must be safetensors, and a model that brings code of its own is refused.

    Raises:
        EmbedderError: the model cannot be found or loaded.
    """
    local = Path(name).expanduser().is_dir()
    if local:
        go_offline()
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(
            str(Path(name).expanduser()) if local else name,
            device="cpu",
            local_files_only=local,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:
        # The library raises whatever the missing or broken part raised.
        raise EmbedderError(
            f"cannot load the {purpose} {name!r}: {first_line(error)}; give a folder of a "
            "sentence-transformers cross-encoder with safetensors weights and no code of its own, or a "
            "hub name that this machine can reach"
        ) from error
