"""What a question's own words say about leaning on others: connectives, pronouns, fragments, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from corpus.article import Span

_JOIN = re.compile(r"^\W*(?:(?:and|but|so|or|then|also|ok|okay|well|now)\b[\s,]*)+", re.IGNORECASE)
_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|now|ok|okay)\b[\s,]*)?(?:(?:coming|going|getting)\s+)?back\s+to\s+[^:,?]+[:,]\s*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^\W*(?:(?:and|but|so|then|ok|okay)\b[\s,]*)?(?:what|how)\s+about\b\s*", re.IGNORECASE)
_ASKING = (
    r"who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|shall|should|may|might|must"
)
_TELL = r"tell|name|list|give|explain|describe|show"
_ASKS = re.compile(rf"\b(?:{_ASKING})\b|^\W*(?:{_TELL})\b", re.IGNORECASE)
_NAME_WORDS = 6  # a longer one is none
_RUN_WORDS = 4  # in a row that one fragment can stand in place of
_FRAGMENT_WORDS = 7  # a longer one without a verb is something else
_CLAUSE = re.compile(
    r"\b(?:when|that|which|who|whom|whose|after|before|once|because|and|or|but|while|if|since|until|as|than"
    r"|where)\b|[,:;]",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:he|she|it|him|they|them|her(?!\s+[a-z]))\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:its|his|their|her(?=\s+[a-z]))\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\bit\s+(?:takes?|took|costs?)\b.*\bto\b|\b(?:is|was)\s+it\s+(?:\w+\s+){0,2}(?:that|to)\b"
    r"|\bit\s+(?:is|was)\s+\w+\s+(?:that|to)\b",
    re.IGNORECASE,
)
_TIME = (
    r"years?|week|weekend|month|morning|evening|afternoon|season|spring|summer|autumn|fall|winter|decade"
    r"|century|time"
)
_POINTING = re.compile(
    rf"\b(?:this|these|those)\b(?!\s+(?:{_TIME}|who|that|which)\b)"
    r"|\b(?:of|in|at|for|by|from|with|to|into|about|on|after|before|since|during|than|against|like"
    r"|do|does|did|is|was|are|were|has|had|will|would)"
    rf"\s+that\b(?!\s+(?:{_TIME}\b|the\b|a\b|an\b|it\b|he\b|she\b|they\b|there\b))"
    r"|\bthat\s*[?.!]*$"
    r"|\b(?:the|this|that|which|next|last|first|second|other)\s+ones?\b"
    r"(?!\s+(?:in|of|on|at|from|with|by|that|who|which|to)\b)"
    r"|\bthe\s+(?:same|other|others|latter|former)\b"
    r"|\bwh(?:o|at|ere)\s+else\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )\bthere\b"
    r"(?!\s+(?:is|are|was|were|be)\b)",
    re.IGNORECASE,
)
_EXISTS = re.compile(r"\b(?:is|are|was|were|will|would|can|could|has|have|had)\s+there\b", re.IGNORECASE)
_NAME_WORD = r"[A-ZÀ-ÖØ-Þ][\w.-]*(?:['’](?!s\b)\w+)*"
_NAME = re.compile(
    rf"(?<![\w-])(?:\d{{4}}(?!\w)"
    rf"|{_NAME_WORD}(?:\s+(?:(?:of|de|du|la|al|von|van|bin|el)\s+)?{_NAME_WORD}|\s+\d[\w-]*(?!\w))*)"
)
_FUNCTION = frozenset(
    (
        *_ASKING.split("|"),
        *(
            "many",
            "much",
            "long",
            "old",
            "far",
            "be",
            "been",
            "being",
            "a",
            "an",
            "the",
            "and",
            "or",
            "but",
            "as",
        ),
        *(
            "of",
            "in",
            "on",
            "at",
            "by",
            "for",
            "from",
            "with",
            "to",
            "into",
            "about",
            "after",
            "before",
            "since",
        ),
        *("during", "than", "that", "this", "these", "those", "it", "its", "he", "she", "his", "her", "him"),
        *(
            "they",
            "them",
            "their",
            "there",
            "not",
            "no",
            "any",
            "some",
            "all",
            "each",
            "every",
            "own",
            "according",
        ),
        "s",
    )
)
_MONTHS_AND_DAYS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
)
_TIMES = re.compile(rf"(?:{_MONTHS_AND_DAYS}|\d+)(?:\s+(?:{_MONTHS_AND_DAYS}|\d+))*")
_CONTENT = rf"(?!(?:{'|'.join(sorted(_FUNCTION))})\b)[\w’'-]+"
_DEFINITE = re.compile(
    rf"\bthe\s+({_CONTENT}(?:\s+{_CONTENT})*(?:\s+(?:of|on|for|in)\s+(?:the\s+)?{_CONTENT}(?:\s+{_CONTENT})*)?)",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?P<preposition>\b(?:in|on|at|by|for|from|with|to|into|about|after|before|since|during|than|against)\s+)?"
    r"(?P<the>\bthe\s+)?$",
    re.IGNORECASE,
)
_MODIFIES = re.compile(rf"(?:['’]s)?\s+{_CONTENT}", re.IGNORECASE)
_BE_OR_DO = r"(?:do|does|did|has|have|had|is|was|are|were|will|would|can|could|should|may|might)"
# The question word is the subject, so that a possessive may be its own.
_WHO_DID = re.compile(rf"^\W*who\s+(?!{_BE_OR_DO}\b)", re.IGNORECASE)
_WHICH_DID = re.compile(rf"^\W*(?:which|what)\s+(?!{_BE_OR_DO}\b)\w+\s+(?!.*\b{_BE_OR_DO}\b)", re.IGNORECASE)
_SUBJECT = re.compile(rf"\b(?i:{_BE_OR_DO})\s+(?:the\s+)?{_NAME_WORD}")
_INVERTED = re.compile(
    r"\b(?:do|does|did|will|would|can|could)\s+(?:(?:(?:a|an|the)\s+)?\w+\s+(?:of|in|on)\s+)*$", re.IGNORECASE
)
_NAMES_WANTED = re.compile(
    r"^\W*(?:(?:and|but|so)\b[\s,]*)?(?:(?:in|at|on|to|for|from|by|of|with)\s+)?"
    r"(?:who|whom|which|where|what)\b(?!\s+(?:year|day|date|month|time|minute|percentage|share|number)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Words:
    """A question's words, read for what they lean on. Spans are of `question`."""

    question: str

    @cached_property
    def joined(self) -> bool:
        """Whether it begins by going on: "and", "but", "back to"."""
        return bool(_JOIN.match(self.question) or _BACK.match(self.question))

    @cached_property
    def fragment(self) -> str | None:
        """What "what about X" or "and X" asks about, as it stands; None for a whole question."""
        about = _ABOUT.match(self.question)
        begun = about or _JOIN.match(self.question)
        rest = self.question[begun.end() :] if begun else ""
        if not re.search(r"\w", rest):
            return None
        if not about and (_ASKS.search(rest) or len(rest.split()) > _FRAGMENT_WORDS):
            return None
        return rest.strip(" ?!.")

    @cached_property
    def says_nothing(self) -> bool:
        """Whether it has no word but those that ask: "why?", "by whom?"."""
        return all(word.casefold() in _FUNCTION for word in re.findall(r"\w+", _JOIN.sub("", self.question)))

    @cached_property
    def unbound(self) -> Span | None:
        """The first pronoun or demonstrative that nothing in the question stands behind."""
        if _EXPLETIVE.search(self.question):
            return None
        found = [self._personal(), self._possessive(), self._pointing(), self._there()]
        return min((one for one in found if one is not None), default=None)

    @cached_property
    def unbound_place(self) -> bool:
        """Whether that is "there"."""
        return self.unbound is not None and self.unbound.of(self.question).casefold() == "there"

    @cached_property
    def of_person(self) -> bool:
        """Whether that is a pronoun for one person."""
        return self._said() in ("he", "she", "him", "her", "his")

    @cached_property
    def of_thing(self) -> bool:
        """Whether that is a pronoun or demonstrative for one thing."""
        return (
            self._said() in ("it", "its") or "that" in self._said().split() or "this" in self._said().split()
        )

    @cached_property
    def asks_person(self) -> bool:
        """Whether it asks who."""
        return bool(
            re.match(
                r"\W*(?:(?:and|but|so|to|for|from|by|of|with)\b[\s,]*)*(?:who|whom|whose)\b",
                self.question,
                re.IGNORECASE,
            )
        )

    @cached_property
    def asks_name(self) -> bool:
        """Whether a name can answer: who, which, where, what."""
        return bool(_NAMES_WANTED.match(self.question))

    def _said(self) -> str:
        return self.unbound.of(self.question).casefold() if self.unbound is not None else ""

    def with_referent(self, name: str) -> str:
        """The question with `name` in the pronoun's place; a demonstrative keeps its noun and is named."""
        assert self.unbound is not None
        span = self.unbound
        before, said, after = self.question[: span.start], span.of(self.question), self.question[span.end :]
        if said.casefold() == "there":
            return f"{before}in {name}{after}"
        if _POSSESSIVE.match(self.question, span.start):
            return f"{before}{name}{'’' if name.endswith('s') else '’s'}{after}"
        if _PERSONAL.fullmatch(said) or not after.strip(" ?!."):
            lead = "" if _PERSONAL.fullmatch(said) else said[: said.casefold().rfind("that")]
            return f"{before}{lead}{name}{after}"
        return f"{self.question.rstrip('?!. ')} ({name})?"

    def things(self) -> list[Span]:
        """The question's names but for years, months and days."""
        return [span for span in _names(self.question) if not _TIMES.fullmatch(span.of(self.question))]

    def slots(self) -> list[Span]:
        """The question's names, and the runs of words between its function words with each of their
        words: what a fragment can stand in place of."""
        names = _names(self.question)
        spans = list(names)
        run: list[Span] = []
        for match in [*re.finditer(r"[\w’'-]+|[?]", self.question), None]:
            span = Span(*match.span()) if match else None
            content = (
                match is not None
                and match.group() != "?"
                and match.group().casefold() not in _FUNCTION
                and not any(span.overlaps(name) for name in names)  # type: ignore[union-attr]
            )
            if content and span is not None:
                run.append(span)
            else:
                spans += run
                spans += [
                    Span(run[a].start, run[b].end)
                    for a in range(len(run))
                    for b in range(a + 1, min(len(run), a + _RUN_WORDS))
                ]
                run = []
        return list(dict.fromkeys(spans))

    def _bound(self, before: str) -> bool:
        """Whether an earlier clause has a word for a pronoun to stand for."""
        boundary = None
        for match in _CLAUSE.finditer(before):
            if match.start() > 0:
                boundary = match
        if boundary is None:
            return False
        return any(
            word.casefold() not in _FUNCTION
            for word in re.findall(r"\w+", _JOIN.sub("", before[: boundary.start()]))
        )

    def _personal(self) -> Span | None:
        for match in _PERSONAL.finditer(self.question):
            if not self._bound(self.question[: match.start()]):
                return Span(*match.span())
        return None

    def _possessive(self) -> Span | None:
        match = _POSSESSIVE.search(self.question)
        if match is None or self._bound(self.question[: match.start()]):
            return None
        if names_in(self.question[: match.start()]) or _SUBJECT.search(self.question, match.end()):
            return None
        person = match.group().casefold() != "its" and _WHO_DID.match(self.question)
        if person or _WHICH_DID.match(self.question) or _PERSONAL.search(self.question, 0, match.start()):
            return None
        return Span(*match.span())

    def _pointing(self) -> Span | None:
        match = _POINTING.search(self.question)
        if match is None or self._bound(self.question[: match.start()]):
            return None
        return Span(*match.span())

    def _there(self) -> Span | None:
        match = _THERE.search(self.question)
        if match is None or _EXISTS.search(self.question) or names_in(self.question):
            return None
        return Span(*match.span())


