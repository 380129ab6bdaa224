"""A comparison as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from eval.comparison import Change, Comparison

_SHOWN = 25


def as_text(found: Comparison, *, shown: int = _SHOWN) -> str:
    """A table of the measures, then the questions that changed, worst first."""
    lines = [f"warning: {one}" for one in found.warnings]
    lines += [f"{found.questions} questions in both runs", ""]
    lines.append(
        f"{'measure':<24}{'n':>5}{'before':>9}{'after':>9}{'diff':>9}"
        f"   {'95 % interval':<18}{'p':>7}{'Holm':>7}"
    )
    for one in found.differences:
        lines.append(
            f"{one.measure:<24}{one.questions:>5}{one.before:>9.4f}{one.after:>9.4f}{one.difference:>+9.4f}"
            f"   [{one.low:+.4f}, {one.high:+.4f}]{one.p:>7.3f}{one.adjusted:>7.3f}"
        )
    lost = sum(one.right_before is True and one.right_after is not True for one in found.changes)
    won = sum(one.right_after is True and one.right_before is not True for one in found.changes)
    lines += ["", f"{len(found.changes)} questions changed: {lost} lost, {won} won"]
    lines += [line for one in found.changes[:shown] for line in _told(one)]
    if len(found.changes) > shown:
        lines.append(f"... and {len(found.changes) - shown} more; --json lists all")
    return "\n".join(lines)


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON-ready values."""
    return {
        "questions": found.questions,
        "warnings": list(found.warnings),
        "differences": [asdict(one) for one in found.differences],
        "changes": [asdict(one) | {"gain": round(one.gain, 6)} for one in found.changes],
    }


def _told(one: Change) -> list[str]:
    words = {True: "right", False: "wrong", None: "not judged"}
    scores = ", ".join(
        f"{name} {_number(before)} -> {_number(after)}" for name, (before, after) in one.scores.items()
    )
    head = f"{one.id}  {words[one.right_before]} -> {words[one.right_after]}  {one.question}"
    return [head, f"    {scores}"] if scores else [head]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
