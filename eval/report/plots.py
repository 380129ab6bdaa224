"""The report's plots, as SVG text."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_INK, _ACCENT, _SECOND, _FAINT = "#1f2933", "#0b6e6e", "#c2561a", "#d5dce2"


def plots(summary: Mapping[str, Any], latencies: Sequence[float]) -> dict[str, str]:
    """Each plot's title with its SVG; a plot that has nothing to show is left out.

    The same run gives the same characters.
    """
    curves = summary["curves"]
    drawn = {
        "Found within the first k passages": _found(curves["found_at"]),
        "Risk and coverage": _risk(curves["risk_coverage"]),
        "Calibration": _calibration(curves["calibration"]),
        "Refusals by threshold": _thresholds(curves["thresholds"]),
        "Outcomes by kind of question": _outcomes(curves["outcomes"]),
        "Milliseconds an answer": _latency(latencies),
    }
    return {title: _svg(title, draw) for title, draw in drawn.items() if draw is not None}


Draw = Callable[[Any], None]


def _found(found: Mapping[str, Sequence[float]]) -> Draw | None:
    lines = [(name, values) for name, values in found.items() if values]
    if not lines:
        return None

    def draw(axes: Any) -> None:
        for (name, values), colour in zip(lines, (_ACCENT, _SECOND), strict=False):
            axes.plot(range(1, len(values) + 1), values, "o-", color=colour, label=name, markersize=4)
        low = min(value for _, values in lines for value in values)
        axes.set(xlabel="k", ylabel="share of questions", ylim=(max(0.0, low - 0.1), 1.01))
        axes.set_xticks(range(1, len(lines[0][1]) + 1))
        axes.legend(frameon=False, loc="lower right")

    return draw


def _risk(points: Sequence[Sequence[float]]) -> Draw | None:
    if not points:
        return None

    def draw(axes: Any) -> None:
        axes.plot([one[0] for one in points], [one[1] for one in points], color=_ACCENT)
        axes.set(
            xlabel="coverage: share answered", ylabel="risk: share of those wrong", xlim=(0, 1), ylim=(0, 1)
        )

    return draw


def _calibration(bins: Sequence[Sequence[float]]) -> Draw | None:
    if not bins:
        return None

    def draw(axes: Any) -> None:
        most = max(one[0] for one in bins)
        axes.plot([0, 1], [0, 1], color=_FAINT)
        axes.scatter(
            [one[1] for one in bins],
            [one[2] for one in bins],
            s=[15 + 120 * one[0] / most for one in bins],
            color=_ACCENT,
        )
        axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))

    return draw


def _thresholds(rows: Sequence[Mapping[str, float | None]]) -> Draw | None:
    names = {"refused_unanswerable": ("unanswerable", _ACCENT), "refused_answerable": ("answerable", _SECOND)}
    known = {name: label for name, label in names.items() if rows and rows[0][name] is not None}
    if not known:
        return None

    def draw(axes: Any) -> None:
        for name, (label, colour) in known.items():
            axes.plot(
                [row["threshold"] for row in rows], [row[name] for row in rows], color=colour, label=label
            )
        axes.set(xlabel="threshold", ylabel="share refused", xlim=(0, 1), ylim=(0, 1))
        axes.legend(frameon=False, loc="upper left")

    return draw


def _outcomes(kinds: Mapping[str, Mapping[str, int]]) -> Draw | None:
    if not kinds:
        return None

    def draw(axes: Any) -> None:
        places = range(len(kinds))
        left = [0] * len(kinds)
        for outcome, colour in (("right", _ACCENT), ("refused", _FAINT), ("wrong", _SECOND)):
            widths = [counts[outcome] for counts in kinds.values()]
            axes.barh(places, widths, left=left, color=colour, label=outcome, height=0.75)
            left = [start + width for start, width in zip(left, widths, strict=True)]
        axes.set_yticks(places, list(kinds), fontsize=6.5)
        axes.invert_yaxis()
        axes.set(xlabel="questions")
        axes.legend(frameon=False, fontsize=7)

    return draw


def _latency(values: Sequence[float]) -> Draw | None:
    if not values:
        return None

    def draw(axes: Any) -> None:
        axes.hist(values, bins=30, color=_ACCENT)
        axes.set(xlabel="milliseconds", ylabel="questions")

    return draw


def _svg(title: str, draw: Draw) -> str:
    import matplotlib
    from matplotlib.figure import Figure

    style: Any = {
        "svg.hashsalt": title,  # ids that are the same in every run and differ between plots
        "svg.fonttype": "none",
        "font.size": 10,
        "font.family": "sans-serif",
        "axes.edgecolor": _FAINT,
        "axes.labelcolor": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(4.4, 3.1), layout="constrained")
        draw(figure.subplots())
        stream = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", transparent=True, metadata=nothing)
    text = stream.getvalue()
    return text[text.index("<svg") :]
