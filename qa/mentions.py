"""The numbers, dates and names of a text, and which of them another text does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NAME = re.compile(r"(?<![.!?:;“\"'(\[]\s)(?<=\s)[A-ZÀ-ÖØ-ÞА-Я][\w'’-]+")
_WORD = re.compile(r"\w+")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WORDS_FOR_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)


def missing_mentions(statement: str, said: str) -> Iterator[str]:
    """The numbers, dates and names of `statement` that `said` does not have, in the order of those kinds.

    A number may be written in other ways, a small one as a word, and a date as day,
    month's name and year. A name is a word with a capital that begins no sentence;
    scripts without capitals have none.
    """
    words = {word.casefold() for word in _WORD.findall(said)}
    figures = set(_figures(said))
    for date in _ISO_DATE.finditer(statement):
        year, month, day = (int(part) for part in date.groups())
        named = 1 <= month <= 12 and MONTHS[month - 1] in words
        if date.group() not in said and not (named and {str(year), str(day)} <= figures):
            yield date.group()
    for figure in _figures(_ISO_DATE.sub(" ", statement)):
        if figure not in figures:
            yield figure
    for name in _NAME.findall(statement):
        if (
            not {part.casefold() for part in _WORD.findall(name.removesuffix("'s").removesuffix("’s"))}
            <= words
        ):
            yield name


def mentions(text: str) -> list[str]:
    """The words of a text that are numbers or names, as they stand there."""
    return [*_NUMBER.findall(text), *_NAME.findall(text)]


def _figures(text: str) -> Iterator[str]:
    """The numbers of a text, written alike: without separators of thousands, small ones in digits."""
    for number in _NUMBER.findall(text):
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number).replace(",", ".")
        yield plain.lstrip("0") or "0"
    for word in _WORD.findall(text.casefold()):
        if word in _WORDS_FOR_NUMBERS:
            yield str(_WORDS_FOR_NUMBERS.index(word))
