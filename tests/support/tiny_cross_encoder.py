"""A cross-encoder of two random layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def tiny_cross_encoder(folder: Path, labels: list[str]) -> Any:
    """The model with those labels, saved with a tokenizer in `folder`, to be changed and saved again."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from index.weights import default_weights

    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        vocab_size=30522,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(default_weights()).save_pretrained(folder)
    return model
