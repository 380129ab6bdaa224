"""What a build read and left out, as tables on stderr."""

from __future__ import annotations

from corpus.report import ReadReport

_ROWS = 10  # of a table; --report FILE has them all


def show_report(report: ReadReport) -> None:
    """Print what was read, what was left out and why, and how much of each source is boilerplate."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    read = Table(box=SIMPLE_HEAD, title="Read", title_justify="left", title_style="bold")
    read.add_column("source")
    for column in ("articles", "characters", "boilerplate"):
        read.add_column(column, justify="right")
    shares = sorted(report.sources.items(), key=lambda item: (-item[1].characters, item[0]))
    for name, share in shares[:_ROWS]:
        read.add_row(
            _plain(name or "(none named)"),
            f"{share.articles:,}",
            f"{share.characters:,}",
            f"{share.boilerplate_share:.1%}",
        )
    if len(shares) > _ROWS:
        read.add_row(f"{len(shares) - _ROWS:,} more", "", "", "")
    left = Table(box=SIMPLE_HEAD, title="Left out, and noticed", title_justify="left", title_style="bold")
    left.add_column("why")
    left.add_column("records", justify="right")
    for kinds, prefix in ((report.skipped_by_kind(), ""), (report.notices_by_kind(), "noticed: ")):
        for kind, count in list(kinds.items())[:_ROWS]:
            left.add_row(_plain(prefix + kind), f"{count:,}")
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for table in (read, left):
        if table.row_count:
            console.print(table)
    console.print(
        f"{report.files:,} files, {report.articles:,} articles, {len(report.skipped):,} left out, "
        f"{len(report.notices):,} notices"
    )


def _plain(text: str) -> str:
    """Text without what a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in text)
