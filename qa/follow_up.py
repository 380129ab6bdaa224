"""Follow-up questions: whether a question leans on the conversation, and what it asks in full.

Rules find what is missing, and the articles decide what is carried over: a pronoun
without an antecedent is replaced by what was spoken of, "what about X" puts X in its
counterpart's place, and a question that names nothing is given the topic of the
earlier turn whose article has its words. The last is term expansion as in
conversational search (Voskarides et al., "Query Resolution for Conversational Search
with Limited Supervision", SIGIR 2020), with rarity in place of a trained classifier.
English; a question in another language is taken to stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from corpus.article import Article
from index.opened import Index
from qa.follow_up_words import (
    Words,
    bare_question,
    content_words,
    definite_phrases,
    first_name,
    follows,
    head_of,
    names_in,
    parts_of,
    read_words,
    salient_names,
)
from qa.ranking import rank_by_all
from qa.rarity import question_rarity, rarity_share

Turn = tuple[str, str]
"""What was asked, and what was answered; see `Answer.turn`."""

_TURNS = 6  # latest turns that are looked at
_LONGEST = 2000  # characters of a turn that are looked at
_TOPIC = 6  # words of a topic that is no name
_TERMS = 4  # a question with more telling words than this, and no pronoun, stands alone
_KNOWN = 0.6  # share of its words, by rarity, that the earlier article must have
_BETTER = 0.15  # by how much more an earlier turn's article must cover than a later one's
_REFERENTS = 4  # things that a pronoun may stand for that are tried
_CLEARLY = 0.1  # late interaction by which a less likely one must match better
_DEPTH = 10  # candidates of each search when they are
_OTHER_KIND = 0.15  # cosine taken off where one of fragment and counterpart is a name and the other is none
_SAME_PLACE = 0.2  # cosine added where both follow the same preposition
_NEARLY = 0.15  # cosine by which a longer counterpart may be less alike
_ALIKE = 0.3  # cosine below which a fragment has no counterpart in the question before


class FollowUps(Protocol):
    """Understands questions in their conversation. Safe to use from several threads."""

    def in_full(self, index: Index, question: str, history: Sequence[Turn]) -> str:
        """What `question` asks after `history`, oldest first; the question itself, unchanged, where it
        stands alone. What is in the history is data: it is quoted, never obeyed."""
        ...


class FollowUpRules:
    """Follow-ups by rules and word statistics; nothing but the index is asked."""

    def in_full(self, index: Index, question: str, history: Sequence[Turn]) -> str:
        turns: list[_Told] = []
        for earlier, answer in history[-_TURNS:]:
            asked = _plain(earlier)
            if asked:
                full, focus = _understood(index, asked, turns)
                said = "\n".join(_plain(line) for line in answer.split("\n", 1))
                turns.append(_Told(index, full, said, focus))
        return _understood(index, question, turns)[0]


@dataclass(frozen=True)
class _Told:
    """An earlier turn, its question in full; `focus` is what its pronoun stood for, if it had one."""

    index: Index
    asked: str
    answer: str
    focus: str | None = None

    @cached_property
    def article(self) -> Article | None:
        """The article that the answer quotes; of an abstention the one whose words are nearest."""
        for text in (self.answer, self.asked):
            found = self.index.lexical.search(text, 1) if text.strip() else []
            if found:
                passage = self.index.catalogue.passages([found[0].passage_id])[found[0].passage_id]
                return self.index.catalogue.article(passage.article_id)
        return None

    @cached_property
    def text(self) -> str:
        """All that was spoken of: question, answer, article."""
        article = self.article
        return "\n".join(
            [self.asked, self.answer, article.title if article else "", article.text if article else ""]
        )

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(self.index.lexical.terms(self.text))

    @cached_property
    def named(self) -> str | None:
        """The answer's own name, where the question asked for one and the short answer is one."""
        short, _, rest = self.answer.partition("\n")
        return first_name(short) if rest and read_words(self.asked).asks_name else None

    def topic(self) -> str:
        """The names that were spoken of, else the question's rarest words, in their order."""
        things = salient_names(self.asked)
        names = [*things, *([self.named] if self.named else [])]
        times = [one for one in names_in(self.asked) if one not in names and any(c.isdigit() for c in one)]
        if names:
            return ", ".join(dict.fromkeys([*names, *times]))
        return " ".join(_telling(self.index, self.asked, _TOPIC))

    def referents(self, words: Words) -> list[str]:
        """What the question's pronoun may stand for, the likeliest first."""
        named = [self.named] if self.named else []
        things = salient_names(self.asked)
        if words.unbound_place:
            return [*named, *things[::-1]]
        if words.of_person:
            return named if named and read_words(self.asked).asks_person else [*things, *named]
        if words.of_thing:
            answer = [] if read_words(self.asked).asks_person else named
            others = [self.focus] if self.focus else [*things, *definite_phrases(self.asked)]
            return list(dict.fromkeys([*answer, *others]))
        return []


