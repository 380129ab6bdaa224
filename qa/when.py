"""The days that a question's words for time stand for, on the day it is asked.

"This week" and "in April 2024" say when the articles that answer were published,
or nearly so. Weeks, months and years are arithmetic; days ("10 June", "last Tuesday",
"March 3, 2024") are read by dateparser. English only; words of other languages are
left alone, and then nothing changes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from corpus.article import Span

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {
    "a": 1,
    "an": 1,
    "few": 4,
    "a few": 4,
    "couple of": 2,
    "a couple of": 2,
    "several": 7,
}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d))?"
_PART = r"(?P<part>(?:beginning|start|end|first week)(?: of| in)?|early|late) (?:the |this )?"
_AFTER = timedelta(days=2)  # articles about a day are published on it, or soon after it
_SHORTLY = timedelta(days=7)  # and those about a month in it, or soon after it
_RECENT = timedelta(days=21)
_NOWHERE = Span(0, 0)
_DANGLING = re.compile(r"\b(?:in|of|during|over|since|for|at|as of|within)\s*(?:the\s*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of publication, both included. `newest` asks for the last ones in it that tell of the matter;
    `stated` are words that an article about an older time would have ("april"), empty for days that are
    counted from the day of asking. `words` is where the question says it."""

    first: date
    last: date
    newest: bool = False
    stated: str = ""
    words: Span = _NOWHERE

    def without_words(self, question: str) -> str:
        """The question without its words for a time that is counted from the day of asking; no article
        says "this week" of the week that is meant."""
        if self.stated or not len(self.words):
            return question
        before, after = question[: self.words.start], question[self.words.end :]
        rest = " ".join(f"{_DANGLING.sub('', before)} {after.removeprefix(chr(39) + 's')}".split())
        return re.sub(r"\s+(?=[?.,!])", "", rest)


def period_of(question: str, asked_on: date) -> Period | None:
    """What the first expression of time in the question stands for; None when there is none."""
    for pattern, read in _EXPRESSIONS:
        for found in pattern.finditer(question):
            try:
                period = read(found, asked_on)
            except (ValueError, OverflowError):  # a day that no calendar has, or before the year 1
                continue
            if period is not None:
                return replace(period, words=Span(*found.span()))
    return None


def _counted(match: re.Match[str]) -> int:
    word = match["count"].casefold()
    return int(word) if word.isdecimal() else _COUNTS[word]


def _today(match: re.Match[str], asked: date) -> Period:
    return Period(asked - timedelta(days=match[0].casefold().startswith("yesterday")), asked)


def _this(match: re.Match[str], asked: date) -> Period:
    unit = match["unit"].casefold()
    if unit in {"week", "weekend"}:
        return Period(asked - timedelta(days=7), asked)
    first = asked.replace(day=1) if unit == "month" else asked.replace(month=1, day=1)
    return Period(first, asked)


def _last(match: re.Match[str], asked: date) -> Period:
    unit = match["unit"].casefold()
    if unit == "week":
        monday = asked - timedelta(days=asked.weekday() + 7)
        return Period(monday, monday + timedelta(days=6))
    if unit == "weekend":
        saturday = asked - timedelta(days=(asked.weekday() - 5) % 7 or 7)
        return Period(saturday, saturday + timedelta(days=3))
    if unit == "month":
        return _month(*_months_before(asked, 1))
    return Period(date(asked.year - 1, 1, 1), date(asked.year - 1, 12, 31))


def _ago(match: re.Match[str], asked: date) -> Period:
    count, unit = _counted(match), match["unit"].casefold()
    if unit == "day":
        day = asked - timedelta(days=count)
        return Period(day, day + timedelta(days=1))
    if unit == "week":
        day = asked - timedelta(weeks=count)
        return Period(day - timedelta(days=3), day + timedelta(days=3))
    if unit == "month":
        return _month(*_months_before(asked, count))
    return Period(date(asked.year - count, 1, 1), date(asked.year - count, 12, 31))