def read_words(question: str) -> Words:
    """The question, ready to be looked at."""
    return Words(question)


def bare_question(question: str) -> str:
    """The question without the words that join it to an earlier one, its first letter a capital."""
    bare = _BACK.sub("", question, count=1) if _BACK.match(question) else _JOIN.sub("", question, count=1)
    return bare[:1].upper() + bare[1:] if bare.strip(" ?!.") else question


def names_in(text: str) -> list[str]:
    """The names and years of a question, in order: words with a capital that do not merely begin it."""
    return list(dict.fromkeys(span.of(text) for span in _names(text)))


def content_words(text: str) -> list[str]:
    """The words of a text that are more than grammar, in order."""
    return [word for word in re.findall(r"[\w'’-]+", text) if word.casefold() not in _FUNCTION]


def parts_of(fragment: str) -> tuple[str, str]:
    """A fragment's preposition, "" where it has none, and its words without determiner."""
    match = re.match(
        r"(?:(in|at|on|for|by|from|with|to|of|during|after|before)\s+)?(?:(?:the|a|an|its|his|her|their|this|that)\s+)?",
        fragment,
        re.IGNORECASE,
    )
    return (match.group(1) or "", fragment[match.end() :]) if match else ("", fragment)


def follows(before: str, preposition: str) -> bool:
    """Whether the preposition ends the text, perhaps with a determiner after it."""
    return bool(re.search(rf"\b{re.escape(preposition)}\s+(?:(?:the|a|an)\s+)?$", before, re.IGNORECASE))


