"""The report's files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.article import Article
from corpus.errors import SettingsError
from eval.report.markdown import markdown
from eval.report.page import page
from eval.run import Run


def write_report(run: Run, folder: Path, article: Callable[[str], Article | None], name: str) -> None:
    """Write `report.html` and `report.md` beside the run's other files.

    Raises:
        SettingsError: the folder cannot be written.
    """
    summary = run.summary()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in (
            ("report.html", page(run, summary, article, name)),
            ("report.md", markdown(summary, run.environment, name)),
        ):
            (folder / file).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise SettingsError(f"cannot write the report to {folder}: {error.strerror or error}") from error
