"""Dialogues: questions that lean on those before them, asked with and without what was said before."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from corpus.errors import QuestionError
from eval.questions import Question, Split, question_from
from eval.scored import is_right
from qa.answerer import Answerer

BUILT_IN = Path(__file__).resolve().parent / "data" / "dialogues.jsonl"
ALONE = "alone"
"""The kind of a later turn that leans on nothing."""


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """A question of a dialogue; `in_full` is what it asks, as a person would put it without the others."""

    question: Question
    in_full: str | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Questions asked one after another."""

    id: str
    split: Split
    turns: tuple[DialogueTurn, ...]


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A later turn of a dialogue, and whether each way of asking it gave a right answer.

    `asked` is the question as it was understood, None when it was left as it stands.
    """

    id: str
    split: Split
    kind: str
    question: str
    asked: str | None
    with_history: bool
    without_history: bool
    in_full: bool


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question that stands alone, asked after another, and was changed. `about` says whether the two
    share an article."""

    id: str
    question: str
    asked: str
    about: str


def load_dialogues(path: Path = BUILT_IN) -> list[Dialogue]:
    """The dialogues of a JSONL file: `id`, `split` and `turns`, each a question in the form of
    docs/formats.md without an id, with `in_full` where it leans on the others.

    Raises:
        QuestionError: the file cannot be read, or a line is no dialogue.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise QuestionError(f"cannot read the dialogues in {path}: {error.strerror or error}") from error
    dialogues = [_dialogue(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not dialogues:
        raise QuestionError(f"{path} holds no dialogue")
    return dialogues


def ask_dialogues(
    dialogues: Sequence[Dialogue], answerer: Answerer, progress: Callable[[], object] = lambda: None
) -> list[AskedTurn]:
    """Every turn but the first of each dialogue, asked after the system's own earlier answers, alone, and
    in full; `progress` is called after each dialogue."""
    asked = []
    for dialogue in dialogues:
        history: list[tuple[str, str]] = []
        for number, turn in enumerate(dialogue.turns):
            question = turn.question
            answer = answerer.answer(question.question, history)
            if number:
                alone = answerer.answer(question.question)
                full = answerer.answer(turn.in_full) if turn.in_full else alone
                asked.append(
                    AskedTurn(
                        question.id,
                        dialogue.split,
                        question.kind or "",
                        question.question,
                        answer.asked,
                        *(
                            not one.abstained and bool(is_right(question, one))
                            for one in (answer, alone, full)
                        ),
                    )
                )
            history.append(answer.turn)
        progress()
    return asked


def ask_after_others(
    questions: Sequence[Question], answerer: Answerer, progress: Callable[[], object] = lambda: None
) -> tuple[list[Rewritten], int]:
    """The questions that stand alone but were changed after another question, and how many were tried.

    Each is put once after a question about the same article, where there is one, and
    once after a question about others; both of its own side of the split.
    """
    single = [one for one in questions if not one.history]
    index = answerer.retriever.index()
    turns: dict[str, tuple[str, str]] = {}
    changed, tried = [], 0
    for number, one in enumerate(single):
        others = [each for each in single if each.id != one.id and each.relevant and each.side == one.side]
        same = [each for each in others if set(each.relevant) & set(one.relevant)]
        apart = [each for each in others if not set(each.relevant) & set(one.relevant)]
        for about, before in (("the same article", same), ("another article", apart)):
            if not before:
                continue
            earlier = before[number * 7919 % len(before)]
            if earlier.id not in turns:
                turns[earlier.id] = answerer.answer(earlier.question).turn
            tried += 1
            asked = answerer.follow_ups.in_full(index, one.question, [turns[earlier.id]])
            if asked != one.question:
                changed.append(Rewritten(one.id, one.question, asked, about))
        progress()
    return changed, tried


def shares(turns: Sequence[AskedTurn]) -> dict[str, float]:
    """The share of right answers of each way of asking."""
    return {
        name: round(fmean(getattr(turn, name) for turn in turns), 4)
        for name in ("with_history", "without_history", "in_full")
    }


def summary(turns: Sequence[AskedTurn], changed: Sequence[Rewritten], tried: int) -> dict[str, object]:
    """Figures as JSON-ready values: shares of right answers for each split and kind, and of questions that
    stand alone but were changed."""
    splits: Mapping[str, list[AskedTurn]] = _by([turn.split for turn in turns], turns)
    kinds: Mapping[str, list[AskedTurn]] = _by([turn.kind for turn in turns], turns)
    return {
        "turns": len(turns),
        "right": shares(turns),
        "by_split": {name: {"turns": len(some)} | shares(some) for name, some in splits.items()},
        "by_kind": {name: {"turns": len(some)} | shares(some) for name, some in kinds.items()},
        "standing_alone": {
            "tried": tried,
            "changed": len(changed),
            "share": round(len(changed) / tried, 4) if tried else 0.0,
        },
    }


def _by(names: Sequence[str], turns: Sequence[AskedTurn]) -> dict[str, list[AskedTurn]]:
    grouped: dict[str, list[AskedTurn]] = {}
    for name, turn in sorted(zip(names, turns, strict=True), key=lambda pair: pair[0]):
        grouped.setdefault(name, []).append(turn)
    return grouped


def _dialogue(line: str, place: str) -> Dialogue:
    try:
        row = json.loads(line)
        identity, split = str(row["id"]), row["split"]
        if split not in ("dev", "test"):
            raise ValueError(f"field split is {split!r}, neither dev nor test")
        turns = []
        for number, turn in enumerate(row["turns"], 1):
            question = question_from({"id": f"{identity}-{number}", **turn})
            full = turn.get("in_full")
            turns.append(DialogueTurn(replace(question, split=split, date=row.get("date")), full))
        return Dialogue(identity, split, tuple(turns))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise QuestionError(f"{place} is not a dialogue: {error}") from error
