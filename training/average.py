"""Average the weights of readers that began with the same ones.

    python training/average.py OUT/checkpoint.pt CHECKPOINT CHECKPOINT...

Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models
improves accuracy without increasing inference time", ICML 2022.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch


def averaged(states: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The mean of each weight.

    Raises:
        ValueError: the weights are not of the same names and shapes.
    """
    first, *others = states
    shapes = {name: one.shape for name, one in first.items()}
    if any({name: one.shape for name, one in other.items()} != shapes for other in others):
        raise ValueError("the checkpoints are not of one kind of reader")
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in first}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("averaged", type=Path, nargs="+")
    options = parser.parse_args()
    options.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    states = [torch.load(path, weights_only=True)["model"] for path in options.averaged]
    torch.save({"model": averaged(states)}, options.checkpoint)


if __name__ == "__main__":
    main()