def _plain(text: str) -> str:
    """The beginning of a text on one line, without characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:_LONGEST]).split())


def _understood(index: Index, question: str, turns: Sequence[_Told]) -> tuple[str, str | None]:
    """The question in full, and what its pronoun stands for, where that is known."""
    if not turns:
        return question, None
    words = read_words(question)
    if words.fragment:
        return _replaced(index, words.fragment, turns[-1]), None
    turn = _turn_of(index, question, turns)
    if words.unbound is not None:
        referents = next((found for one in turns[::-1] if (found := one.referents(words))), [])
        fresh = [one for one in referents if one.casefold() not in question.casefold()][:_REFERENTS]
        if fresh:
            whole = [bare_question(words.with_referent(one)) for one in fresh]
            best = _best(index, whole)
            return whole[best], fresh[best]
        return _with_topic(index, question, turn), None
    return _with_topic(index, question, turn) if _leans(index, words, turn) else question, None


def _best(index: Index, questions: Sequence[str]) -> int:
    """The place of the question that some passage matches best; a later one must do so clearly better."""
    best, most = 0, -1.0
    for number, one in enumerate(questions if len(questions) > 1 else ()):
        late = max(rank_by_all(index, one, _DEPTH, None).signals["late"].values(), default=0.0)
        if late > most + (_CLEARLY if number else 0.0):
            best, most = number, late
    return best


def _leans(index: Index, words: Words, turn: _Told) -> bool:
    """Whether a question without a pronoun is about what was spoken of: it names nothing of its own, says
    little, and the earlier article has its words, or at least what it calls "the"."""
    if names_in(words.question) or _written_small(words.question, turn.text):
        return False
    if words.joined or words.says_nothing:
        return True
    rarities = question_rarity(index.lexical, words.question)
    if len(rarities) > _TERMS:
        return False
    heads = [index.lexical.terms(head_of(one))[-1:] for one in definite_phrases(words.question)]
    if any(head and head[0] in turn.terms for head in heads):
        return True
    return rarity_share(rarities, turn.terms) >= _KNOWN


def _written_small(question: str, text: str) -> bool:
    """Whether the question has, in small letters, a name that the text writes with a capital."""
    for word in re.findall(r"\b[a-z][\w-]{2,}", question):
        capital = len(re.findall(rf"(?<=[a-z,] ){re.escape(word.capitalize())}\b", text))
        if capital and not re.search(rf"\b{re.escape(word)}\b", text):
            return True
    return False


def _turn_of(index: Index, question: str, turns: Sequence[_Told]) -> _Told:
    """The turn that the question goes back to: the latest, unless an earlier one's article has clearly
    more of the question's words."""
    rarities = question_rarity(index.lexical, question)
    best = turns[-1]
    most = rarity_share(rarities, best.terms)
    for turn in reversed(turns[:-1]):
        share = rarity_share(rarities, turn.terms)
        if share >= most + _BETTER:
            best, most = turn, share
    return best


def _with_topic(index: Index, question: str, turn: _Told) -> str:
    """The question with the topic that it does not name."""
    bare = bare_question(question)
    said = set(index.lexical.terms(bare))
    topic = (
        " ".join(_telling(index, turn.asked, _TOPIC)) if read_words(question).says_nothing else turn.topic()
    )
    missing = [word for word in re.findall(r"\w+", topic) if not said.issuperset(index.lexical.terms(word))]
    if not missing:
        return question
    return f"{bare.rstrip('?!. ')} ({topic})?"


def _replaced(index: Index, fragment: str, turn: _Told) -> str:
    """The earlier question with the fragment in its counterpart's place: a name's is the only name, else the
    words most like it. Where it has none, a fragment with a preposition is added to that question, another
    is asked about with its topic."""
    asked = turn.asked
    preposition, words = parts_of(fragment)
    spans = read_words(asked).things()
    if len(spans) == 1 and read_words(words).things():
        return asked[: spans[0].start] + words + asked[spans[0].end :]
    slots = read_words(asked).slots()
    texts = [one.of(asked) for one in slots]
    vectors = index.embedder.encode_passages([words or fragment, *texts]).vectors
    named = bool(names_in(words))
    alike = []
    for slot, text, vector in zip(slots, texts, vectors[1:], strict=True):
        kind = 0.0 if named == bool(names_in(text)) else _OTHER_KIND
        place = _SAME_PLACE if preposition and follows(asked[: slot.start], preposition) else 0.0
        alike.append(float(vector @ vectors[0]) - kind + place)
    best = max(alike, default=0.0)
    if best >= _ALIKE:
        likeliest = slots[alike.index(best)]
        around = [slot for slot, value in zip(slots, alike, strict=True) if value >= best - _NEARLY]
        longest = max(
            (one for one in around if one.start <= likeliest.start and likeliest.end <= one.end), key=len
        )
        return asked[: longest.start] + words + asked[longest.end :]
    if preposition:
        return f"{asked.rstrip('?!. ')} {fragment}?"
    return f"What about {fragment} ({turn.topic()})?"


def _telling(index: Index, text: str, most: int) -> list[str]:
    """The rarest words of a text, in their order."""
    rarities = question_rarity(index.lexical, text)
    rarest = sorted(rarities, key=lambda term: -rarities[term])[:most]
    return [word for word in content_words(text) if set(index.lexical.terms(word)) & set(rarest)]
