"""Questions made of sentences: a part is taken out and asked for.

After Lewis, Denoyer and Riedel, "Unsupervised Question Answering by Cloze
Translation" (ACL 2019): the words around the gap are thinned and moved a little, so
that the sentence cannot simply be looked up. A reader learns from them where names,
numbers and phrases begin and end.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from corpus.article import Span

_TIME = re.compile(
    r"(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{1,2},?)?(?: \d{4})?|\b1[0-9]{3}\b|\b20[0-9]{2}\b"
)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
_PHRASE = re.compile(
    r"(?:(?<= an)|(?<= by)|(?<= in)|(?<= of)|(?<= on)|(?<= to)|(?<= the)|(?<= for)|(?<= and)|(?<= with))"
    r" ((?:[a-z][a-z-]{3,} ){0,2}[a-z][a-z-]{3,})(?=[ ,.;])"
)
_ASKED_AS = (
    (_TIME, ("when", "what year", "when")),
    (_NUMBER, ("how many", "what number of", "how much")),
    (_NAME, ("who", "what", "which", "where")),
    (_PHRASE, ("what", "what kind of", "what", "how")),
)
_CLAUSE = re.compile(r"[,;:()]")
_LEAST_WORDS, _MOST_WORDS = 5, 30
_DROPPED = 0.15  # share of the words around the gap that are left out
_MOVED = 2.5  # places that a word moves at most


def cloze(text: str, sentence: Span, draw: random.Random) -> tuple[str, Span] | None:
    """A question about `sentence`, a span of `text`, and the span of `text` that answers it.

    None when the sentence is too short or has nothing to ask for.
    """
    said = sentence.of(text)
    if len(said.split()) < _LEAST_WORDS + 2:
        return None
    forms = list(_ASKED_AS)
    draw.shuffle(forms)
    for form, words in forms:
        found = list(form.finditer(said))
        if not found:
            continue
        gap = draw.choice(found)
        place = Span(*gap.span(gap.re.groups))
        before, after = _around(said, place, draw)
        if len(before) + len(after) < _LEAST_WORDS or _repeated(place.of(said), [*before, *after]):
            continue
        asked = " ".join(_phrased(before, draw.choice(words), after, draw))
        return asked + "?", Span(sentence.start + place.start, sentence.start + place.end)
    return None


def thinned(question: str, draw: random.Random, share: float) -> str:
    """The question with about a `share` of its words left out; its first two words stay."""
    words = question.split()
    return " ".join(word for place, word in enumerate(words) if place < 2 or draw.random() >= share)


def _around(said: str, gap: Span, draw: random.Random) -> tuple[list[str], list[str]]:
    """The words before and after the gap, often of its clause alone."""
    before, after = said[: gap.start], said[gap.end :]
    if draw.random() < 0.6:
        begun = [one.end() for one in _CLAUSE.finditer(before)]
        near = before[begun[-1] if begun else 0 :].split(), _CLAUSE.split(after)[0].split()
        if sum(map(len, near)) >= _LEAST_WORDS:
            return near
    return before.split()[-_MOST_WORDS // 2 :], after.split()[: _MOST_WORDS // 2]


def _phrased(before: list[str], asked: str, after: list[str], draw: random.Random) -> Iterator[str]:
    if draw.random() < 0.7:
        order = [asked, *_noised(draw, after if draw.random() < 0.3 else [*before, *after])]
        if len(order) <= _LEAST_WORDS:
            order = [asked, *_noised(draw, [*before, *after])]
    else:
        order = [*_noised(draw, before), asked, *_noised(draw, after)]
    return (word.strip('.,;:()"“”') for word in order)


def _noised(draw: random.Random, words: list[str]) -> list[str]:
    kept = [word for word in words if draw.random() >= _DROPPED]
    places = {place: place + draw.uniform(0, _MOVED) for place in range(len(kept))}
    return [kept[place] for place in sorted(places, key=lambda place: places[place])]


def _repeated(answer: str, words: list[str]) -> bool:
    return answer.lower() in " ".join(words).lower()
