"""Export a sentence-transformers model to ONNX, quantise it, and check it against the original.

Weights are quantised to int8 per output channel, activations at run time
(dynamic quantisation). What is lost is measured on the sample corpus before the
export is used; an export that is too far from the original is not used.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.article import Article
from corpus.load import load_articles
from corpus.sample import sample_corpus
from index.embedder import Embedder
from index.onnx_embedder import MODEL, TOKENIZER, EncoderRecord, OnnxEmbedder

if TYPE_CHECKING:
    from index.sentence_transformer import SentenceTransformerEmbedder

PRECISIONS = ("int8", "fp32")
_LEAST = {"int8": (0.97, 0.90), "fp32": (0.9999, 0.99)}
"""By precision: the least mean cosine with the reference, and the least share of sample questions
with the same first passage."""
_SAMPLE_CHARACTERS = 700
_OPSET = 17

log = logging.getLogger(__name__)


def export(reference: SentenceTransformerEmbedder, precision: str, folder: Path) -> OnnxEmbedder | None:
    """The exported encoder, written into `folder`, which exists and is empty.

    None when the model is of a kind that is not exported (pooling other than
    mean or first token, further layers), or when the export strays from the
    reference by more than is allowed at its precision; the reason is logged.
    """
    record = _record(reference, precision)
    if record is None:
        return None
    record.save(folder)
    reference.tokenizer.save(str(folder / TOKENIZER))
    with tempfile.TemporaryDirectory(prefix="citewise-export-") as scratch:
        plain = Path(scratch) / MODEL
        try:
            _to_onnx(reference.transformer, record.inputs, plain)
            if precision == "int8":
                _quantise(plain, folder / MODEL)
            else:
                (folder / MODEL).write_bytes(plain.read_bytes())
        except Exception as error:
            # torch and onnx raise many kinds for what they cannot convert; torch itself still serves.
            log.warning("%s cannot be exported to ONNX (%s); torch is used", reference.name, error)
            return None
    compared = _compared(reference, OnnxEmbedder(folder), record)
    compared.save(folder)
    cosine, first = _LEAST[precision]
    if compared.cosine_mean < cosine or compared.same_first < first:
        log.warning(
            "%s as %s strays from the original (mean cosine %.4f, same first passage %.2f); not used",
            reference.name,
            precision,
            compared.cosine_mean,
            compared.same_first,
        )
        return None
    return OnnxEmbedder(folder)


def _record(reference: SentenceTransformerEmbedder, precision: str) -> EncoderRecord | None:
    pooling = reference.pooling
    if pooling not in ("mean", "cls"):
        log.warning("%s pools in a way that is not exported; torch is used", reference.name)
        return None
    query, document = reference.prompts
    return EncoderRecord(
        name=reference.name,
        dimension=reference.dimension,
        max_tokens=reference.max_tokens,
        pooling=pooling,
        inputs=reference.inputs,
        query_prompt=query,
        document_prompt=document,
        precision=precision,
        cosine_mean=0.0,
        cosine_min=0.0,
        same_first=0.0,
    )


def _to_onnx(transformer: Any, inputs: Sequence[str], path: Path) -> None:
    import torch

    class HiddenStates(torch.nn.Module):
        """The transformer with positional inputs and one output."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, *values: Any) -> Any:
            return self.transformer(**dict(zip(inputs, values, strict=True))).last_hidden_state

    ones = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in inputs)
    transformer.set_attn_implementation("eager")  # the fused kernels have no ONNX form at this opset
    with warnings.catch_warnings(), torch.no_grad():
        # The tracing exporter says it is the older of two; the newer one does not keep the batch free.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            HiddenStates().eval(),
            ones,
            str(path),
            dynamo=False,
            input_names=list(inputs),
            output_names=["hidden_states"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*inputs, "hidden_states")},
            opset_version=_OPSET,
        )


def _quantise(plain: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quiet = logging.getLogger()
    level = quiet.level
    quiet.setLevel(logging.ERROR)  # it advises the root logger about pre-processing
    try:
        quantize_dynamic(plain, path, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        quiet.setLevel(level)


def _compared(reference: Embedder, exported: OnnxEmbedder, record: EncoderRecord) -> EncoderRecord:
    articles = sorted(load_articles([sample_corpus()]), key=lambda article: article.id)
    passages = [_middle(article) for article in articles]
    titles = [article.title for article in articles]
    before = reference.embed_passages(passages)
    after = exported.embed_passages(passages)
    cosines = (before * after).sum(axis=1)
    first = [
        np.argmax(before @ reference.encode_question(title).vector)
        == np.argmax(after @ exported.encode_question(title).vector)
        for title in titles
    ]
    return replace(
        record,
        cosine_mean=round(float(cosines.mean()), 5),
        cosine_min=round(float(cosines.min()), 5),
        same_first=round(float(np.mean(first)), 5),
    )


def _middle(article: Article) -> str:
    start = max(0, len(article.text) // 2 - _SAMPLE_CHARACTERS // 2)
    return article.text[start : start + _SAMPLE_CHARACTERS]