def _past(match: re.Match[str], asked: date) -> Period:
    unit = match["unit"].casefold()
    count = _counted(match) if match["count"] else 4
    if unit == "month":
        year, month = _months_before(asked, count)
        return Period(date(year, month, min(asked.day, monthrange(year, month)[1])), asked)
    return Period(asked - timedelta(days=count * {"day": 1, "week": 7, "year": 365}[unit]), asked)


def _month_named(match: re.Match[str], asked: date) -> Period:
    number = _MONTHS.index(match["month"].casefold()) + 1
    year = int(match["year"]) if match["year"] else asked.year - (number > asked.month)
    whole = _month(year, number)
    part = (match["part"] or "").casefold()
    if part.startswith(("begin", "start", "early", "first")):
        days = 7 if "week" in part else 12
        return Period(whole.first, whole.first + timedelta(days=days), stated=match["month"].casefold())
    if part.startswith(("end", "late")):
        return Period(whole.first + timedelta(days=18), whole.last + _AFTER, stated=match["month"].casefold())
    last = min(whole.last, max(whole.first, asked)) + _SHORTLY
    return Period(whole.first, last, stated=match["month"].casefold())


def _of_year(match: re.Match[str], asked: date) -> Period:
    if match["part"].casefold().startswith(("end", "late")):
        return Period(date(asked.year - 1, 11, 1), date(asked.year - 1, 12, 31))
    return Period(date(asked.year, 1, 1), date(asked.year, 2, 15))


def _exact_day(match: re.Match[str], asked: date) -> Period | None:
    """A day with its month, or a day of the week, as dateparser reads it."""
    from dateparser import parse

    settings = {
        "RELATIVE_BASE": datetime.combine(asked, time(12)),
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY",
    }
    words = match["day"]
    read = parse(words, languages=["en"], settings=settings)
    if read is None:
        return None
    day = read.date()
    weekday = words.casefold().split()[-1] in _DAYS
    return Period(day, day + (timedelta(days=1) if weekday else _AFTER), stated="" if weekday else words)


def _newest(match: re.Match[str], asked: date) -> Period:
    return Period(date.min, asked, newest=True)


def _recently(match: re.Match[str], asked: date) -> Period:
    return Period(asked - _RECENT, asked)


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _months_before(day: date, count: int) -> tuple[int, int]:
    number = day.year * 12 + day.month - 1 - count
    return number // 12, number % 12 + 1


_Reader = Callable[[re.Match[str], date], Period | None]
_EXPRESSIONS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE), read)
    for pattern, read in (
        (rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}{_YEAR})", _exact_day),
        (rf"(?P<day>{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?{_YEAR})", _exact_day),
        (r"(?P<day>\d{4}-\d{2}-\d{2})", _exact_day),
        (r"today|yesterday|tonight|this (?:morning|evening|afternoon)", _today),
        (r"this (?:past |very |current )?(?P<unit>week|weekend|month|year)", _this),
        (rf"(?:the )?(?:last|past) {_COUNT} {_UNIT}", _past),
        (r"(?:the )?(?:last|past)(?P<count>) (?P<unit>day|week|month|year)s", _past),
        (r"(?:last|the previous|the past) (?P<unit>week|weekend|month|year)", _last),
        (rf"{_COUNT} {_UNIT} (?:ago|earlier)", _ago),
        (rf"(?:on|last|this past) (?P<day>{'|'.join(_DAYS)})", _exact_day),
        (rf"(?:{_PART}|(?:in|of|during|since) (?P<part_>))(?:early |late )?{_MONTH}{_YEAR}", _month_named),
        (rf"{_PART}year", _of_year),
        (r"(?<=the )last|(?<='s )last|(?<=its )last|(?<=their )last|(?<=his )last|(?<=her )last", _newest),
        (
            r"latest|newest|most recent|most recently|current|currently|(?-i:now)|nowadays|at the moment"
            r"|at present|presently|to date|so far",
            _newest,
        ),
        (r"recently|lately|in recent (?:days|weeks)|these days", _recently),
    )
)
