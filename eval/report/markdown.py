"""The report as Markdown, for issues and pull requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.report.tables import BY_KIND, facts, figure_groups, kind_rows


def markdown(summary: Mapping[str, Any], environment: Mapping[str, Any], name: str) -> str:
    """Figures, figures by kind of question, and what the run was made of."""
    lines = [f"# {_plain(name)}", ""]
    for group, figures in figure_groups(summary).items():
        lines += [
            f"## {group}",
            "",
            "| figure | | value | 95 % interval | questions |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| `{one.name}` | {one.meaning} | {one.value} | {one.interval} | {one.questions} |"
            for one in figures
        ]
        lines.append("")
    rows = kind_rows(summary)
    if rows:
        lines += [
            "## By kind of question",
            "",
            f"| kind | {' | '.join(BY_KIND)} |",
            "|---" * (len(BY_KIND) + 1) + "|",
        ]
        lines += [f"| {_plain(kind)} | {' | '.join(cells)} |" for kind, cells in rows]
        lines.append("")
    lines += ["## The run", "", "| | |", "|---|---|"]
    lines += [f"| {label} | {_plain(value)} |" for label, value in facts(summary, environment)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