def salient_names(text: str) -> list[str]:
    """A question's names but for years, months and days, with their "the"; those that follow a preposition
    come last, since what a sentence is about rarely does (Grosz, Joshi and Weinstein, "Centering",
    Computational Linguistics 1995).
    """
    found: list[tuple[bool, str]] = []
    for span in _names(text):
        name = span.of(text)
        before = _DETERMINER.search(text[: span.start])
        if not _TIMES.fullmatch(name):
            alone = not _MODIFIES.match(text[span.end :])
            said = f"the {name}" if before and before.group("the") and alone else name
            found.append((bool(before and before.group("preposition")), said))
    return list(dict.fromkeys(name for _, name in sorted(found, key=lambda one: one[0])))


def definite_phrases(text: str) -> list[str]:
    """What a question calls "the ...", in order, with what follows by "of" and the like."""
    found = []
    for match in _DEFINITE.finditer(text):
        phrase = _trimmed(match.group(1), text[: match.start()], text[match.end() :])
        if phrase:
            found.append(phrase)
    return found


def head_of(phrase: str) -> str:
    """The phrase without what follows by "of" and the like: its last word is its noun."""
    return re.split(r"\s(?:of|on|for|in)\s", phrase, maxsplit=1)[0]


def _trimmed(phrase: str, before: str, after: str) -> str:
    """The phrase without the verb that ends a question with an inverted subject: "did the war last?"."""
    words = phrase.split()
    if _INVERTED.search(before) and not re.search(r"\w", after):
        words = words[:-1]
    return f"the {' '.join(words)}" if words else ""


def first_name(text: str) -> str | None:
    """The name that a short answer is, or begins with; None when it begins with none."""
    text = re.split(r"[,;(—]", text, maxsplit=1)[0]
    bare = re.sub(r"^(?:the|a|an)\s+", "", text.strip(" .,;:\"“”'"), flags=re.IGNORECASE)
    return bare if re.match(r"[A-ZÀ-ÖØ-Þ]", bare) and len(bare.split()) <= _NAME_WORDS else None


def _names(text: str) -> list[Span]:
    first = re.match(r"\W*([\w’']+)", text)
    begin = (
        first.end() if first and first.group(1).casefold() in _FUNCTION | {"and", "but", "so", "back"} else 0
    )
    return [
        Span(match.start(), match.start() + len(match.group().rstrip(".")))
        for match in _NAME.finditer(text, begin)
    ]
