"""What of an article counts when two are compared: its own sentences, without what publishers change."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from corpus.article import Article
from corpus.words import folded, words_of

_LOOSE_WORDS = 12  # a line of so many words without a full stop is a heading, a byline or an item
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…])['\"”’»)\]]*\s+|(?<=[。！？])|\n")
_DATELINE = re.compile(
    r"^(?:[^\W\d_a-zа-яà-ÿ]{3,}[\w .,'’/-]{0,40}?(?:\([^)\n]{1,40}\))?|[\w .,'’/-]{2,50}\([^)\n]{1,40}\)"
    r"|[\w .,'’/-]{2,40}\b[A-Z]{3,}|\([^)\n]{1,40}\))\s*(?:[—–:]|--?)\s+"
)
_BYLINE = re.compile(
    r"^(?:by|von|par|por|text|reporting\s+by|editing\s+by|автор)\b\s*:?\s*\S|^\W*(?:published|updated|posted)\b"
    r"|^[^.!?]*\b(?:19|20)\d\d\b[^.!?]*$",
    re.IGNORECASE,
)
# Words that a house style adds and takes away.
_STYLE = frozenset(["a", "an", "the", "that", "der", "die", "das", "le", "la", "les", "el", "los", "las"])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as compared (without case and articles), and as written."""

    key: tuple[str, ...]
    words: tuple[str, ...]
    cut_off: bool = False

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Body:
    """An article's unmarked sentences, and its lines that are none (headings, items), with their counts.

    Bylines and the dateline before the first sentence are left out. Hard-wrapped
    lines are joined.
    """

    sentences: tuple[Sentence, ...]
    loose: Counter[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def words(self) -> list[str]:
        """The words of its sentences in order, then those of its other lines."""
        prose = [word for one in self.sentences for word in one.words]
        return prose + [word for line in self.loose.elements() for word in line]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Its words without case."""
        return frozenset(word.casefold() for one in self.sentences for word in one.words)


def body_of(article: Article) -> Body:
    """The body of an article whose boilerplate is marked."""
    sentences: list[Sentence] = []
    loose: Counter[tuple[str, ...]] = Counter()
    paragraphs = _paragraphs(article)
    for paragraph in paragraphs:
        if len(paragraph.split()) <= _LOOSE_WORDS and not _SENTENCE_END.search(paragraph):
            if not _BYLINE.search(paragraph) and folded(paragraph) != folded(article.title):
                loose[tuple(words_of(paragraph.casefold()))] += 1
            continue
        if not sentences:
            paragraph = _DATELINE.sub("", paragraph, count=1)
        for piece in _BETWEEN_SENTENCES.split(paragraph):
            words = tuple(words_of(piece))
            key = tuple(low for word in words if (low := word.casefold()) not in _STYLE)
            if key:
                sentences.append(Sentence(key, words))
    if sentences and paragraphs[-1].endswith(("…", "...")):
        last = sentences[-1]
        sentences[-1] = Sentence(last.key, last.words, cut_off=True)
    return Body(tuple(sentences), loose)


def _paragraphs(article: Article) -> list[str]:
    """The unmarked stretches between blank lines; a line of its own that is no wrapped one stands alone."""
    text = article.text
    for mark in reversed(article.boilerplate):
        text = f"{text[: mark.span.start]}\n\n{text[mark.span.end :]}"
    found: list[str] = []
    for block in re.split(r"(?:\r?\n|\r)[ \t]*(?:\r?\n|\r)", text):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if _is_wrapped(lines):
            lines = [" ".join(lines)]
        found += lines
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Whether they are a paragraph broken at a width: all but the last nearly as long as the longest."""
    if len(lines) < 2:
        return False
    longest = max(map(len, lines))
    broken = sum(not _SENTENCE_END.search(line) for line in lines[:-1])
    return longest <= 100 and broken > 0 and min(map(len, lines[:-1])) >= longest - 20
