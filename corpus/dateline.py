"""The day an article appeared, from its address or from the dateline at its top."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(uary|\.)?|feb(ruary|\.)?|mar(ch|\.)?|apr(il|\.)?|may|june?|july?|aug(ust|\.)?"
    r"|sept?(ember|\.)?|oct(ober|\.)?|nov(ember|\.)?|dec(ember|\.)?)"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(st|nd|rd|th)?"
_YEAR = r"(?P<year>(19[5-9]|20\d)\d)"
_DATES = (
    rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
    rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}",
    r"(?P<iso>(19|20)\d\d-\d\d-\d\d)",
)
_WORDS = r"((first\s+)?published|posted|updated|date|by\s[^|•·\d]{2,60}[|•·,–—-])"
_WEEKDAY = r"((mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+)?"
_ALONE = tuple(
    re.compile(
        rf"^\W{{0,3}}({_WORDS}\s*(on|:)?\s*)?{_WEEKDAY}{one}"
        r"\W{0,3}(at\s)?(\d{1,2}[:.]\d\d.{0,30})?$",
        re.IGNORECASE,
    )
    for one in _DATES
)
# VELMORA, 3 May 2021 (Agency) - …: only the place's capitals tell it from a sentence.
_CAPITALS = r"[^\W\d_a-zß-öø-ÿ][^a-zß-öø-ÿ\d]{2,60}?"
_OPENS = tuple(re.compile(rf"^{_CAPITALS}[,\s(]+(?i:{one})\)?\s*(\(.{{2,40}}?\)|[-–—:|/])") for one in _DATES)
_LINES = 6
_LONGEST = 120  # characters of a line that is nothing but a date

_IN_PATH = (
    re.compile(
        r"[/-](?P<year>(19[5-9]|20\d)\d)[/-](?P<number>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    ),
    re.compile(
        rf"/{_YEAR}/(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/{_DAY}(?=[/_.-]|$)", re.I
    ),
    re.compile(r"[/_-](?P<year>20\d\d)(?P<number>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
)


def url_date(url: str) -> str | None:
    """The day that an address names in its path (`/2024/05/17/`, `/2024/may/17/`, `-20240517`), as
    `YYYY-MM-DD`; None when it names none, or no day that there was."""
    path = url.split("?", 1)[0].split("#", 1)[0].split("://", 1)[-1]
    for pattern in _IN_PATH:
        for match in pattern.finditer(path):
            if day := _day(match):
                return day
    return None


def dateline(text: str) -> str | None:
    """The day that one of the first lines gives as the article's, as `YYYY-MM-DD`, or None.

    Taken are a line that is a date (after "Published", "Posted", "Updated" or a name at most)
    and a place in capitals with a date before the first sentence. A date without a year is
    not one; the day of an update counts where there is no other.
    """
    updated = None
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()][:_LINES]
    for line in lines:
        if len(line) <= _LONGEST:
            for pattern in _ALONE:
                if (match := pattern.match(line)) and (day := _day(match)):
                    if not line.lower().startswith("updated"):
                        return day
                    updated = updated or day
        for pattern in _OPENS:
            if (match := pattern.match(line)) and (day := _day(match)):
                return day
    return updated


def _day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    try:
        if parts.get("iso"):
            return date.fromisoformat(parts["iso"]).isoformat()
        number = parts.get("number") or _MONTHS.index(parts["month"][:3].lower()) + 1
        return date(int(parts["year"]), int(number), int(parts["day"])).isoformat()
    except ValueError:
        return None
