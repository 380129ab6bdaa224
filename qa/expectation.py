"""What kind of thing a question asks for, and whether a sentence holds one.

An old and robust signal of question answering: "how many" wants a number, "when"
a time, "who" a name (Li and Roth, "Learning Question Classifiers", COLING 2002,
give the coarse classes). English only; for other languages nothing is expected
and the signal is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?"
    r"|millions?|billions?|trillions?|dozens?|half|third|quarter|once|twice|double)"
)
# A bare year counts nothing.
_NUMBER = re.compile(rf"(?<![\d,.])(?!(?:1[5-9]|20)\d\ds?\b)\d[\d,.]*|\b{_NUMBER_WORD}\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b\d{3,4}s?\b|\b\d{1,2}(?:st|nd|rd|th)\b|\bcentur(?:y|ies)\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|noon|midnight)\b"
)
_NAME = re.compile(r"(?<![.!?“\"]\s)(?<!^)(?<!^[\"“'])\b[A-ZÀ-ÖØ-Þ][\w'’-]+")
_WORDS = re.compile(r"\w+")

_ASKS = (
    (
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|fast|often|deep|wide)\b", re.IGNORECASE
        ),
        _NUMBER,
    ),
    (
        re.compile(r"\bwhat (?:percentage|percent|proportion|share|number|age|score|price)\b", re.IGNORECASE),
        _NUMBER,
    ),
    (re.compile(r"\bwhen\b(?! (?:the|a|an|he|she|it|they)\b)", re.IGNORECASE), _TIME),
    (
        re.compile(
            r"\b(?:what|which|in what|in which) (?:year|month|day|date|decade|century|season)\b",
            re.IGNORECASE,
        ),
        _TIME,
    ),
    (re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE), _NAME),
)


def expectation_of(question: str) -> Callable[[str], float]:
    """A function of sentences: 1 when one holds what the question asks for and does not say itself, 0
    when it does not, and 0.5 when the question expects nothing in particular.
    """
    wanted = next((thing for asks, thing in _ASKS if asks.search(question)), None)
    if wanted is None:
        return lambda sentence: 0.5
    said = {word.casefold() for word in _WORDS.findall(question)}

    def met(sentence: str) -> float:
        found = (match.group().strip(".,") for match in wanted.finditer(sentence))
        return float(any(not said.issuperset(_WORDS.findall(one.casefold())) for one in found))

    return met
