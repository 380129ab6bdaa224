"""Mark what a news page adds around the article: nothing is deleted.

Marked lines are neither indexed nor cited. Eating real text is the worse
mistake, so every rule needs a clear sign: the title's own characters, a line
that is nothing but a call to share or subscribe, or a cue such as "Related News"
beside lines that are headlines by form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.article import Mark, Span
from corpus.sentences import trimmed

_LINE = re.compile(r"[^\r\n]+")
_TITLE_REGION = 5  # non-blank lines at the top in which the title may be repeated
_TAIL_WORDS = 25  # a longer line is prose, not a headline
_TAIL_HEADLINES = 10  # more lines than this are a list that belongs to the article

_NETWORK = (
    r"(facebook|twitter|x|whats\s?app|telegram|instagram|linkedin|reddit|youtube|threads"
    r"|email|e-mail|pinterest|messenger|copy link|print)"
)
_SHARE = re.compile(
    r"^share( (this|on|via)( (article|story|post|page))?)?( (on|via))?\s*:?\s*"
    rf"({_NETWORK}[\s,|/&·]*(and\s+)?)*$",
    re.IGNORECASE,
)
_CALL = re.compile(
    rf"""^(
        (join|follow)\s+(us|our|the)?\b.{{0,60}}\b({_NETWORK}|channel|group)\b.{{0,40}}
      | (join|follow)\s+.{{1,40}}\s{_NETWORK}\s+(group|channel)
      | (subscribe|sign\s+up)\s+(now\b|here\b|today\b|to\b.{{0,80}}|for\b.{{0,80}})
      | subscribe
      | (click|tap)\s+here\s+to\s+(subscribe|sign\s+up|join)\b.{{0,60}}
      | (©|\(c\)|copyright\b).{{0,100}}
      | all\s+rights\s+reserved\.?
      | (we|this\s+site|this\s+website)\s+uses?\s+cookies\b.{{0,120}}
      | advertisement | story\s+continues\s+below(\s+advertisement)?
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_CUE = re.compile(
    r"^(related\s+(news|articles?|stor(y|ies)|content|topics|coverage|links|posts)|read\s+(more|next|also)|also\s+read"
    r"|see\s+also|more\s+(on\s+this(\s+(story|topic))?|stories|news|from\s+.{1,40})|you\s+(may|might)\s+also\s+like|recommended(\s+for\s+you)?"
    r"|trending(\s+now)?|most\s+read|top\s+stories|latest\s+(news|stories))\s*:?$",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"^(file\s+)?(photo|image|picture)\s*(credit)?s?\s*:.{0,200}$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str


def mark_boilerplate(title: str, text: str) -> tuple[Mark, ...]:
    """The lines of `text` that are not the article, sorted, without overlap.

    Reasons: `title` (the title said again at the top), `share`, `call`
    (subscribe, follow, join, copyright, cookies), `cue` ("Related News" and its
    like), `headline` (the headlines next to a cue at the end), `credit` (a photo
    line). A text that would be marked whole is not marked at all.
    """
    lines = [
        _Line(span, span.of(text))
        for match in _LINE.finditer(text)
        if len(span := trimmed(text, match.start(), match.end()))
    ]
    reasons: dict[int, str] = {}
    for number, line in enumerate(lines):
        reason = _reason_alone(line.text)
        if reason:
            reasons[number] = reason
    _mark_titles(title, lines, reasons)
    _mark_tail(lines, reasons)
    if len(reasons) == len(lines):
        return ()
    return tuple(Mark(lines[number].span, reasons[number]) for number in sorted(reasons))


def _reason_alone(line: str) -> str | None:
    """Why a line is boilerplate whatever stands around it."""
    if len(line) > 300:
        return None
    for reason, pattern in (("share", _SHARE), ("call", _CALL), ("cue", _CUE), ("credit", _CREDIT)):
        if pattern.match(line):
            return reason
    return None


def _mark_titles(title: str, lines: list[_Line], reasons: dict[int, str]) -> None:
    """The title's repetitions among the first lines; in a file with no title of its own the
    first line is the title, and it too says nothing that the title does not."""
    wanted = _folded(title)
    if not wanted:
        return
    for number, line in enumerate(lines[:_TITLE_REGION]):
        if _folded(line.text.lstrip("# ")) == wanted:
            reasons[number] = "title"


def _mark_tail(lines: list[_Line], reasons: dict[int, str]) -> None:
    """The run of headline-like or already marked lines that ends the text, if a cue is among
    them. A headline after prose and before the first cue or call could be the article's own
    heading, so at least two stand together or the cue comes first."""
    first = len(lines)
    while first > 0 and (first - 1 in reasons or _is_headline(lines[first - 1].text)):
        first -= 1
    tail = range(first, len(lines))
    cues = [number for number in tail if reasons.get(number) == "cue"]
    if not cues:
        return
    headlines = [number for number in tail if number not in reasons]
    if len(headlines) > _TAIL_HEADLINES or (len(headlines) == 1 and headlines[0] < cues[0]):
        return
    for number in headlines:
        reasons[number] = "headline"


def _is_headline(line: str) -> bool:
    """Whether a line has a headline's form: short, and no full stop at its end."""
    words = line.split()
    return len(words) <= _TAIL_WORDS and (
        not _SENTENCE_END.search(line) or (line.endswith(("?", "!")) and len(words) >= 4)
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
