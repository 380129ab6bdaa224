"""Mark what a news page adds around the article: nothing is deleted.

Marked lines are neither indexed nor cited. Eating real text is the worse mistake,
so every rule needs a clear sign: the title's own characters, a line that is nothing
but page furniture (`corpus.furniture`), or a cue such as "Related News" beside lines
that are headlines by form (`corpus.related`).
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from corpus.article import Mark, Span
from corpus.furniture import furniture_reason, may_be_furniture
from corpus.related import is_capitalised_headline, is_cue, is_headline, is_plain_headline, is_teaser

_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
_TITLE_REGION = 5  # non-blank lines at the top in which the title may be repeated
_TAIL_HEADLINES = 12  # more lines than this are a list that belongs to the article
_FURNITURE_RUN = 3  # so many words such as "Facebook" in a row are buttons
_SITE = re.compile(r"\s+[|–—-]\s+(?:[\w.&'’]+\s*){1,3}$")


class Line(NamedTuple):
    """A line that is not blank, without the white space around it; `adjoins`: it stands right
    below the line before, with no blank line between. A tuple, since there are so many."""

    start: int
    end: int
    text: str
    adjoins: bool

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    found: list[Line] = []
    last = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        breaks = text.count("\n", last, start) or text.count("\r", last, start)
        found.append(Line(start, end, match.group(), bool(found) and breaks == 1))
        last = end
    return found


def mark_boilerplate(title: str, text: str) -> tuple[Mark, ...]:
    """The lines of `text` that are not the article, sorted, without overlap.

    Reasons: `title` (the title said again at the top), those of
    `corpus.furniture.furniture_reason`, `cue` ("Related News" and its like),
    `headline` (the headlines beside a cue, or in one line with it). A text that would be marked
    whole is not marked at all.
    """
    lines = lines_of(text)
    reasons: dict[int, str] = {}
    for number, line in enumerate(lines):
        reason = _reason_alone(line.text)
        if reason:
            reasons[number] = reason
    _mark_titles(title, lines, reasons)
    _mark_company(lines, reasons)
    _mark_links(lines, reasons)
    if len(reasons) == len(lines):
        return ()
    return tuple(Mark(lines[number].span, reasons[number]) for number in sorted(reasons))


def _reason_alone(line: str) -> str | None:
    if is_cue(line):
        return "cue"
    return "headline" if is_teaser(line) else furniture_reason(line)


def _mark_titles(title: str, lines: list[Line], reasons: dict[int, str]) -> None:
    """The title's repetitions among the first lines, with or without the site's name; in a file
    with no title of its own the first line is the title, and it too says nothing that the title does not."""
    wanted = _folded(title)
    if not wanted:
        return
    forms = {wanted, _folded(_SITE.sub("", title))}
    for number, line in enumerate(lines[:_TITLE_REGION]):
        own = line.text.lstrip("# ")
        if _folded(own) in forms or _folded(_SITE.sub("", own)) == wanted:
            reasons[number] = "title"


def _mark_company(lines: list[Line], reasons: dict[int, str]) -> None:
    """Words such as "Facebook" beside a marked line, or several in a row before or after the prose."""
    words = [
        number for number, line in enumerate(lines) if number not in reasons and may_be_furniture(line.text)
    ]
    if not words:
        return
    prose = [
        number for number, line in enumerate(lines) if number not in reasons and not is_headline(line.text)
    ]
    for run in _runs(words):
        beside = {reasons.get(run[0] - 1), reasons.get(run[-1] + 1)} - {None, "title", "headline", "credit"}
        outside = not prose or run[-1] < prose[0] or run[0] > prose[-1]
        if beside or (outside and len(run) >= _FURNITURE_RUN):
            reasons.update(dict.fromkeys(run, "share"))


def _runs(numbers: list[int]) -> list[list[int]]:
    """Sorted numbers in runs without a gap."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _mark_links(lines: list[Line], reasons: dict[int, str]) -> None:
    """The headlines beside each cue.

    After a cue at the end of the text they run to its end. In the middle only those
    right below the cue, up to a blank line; or with blank lines between them those of
    four words and more, all but the last, which could be the heading of what follows.
    Before a cue they need their capitals as a sign, since a list could end the article,
    and count only where nothing follows the cue.
    """
    cues = [number for number in range(len(lines)) if reasons.get(number) == "cue"]
    for place, cue in enumerate(cues):
        stop = cues[place + 1] if place + 1 < len(cues) else len(lines)
        end = cue + 1
        while end < stop and (end in reasons or is_headline(lines[end].text)):
            end += 1
        found = [number for number in range(cue + 1, end) if number not in reasons]
        if end < stop and found:
            block = [number for number in found if _joined(lines, cue, number)]
            ends = block and (block[-1] + 1 == len(lines) or not lines[block[-1] + 1].adjoins)
            found = block if ends else [] if block else _plain(lines, found)[:-1]
        if len(found) <= _TAIL_HEADLINES:
            reasons.update(dict.fromkeys(found, "headline"))
    _mark_headlines_before(lines, reasons)


def _mark_headlines_before(lines: list[Line], reasons: dict[int, str]) -> None:
    first = len(lines)
    while first > 0 and (first - 1 in reasons or is_capitalised_headline(lines[first - 1].text)):
        first -= 1
    tail = range(first, len(lines))
    found = [number for number in tail if number not in reasons]
    told = {reasons.get(number) for number in tail}
    if "cue" in told and "headline" not in told and 2 <= len(found) <= _TAIL_HEADLINES:
        reasons.update(dict.fromkeys(found, "headline"))


def _plain(lines: list[Line], numbers: list[int]) -> list[int]:
    """The first of them, up to one that is short or announces something."""
    return list(takewhile(lambda number: is_plain_headline(lines[number].text), numbers))


def _joined(lines: list[Line], first: int, last: int) -> bool:
    return all(lines[number].adjoins for number in range(first + 1, last + 1))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
