"""The report as one page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from corpus.article import Article
from eval.report.excerpts import Excerpt, excerpts
from eval.report.plots import plots
from eval.report.tables import BY_KIND, facts, figure_groups, kind_rows
from eval.run import Run
from eval.scored import Scored


def page(run: Run, summary: Mapping[str, Any], article: Callable[[str], Article | None], name: str) -> str:
    """The run as HTML: figures, plots, and every question with its answer and its articles' marked
    characters. Its policy lets nothing be loaded or run, and all text is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    template = Environment(
        loader=PackageLoader("eval.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("report.html.j2")
    drawn = plots(summary, [row.timings_ms["total"] for row in run.rows])
    return template.render(
        name=name,
        summary=summary,
        facts=facts(summary, run.environment),
        groups=figure_groups(summary),
        kinds=kind_rows(summary),
        by_kind=BY_KIND,
        plots=drawn,
        questions=[_question(row, article) for row in run.rows],
    )


def _question(row: Scored, article: Callable[[str], Article | None]) -> dict[str, Any]:
    found: list[Excerpt] = excerpts(row.question, row.answer, article)
    return {
        "row": row,
        "outcome": {True: "right", False: "wrong", None: "unjudged"}[row.right],
        "said": row.answer["short_answer"] or row.answer["answer"],
        "scores": {name: value for name, value in row.scores.items() if value is not None},
        "excerpts": found,
        "passages": row.answer["passages"][:5],
    }
