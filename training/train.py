"""Train the reader on a CPU: where a window answers a question, and whether it does at all.

    python training/train.py OUT FILE.json.gz... [--epochs 2] [--seed 0] [--begin CHECKPOINT]
        [--swaps 0.5] [--clozes 0.3] [--thin 0.1]

FILEs are in the form of SQuAD, or of QED (`.jsonlines.gz`). The encoder is the
embedder's own, all-MiniLM-L6-v2, with its embeddings and lowest layers frozen. The
loss is that of a span reader with a no-answer option (Clark and Gardner, "Simple and
Effective Multi-Paragraph Reading Comprehension", ACL 2018): the likelihood of the
annotated starts and ends among all tokens of the window and the first token, which
stands for "no answer here". Where annotators differ, what more of them marked counts
more (`--targets any`: the likelihood of any of them). A checkpoint is written every
few minutes; the same command goes on from it. `--begin` trains the weights of an
earlier run further; `--swaps` adds questions about something else than their window
tells, `--clozes` questions made of sentences, and `--thin` leaves words of questions
out.
The result depends on nothing but the files, the options, the checkpoint begun with
and the versions of the libraries.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from index.weights import default_weights, file_sha256
from training.examples import Asked, Example, examples, read_qed, read_squad

MOST_TOKENS = 168  # question and window together; what is longer is cut
QUESTION_TOKENS = 48
BATCH = 32
POOL = 64  # batches sorted by length together
WARM = 0.06
AGREEMENT = 2  # the power of the number of annotators that a target counts with
CHECKPOINT_SECONDS = 180


class Reader(torch.nn.Module):
    """The encoder with a start and an end score for each token."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Linear(encoder.config.hidden_size, 2)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return self.head(states)


@dataclass(frozen=True, slots=True)
class Row:
    """An example as tokens: those of question and window, where the window begins, and the annotated
    answers, first and last token, with how many marked each; (0, 0) when it does not answer."""

    tokens: list[int]
    boundary: int
    spans: dict[tuple[int, int], int]

    def __len__(self) -> int:
        return len(self.tokens)


class Encoded:
    """Examples as tokens: ids, types, and the first and last tokens of each answer."""

    def __init__(self, tokenizer: Tokenizer, made: Sequence[Example]) -> None:
        self.rows: list[Row] = []
        self.lost = 0
        for start in range(0, len(made), 2048):
            part = made[start : start + 2048]
            pairs = [(cut(tokenizer, one.question), one.window) for one in part]
            for one, encoding in zip(part, tokenizer.encode_batch(pairs), strict=True):
                self._add(one, encoding)

    def _add(self, one: Example, encoding: Any) -> None:
        second = [place for place, kind in enumerate(encoding.sequence_ids) if kind == 1]
        spans: Counter[tuple[int, int]] = Counter()
        for answer in one.answers:
            inside = [
                place
                for place in second
                if encoding.offsets[place][0] < answer.end and encoding.offsets[place][1] > answer.start
            ]
            if inside and encoding.offsets[inside[-1]][1] >= answer.end:
                spans[inside[0], inside[-1]] += 1
        if one.answers and not spans:
            self.lost += 1
        else:
            boundary = second[0] if second else len(encoding.ids)
            self.rows.append(Row(encoding.ids, boundary, dict(spans) or {(0, 0): 1}))


def cut(tokenizer: Tokenizer, question: str) -> str:
    """The question, without what lies beyond its first `QUESTION_TOKENS` tokens."""
    encoding = tokenizer.encode(question, add_special_tokens=False)
    if len(encoding.ids) <= QUESTION_TOKENS:
        return question
    return question[: encoding.offsets[QUESTION_TOKENS - 1][1]]


def batches(rows: Sequence[Any], seed: int) -> Iterator[list[int]]:
    """Row numbers in batches of about one length, in an order drawn from `seed`."""
    draw = random.Random(seed)
    order = list(range(len(rows)))
    draw.shuffle(order)
    made = []
    for start in range(0, len(order), BATCH * POOL):
        part = sorted(order[start : start + BATCH * POOL], key=lambda number: len(rows[number]))
        pool = [part[at : at + BATCH] for at in range(0, len(part), BATCH)]
        draw.shuffle(pool)
        made += pool
    return iter(made)


