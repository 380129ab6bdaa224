"""Figures, dates and names that answer a question, and when two of them cannot both be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from qa.mentions import MONTHS

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: number for number, word in enumerate(_ONES)} | {
    word: number * 10 for number, word in enumerate(_TENS, 2)
}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
# Words that say what is measured. What is counted has many names ("people", "lives", "dead").
_UNITS = {
    **dict.fromkeys(("%", "percent", "per cent", "percentage point"), "%"),
    **dict.fromkeys(("$", "dollar"), "$"),
    **dict.fromkeys(("€", "euro"), "€"),
    **dict.fromkeys(("£", "pound"), "£"),
    **dict.fromkeys(("¥", "yen"), "¥"),
    **dict.fromkeys(("km", "kilometre", "kilometer"), "km"),
    **dict.fromkeys(("m", "metre", "meter"), "m"),
    **dict.fromkeys(("kg", "kilogram", "kilo"), "kg"),
    **dict.fromkeys(("g", "gram"), "g"),
    **dict.fromkeys(("tonne", "ton"), "tonne"),
    **dict.fromkeys(("°c", "degree", "celsius"), "degree"),
}
_PLAIN_UNITS = (
    *("second", "minute", "hour", "day", "week", "month", "year", "crown", "franc", "rupee", "yuan"),
    *("mile", "foot", "feet", "inch", "acre", "hectare", "litre", "liter", "barrel", "megawatt", "gigawatt"),
)
_UNITS |= {word: word for word in _PLAIN_UNITS}
_SCORE = r"\d+[:–-]\d+(?![\d:])"
_FIGURE = re.compile(
    rf"""(?P<sign>[$€£¥]?)\s?
      (?:(?P<digits>(?<![\d.,])\d{{1,3}}(?:[, \u00a0\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        |\b(?P<tens>{"|".join(_TENS)})(?:-(?P<unit>{"|".join(_ONES[1:10])}))?\b
        |\b(?P<word>{"|".join(sorted(_ONES, key=len, reverse=True))})\b)
      (?:[\s\u00a0-](?P<scale>{"|".join(_SCALES)})s?\b)?
      (?:[\s\u00a0-]?(?P<of>%|°C|per\scent|percentage\spoints?|[a-zA-Z]+))?""",
    re.IGNORECASE | re.VERBOSE,
)
_YEAR = re.compile(r"(?<![\d.,$€£])(?:1[5-9]|20)\d\d(?![\d,]|\.\d)")
_MONTH = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({'|'.join(MONTHS)})\b(?:\s+(\d{{1,2}})\b)?", re.I
)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w'’-]+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, how many of its digits are told (2 of 7,100), and the unit that it measures, if any."""

    number: float
    digits: int
    unit: str | None

    def agrees(self, other: Figure) -> bool:
        """Whether the two are the same, or one is the other rounded."""
        digits = min(self.digits, other.digits)
        return _rounded(self.number, digits) == _rounded(other.number, digits)


@dataclass(frozen=True, slots=True)
class Day:
    """What a text tells of a date; None for what it does not."""

    year: int | None
    month: int | None
    day: int | None

    def agrees(self, other: Day) -> bool:
        """Whether nothing that both tell is different."""
        told = zip((self.year, self.month, self.day), (other.year, other.month, other.day), strict=True)
        return all(one == two for one, two in told if one is not None and two is not None)

    def comparable(self, other: Day) -> bool:
        """Whether both tell the same part of a date."""
        told = zip((self.year, self.month, self.day), (other.year, other.month, other.day), strict=True)
        return any(one is not None and two is not None for one, two in told)


def exclude_one_another(one: str, other: str, *, names: bool) -> bool:
    """Whether two short answers to one question cannot both be right: they have dates, figures in the same
    units, or, with `names`, names, and none of one agrees with any of the other.

    What cannot be compared, a date with a number or metres with hours, excludes nothing,
    and neither does a rounded figure the exact one.
    """
    days = list(_days(one)), list(_days(other))
    if all(days):
        pairs = list(product(*days))
        return any(a.comparable(b) for a, b in pairs) and not any(a.agrees(b) for a, b in pairs)
    if any(days):
        return False
    figures = list(figures_of(one)), list(figures_of(other))
    if all(figures):
        if {one.unit for one in figures[0]} != {one.unit for one in figures[1]}:
            return False
        return not any(a.agrees(b) for a, b in product(*figures) if a.unit == b.unit)
    if any(figures) or not names:
        return False
    words = _named(one), _named(other)
    return all(words) and not words[0] & words[1]


def can_exclude(value: str, *, names: bool) -> bool:
    """Whether there may be another short answer that `exclude_one_another` tells from this one: not when
    it has neither date nor figure nor, with `names`, a name."""
    if next(_days(value), None) or next(figures_of(value), None):
        return True
    return names and bool(_named(value))


def says(text: str, value: str) -> bool:
    """Whether a text has every figure of a short answer, to the last digit."""
    known = {(figure.number, figure.unit) for figure in figures_of(text)}
    numbers = {number for number, _ in known}
    wanted = list(figures_of(value))
    return bool(wanted) and all(
        (one.number, one.unit) in known if one.unit else one.number in numbers for one in wanted
    )


def figures_of(text: str) -> Iterator[Figure]:
    """The numbers of a text, those of dates and results of matches left out."""
    rest = _YEAR.sub(" ", _MONTH.sub(" ", re.sub(_SCORE, " ", text)))
    for match in _FIGURE.finditer(rest):
        if match["digits"]:
            plain = re.sub(r"[, \u00a0\u202f]", "", match["digits"])
            number, digits = float(plain), _told(plain)
        elif match["tens"]:
            number = _WORDS[match["tens"].casefold()] + _WORDS.get((match["unit"] or "").casefold(), 0)
            digits = _told(str(int(number)))
        else:
            number = _WORDS[match["word"].casefold()]
            digits = _told(str(int(number)))
        if match["scale"]:
            number *= _SCALES[match["scale"].casefold()]
        of = " ".join((match["of"] or "").casefold().split())
        unit = _UNITS.get(match["sign"]) or _UNITS.get(of) or _UNITS.get(of.removesuffix("s"))
        yield Figure(number, digits, unit)


def _days(text: str) -> Iterator[Day]:
    years = [int(year) for year in _YEAR.findall(text)]
    months = list(_MONTH.finditer(text))
    for match in months:
        day = match[1] or match[3]
        # "May" and "march" in the middle of a sentence are rarely months, unless a day or a year stands by.
        if match[2][0].isupper() or day:
            yield Day(
                years[0] if years else None,
                MONTHS.index(match[2].casefold()) + 1,
                int(day) if day else None,
            )
    if not months:
        yield from (Day(year, None, None) for year in years)


def _named(text: str) -> set[str]:
    return {word.casefold() for name in _NAME.findall(text) for word in _WORD.findall(name)}


def _told(plain: str) -> int:
    """How many digits of a number are told: all but the zeros at the end of a whole one."""
    whole = plain.lstrip("0").replace(".", "") or "0"
    return len(whole) if "." in plain else len(whole.rstrip("0")) or 1


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{digits - 1}e}")
