"""Links to other articles: cues such as "Related News", and the headlines beside them."""

from __future__ import annotations

import re

_LONGEST_HEADLINE = 25  # words; a longer line is prose
_CUES = (
    r"related(?:\s+(?:news|articles?|stor(?:y|ies)|content|topics|coverage|links|posts|reading))?",
    r"read\s+(?:more|next|also)|also\s+read|see\s+also|read\s+more\s+(?:on|about)\s+[^.!?]{1,40}",
    r"more\s+(?:on\s+this(?:\s+(?:story|topic))?|stories|news|from\s+[^.!?]{1,40}|coverage(?:\s+from\s+[^.!?]{1,40})?)",
    r"you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested\s+in)",
    r"recommended(?:\s+(?:for\s+you|reading|stories))?",
    r"trending(?:\s+now)?|most\s+(?:read|popular|viewed)|popular|top\s+stories|latest\s+(?:news|stories)|explore\s+more",
    r"editor['’]?s['’]?\s+picks?|don['’]t\s+miss|must\s+read",
    r"lesen\s+sie\s+(?:auch|mehr(?:\s+(?:zum\s+thema|dazu))?)|mehr\s+zum\s+thema|auch\s+interessant",
    r"das\s+könnte\s+(?:sie|dich)\s+auch\s+interessieren|mehr\s+aus\s+(?:der|dem)\s+\w+|meistgelesen",
    r"(?:à\s+)?lire\s+(?:aussi|également)|sur\s+le\s+même\s+sujet|(?:articles|contenus)\s+(?:liés|associés)",
    r"lee\s+también|(?:también\s+)?te\s+puede\s+interesar|noticias\s+relacionadas|más\s+sobre\s+el\s+tema",
    r"читайте\s+также|по\s+теме|другие\s+новости|материалы\s+по\s+теме",
)
_CUE = re.compile(rf"\W*(?:{'|'.join(_CUES)})\s*:?\W*", re.IGNORECASE)
_WITH_HEADLINE = re.compile(
    rf"\W*(?:{'|'.join(_CUES)}|more|in\s+pictures|watch)\s*[:|]\s*(?P<headline>\S.{{0,200}})", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")


def is_cue(line: str) -> bool:
    """Whether the line announces links and says nothing else: "Related News", "Also read:"."""
    return len(line) <= 80 and _CUE.fullmatch(line) is not None


def is_teaser(line: str) -> bool:
    """Whether the line is a cue with its headline: "Read more: Ferry returns to Lorn"."""
    if ":" not in line and "|" not in line:
        return False
    found = _WITH_HEADLINE.fullmatch(line)
    return found is not None and is_headline(found["headline"])


def is_headline(line: str) -> bool:
    """Whether a line has a headline's form: short, and no full stop at its end."""
    words = line.split()
    return len(words) <= _LONGEST_HEADLINE and (
        not _SENTENCE_END.search(line) or (line.endswith(("?", "!")) and len(words) >= 4)
    )


def is_plain_headline(line: str) -> bool:
    """Whether it is a headline of four words and more that announces nothing: no name, no heading."""
    return is_headline(line) and len(line.split()) >= 4 and not line.endswith(":")


def is_capitalised_headline(line: str) -> bool:
    """Whether it is a headline of four words and more, most of them with a capital: a sign of its own."""
    words = [word for word in line.split() if word[0].isalpha()]
    return (
        is_headline(line) and len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.6 * len(words)
    )