def loss_of(model: Reader, rows: Sequence[Row], *, half: bool, any_target: bool = False) -> Any:
    """The mean negative log likelihood of the annotated starts and ends."""
    longest = max(map(len, rows))
    ids = torch.zeros((len(rows), longest), dtype=torch.int64)
    seen = torch.zeros_like(ids)
    types = torch.zeros_like(ids)
    choices = torch.zeros(ids.shape, dtype=torch.bool)
    gold = torch.zeros((len(rows), longest, 2))
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row.tokens)
        seen[number, : len(row)] = 1
        types[number, row.boundary : len(row)] = 1
        choices[number, row.boundary : len(row) - 1] = True
        choices[number, 0] = True
        weights = sum(marked**AGREEMENT for marked in row.spans.values())
        for (start, end), marked in row.spans.items():
            gold[number, start, 0] += marked**AGREEMENT / weights
            gold[number, end, 1] += marked**AGREEMENT / weights
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        scores = model(ids, seen, types)
    scores = scores.float().masked_fill(~choices[:, :, None], -1e4)
    if any_target:
        return (scores.logsumexp(1) - scores.masked_fill(gold == 0, -1e4).logsumexp(1)).mean()
    return (gold * (scores.logsumexp(1, keepdim=True) - scores)).sum(1).mean()


def frozen(model: Reader, layers: int) -> list[Any]:
    """The parameters that are trained, once the embeddings and the lowest layers are not."""
    for part in (model.encoder.embeddings, *model.encoder.encoder.layer[:layers]):
        for parameter in part.parameters():
            parameter.requires_grad = False
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def train(model: Reader, rows: Sequence[Row], options: argparse.Namespace) -> None:
    trained = frozen(model, options.frozen)
    optimiser = torch.optim.AdamW(trained, lr=options.rate, weight_decay=0.01)
    per_epoch = -(-len(rows) // BATCH)
    steps = per_epoch * options.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / (WARM * steps), max(0.0, (steps - step) / ((1 - WARM) * steps))),
    )
    checkpoint = options.out / "checkpoint.pt"
    done = 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["random"])
        done = state["done"]
        print(f"going on after step {done} of {steps}", flush=True)
    saved, recent = time.monotonic(), []
    model.train()
    for epoch in range(options.epochs):
        for number, batch in enumerate(batches(rows, options.seed + epoch)):
            step = epoch * per_epoch + number
            if step < done:
                continue
            loss = loss_of(
                model, [rows[one] for one in batch], half=options.half, any_target=options.targets == "any"
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            recent.append(loss.item())
            if (step + 1) % 50 == 0:
                print(f"step {step + 1} of {steps}, loss {sum(recent) / len(recent):.4f}", flush=True)
                recent = []
            if time.monotonic() - saved > CHECKPOINT_SECONDS or step + 1 == steps:
                state = {
                    "model": model.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(),
                    "random": torch.get_rng_state(),
                    "done": step + 1,
                }
                torch.save(state, checkpoint.with_suffix(".new"))
                checkpoint.with_suffix(".new").replace(checkpoint)
                saved = time.monotonic()


def read(paths: Sequence[Path]) -> list[Asked]:
    """The questions of all files."""
    return [
        one for path in paths for one in (read_qed(path) if "jsonlines" in path.name else read_squad(path))
    ]


def main() -> None:
    from transformers import AutoModel

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--frozen", type=int, default=2, help="lowest layers that are not trained")
    parser.add_argument("--negatives", type=float, default=1.2, help="windows without an answer a question")
    parser.add_argument("--swaps", type=float, default=0.0, help="share of questions asked of something else")
    parser.add_argument("--clozes", type=float, default=0.0, help="questions made of sentences, a question")
    parser.add_argument("--thin", type=float, default=0.0, help="share of a question's words left out")
    parser.add_argument("--targets", choices=("agreed", "any"), default="agreed")
    parser.add_argument("--begin", type=Path, help="a checkpoint whose weights to begin with")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--half", action="store_true", help="compute in bfloat16 where that is safe")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    weights = default_weights()
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    asked = read(options.files)
    made = list(
        examples(
            asked,
            count,
            negatives=options.negatives,
            seed=options.seed,
            swaps=options.swaps,
            clozes=options.clozes,
            thin=options.thin,
        )
    )
    tokenizer.enable_truncation(MOST_TOKENS, strategy="only_second")
    encoded = Encoded(tokenizer, made)
    answered = sum((0, 0) not in row.spans for row in encoded.rows)
    facts = {
        "questions": len(asked),
        "examples": len(encoded.rows),
        "with_answer": answered,
        "lost_to_length": encoded.lost,
        "mean_tokens": round(sum(len(row) for row in encoded.rows) / len(encoded.rows), 1),
        "options": {
            name: str(value) for name, value in vars(options).items() if name not in ("files", "out", "begin")
        },
        "begun_with_sha256": file_sha256(options.begin) if options.begin else None,
        "files": [path.name for path in options.files],
    }
    (options.out / "training.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(facts), flush=True)
    model = Reader(AutoModel.from_pretrained(weights, add_pooling_layer=False))
    if options.begin:
        model.load_state_dict(torch.load(options.begin, weights_only=True)["model"])
    train(model, encoded.rows, options)
    print("done", flush=True)


if __name__ == "__main__":
    main()
