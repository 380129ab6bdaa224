"""The figures of dialogues as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.dialogues import AskedTurn, Rewritten

_COLUMNS = ("with_history", "without_history", "in_full")


def dialogue_text(
    figures: Mapping[str, Any], turns: Sequence[AskedTurn], changed: Sequence[Rewritten]
) -> str:
    """A table of shares, the turns that went wrong, and the questions that were changed wrongly."""
    lines = [f"{'right answers':<16}{'turns':>6}" + "".join(f"{name:>17}" for name in _COLUMNS)]
    rows = {
        "all": {"turns": figures["turns"]} | figures["right"],
        **figures["by_split"],
        **figures["by_kind"],
    }
    for name, row in rows.items():
        lines.append(f"{name:<16}{row['turns']:>6}" + "".join(f"{row[one]:>17.3f}" for one in _COLUMNS))
    wrong = [one for one in turns if not one.with_history]
    if wrong:
        lines.append("\nwrong with history:")
        lines += [f"  {one.id}: {one.question} -> {one.asked or '(unchanged)'}" for one in wrong]
    alone = figures["standing_alone"]
    lines.append(
        f"\nquestions that stand alone, after another one: {alone['changed']} of {alone['tried']} changed "
        f"({alone['share']:.2%})"
    )
    lines += [f"  {one.id}, after one about {one.about}: {one.question} -> {one.asked}" for one in changed]
    return "\n".join(lines)
