"""What the reader has narrowed the articles to, and the timeline that shows them by month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence

from index.facets import Facets
from index.filters import Filters
from qa.chat.viewer import escaped

_MOST_BARS = 60  # months shown one by one; more are shown by year


def chosen_filters(
    sources: Sequence[str] | None, languages: Sequence[str] | None, since: str | None, until: str | None
) -> Filters | None:
    """The filters that the page's fields stand for; None when nothing is chosen.

    Raises:
        QuestionError: a day is not in ISO 8601.
    """
    filters = Filters(
        sources=tuple(sources or ()),
        languages=tuple(languages or ()),
        published_from=(since or "").strip() or None,
        published_to=(until or "").strip() or None,
    )
    return filters or None


def choices(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Values with their counts, as a list to choose from shows them."""
    return [(f"{value} ({count:,})", value) for value, count in counts.items()]


def period(name: str) -> tuple[str, str] | None:
    """The first and the last day of a bar of the timeline, a month `YYYY-MM` or a year `YYYY`; None when
    it is neither."""
    parts = name.split("-")
    if not all(part.isdecimal() and part.isascii() for part in parts) or [
        len(part) for part in parts
    ] not in (
        [4],
        [4, 2],
    ):
        return None
    year = int(parts[0])
    if len(parts) == 1:
        return (f"{name}-01-01", f"{name}-12-31") if year else None
    month = int(parts[1])
    if not (1 <= month <= 12 and year):
        return None
    return f"{name}-01", f"{name}-{monthrange(year, month)[1]:02d}"


def timeline_html(facets: Facets) -> str:
    """A button for each month with articles, or each year when there are many, as high as their number;
    empty when fewer than two can be told apart."""
    bars = _bars(facets.months)
    if len(bars) < 2:
        return ""
    most = max(bars.values())
    buttons = "".join(
        f'<button type="button" class="cw-month" data-period="{escaped(name)}" '
        f'aria-label="{escaped(name)}: {count:,} articles" title="{escaped(name)}: {count:,} articles">'
        f'<span style="height: {round(100 * count / most)}%"></span></button>'
        for name, count in bars.items()
    )
    first, last = next(iter(bars)), next(reversed(bars))
    return (
        f'<div class="cw-timeline" role="group" aria-label="Articles by date">{buttons}</div>'
        f'<p class="cw-foot cw-ends"><span>{escaped(first)}</span><span>{escaped(last)}</span></p>'
    )


def _bars(months: Mapping[str, int]) -> dict[str, int]:
    """The bars from the first to the last one with articles, those without any too."""
    sound = {month: count for month, count in months.items() if len(month) == 7 and period(month)}
    if not sound:
        return {}
    first, last = min(sound), max(sound)
    every = [
        f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(_number(first), _number(last) + 1)
    ]
    if len(every) <= _MOST_BARS:
        return {month: sound.get(month, 0) for month in every}
    years = {f"{year:04d}": 0 for year in range(int(first[:4]), int(last[:4]) + 1)}
    for month, count in sound.items():
        years[month[:4]] += count
    return years


def _number(month: str) -> int:
    """Months since the year 0."""
    return int(month[:4]) * 12 + int(month[5:]) - 1
