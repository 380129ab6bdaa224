"""What a generator wrote, taken apart into sentences with the numbers that they cite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.sentences import sentence_spans
from qa.generation.prompt import NO_ANSWER

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_MARK = re.compile(r"[\[【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*(?:†[^\]】]*)?[\]】]")
_LATE = re.compile(r"([.!?…]+[\"'”’)]*)((?:[ \t]*\ue000[\d,]+\ue001)+)")
_HIDDEN = re.compile("\ue000([\\d,]+)\ue001")
_BULLET = re.compile(r"^\s*(?:[-*•+]\s+|\d{1,2}[.)]\s+|#+\s+|>\s+)+")
_HEADING = re.compile(r"^\W*(?:[0-9a-f]{16}\s+)?BLOCK\s*\[?(\d{1,3})\b")
_END = re.compile(r"^\W*[0-9a-f]{16}\s+END\W*$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as it was written, without its marks, and the blocks it cites, in order, each once."""

    text: str
    numbers: tuple[int, ...]


def spoken(written: str) -> str:
    """What was written without the model's thoughts."""
    return _THOUGHT.sub("", written)


def refuses(written: str) -> bool:
    """Whether the generator said that the blocks do not answer, and nothing else."""
    return spoken(written).strip(" \t\r\n.*_`\"'").upper() in {NO_ANSWER, "NO ANSWER"}


def drafts_of(written: str) -> list[Draft]:
    """The sentences of what was written, in order.

    Marks count for the sentence that they stand in or come right after. A line break
    ends a sentence. Bullets, headings, emphasis and a model's thoughts are no part of it. Below
    a block's heading, which some models repeat, sentences without marks cite that block.
    """
    plain = spoken(written).replace("\ue000", "").replace("\ue001", "")
    found: list[Draft] = []
    heading: tuple[int, ...] = ()
    for line in plain.splitlines():
        if repeated := _HEADING.match(line):
            heading = (int(repeated.group(1)),)
            continue
        if _END.match(line):
            heading = ()
            continue
        bare = _EMPHASIS.sub(r"\2", _BULLET.sub("", line))
        marked = _MARK.sub(lambda mark: f"\ue000{re.sub(r'[^0-9]+', ',', mark.group(1))}\ue001", bare)
        marked = _LATE.sub(lambda late: f"{late.group(2)}{late.group(1)}", marked)
        for span in sentence_spans(marked):
            sentence = span.of(marked)
            numbers = [int(n) for mark in _HIDDEN.findall(sentence) for n in mark.split(",")]
            text = re.sub(r"\s+([.,;:!?…])", r"\1", " ".join(_HIDDEN.sub(" ", sentence).split()))
            if any(each.isalnum() for each in text):
                found.append(Draft(text, tuple(dict.fromkeys(numbers)) or heading))
    return found
