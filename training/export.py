"""Export a trained reader to ONNX, its weights as int8 per output channel.

    python training/export.py OUT/checkpoint.pt qa/reader_model/model.onnx

Prints the SHA-256 that qa/reader.py is to check.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

from index.weights import default_weights, file_sha256
from training.train import Reader

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def load(checkpoint: Path) -> Reader:
    """The reader of a checkpoint."""
    encoder = AutoModel.from_pretrained(default_weights(), add_pooling_layer=False)
    encoder.set_attn_implementation("eager")  # the fused kernels have no ONNX form at this opset
    reader = Reader(encoder)
    reader.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    return reader.eval()


def export(reader: Reader, model: Path) -> None:
    """Write the reader to `model` as ONNX, in single precision."""
    ones = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in INPUTS)
    names = (*INPUTS, "scores")
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            reader,
            ones,
            str(model),
            dynamo=False,
            input_names=list(INPUTS),
            output_names=["scores"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names},
            opset_version=17,
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model.onnx"
        export(load(options.checkpoint), plain)
        quantize_dynamic(plain, options.model, per_channel=True, weight_type=QuantType.QInt8)
    print(file_sha256(options.model), options.model.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
