"""Make a checkpoint of an exported reader, to train it further where no checkpoint was kept.

    python training/restore.py qa/reader_model/model.onnx OUT/checkpoint.pt

The int8 weights become single precision again; what rounding took stays lost. The
result has weights alone: `training/train.py --begin` takes it, a run that was
interrupted does not.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoModel

from index.weights import default_weights
from training.train import Reader


def restored(model: Path) -> dict[str, Any]:
    """The state of the `Reader` that `training/export.py` wrote to `model`.

    Raises:
        ValueError: a weight of the reader is not found in the file, or has another shape.
    """
    graph = onnx.load(str(model)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state = Reader(AutoModel.from_pretrained(default_weights(), add_pooling_layer=False)).state_dict()
    found: dict[str, Any] = {}
    for name in held:
        plain = name.removesuffix("_quantized")
        if plain in state:
            found[plain] = torch.from_numpy(np.array(_single(held, plain)))
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        name = node.name.removeprefix("/").removesuffix("/MatMul_quant").replace("/", ".") + ".weight"
        weights = _single(held, node.input[1].removesuffix("_quantized"))
        found[name] = torch.from_numpy(np.ascontiguousarray(weights.T))
    wrong = [name for name, one in state.items() if name not in found or found[name].shape != one.shape]
    if wrong:
        raise ValueError(f"{model} has no {wrong[0]} of the reader's shape ({len(wrong)} are missing)")
    return {name: found[name].to(one.dtype) for name, one in state.items()}


def _single(held: dict[str, Any], name: str) -> Any:
    """An initialiser in single precision."""
    if name in held:
        return held[name]
    scale, zero = held[f"{name}_scale"], held[f"{name}_zero_point"]
    return (held[f"{name}_quantized"].astype(np.float32) - zero.astype(np.float32)) * scale


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("checkpoint", type=Path)
    options = parser.parse_args()
    options.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": restored(options.model)}, options.checkpoint)


if __name__ == "__main__":
    main()
