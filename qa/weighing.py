"""How sure the evidence makes us, for a question as it stands and for one that the conversation completes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.opened import Index
from index.passage import Hit
from qa.confidence import confidence
from qa.evidence import Evidence, find_evidence
from qa.rarity import question_rarity, rarity_share
from qa.reader import SpanReader
from qa.reading import Found, read_evidence

_NAMES_TOPIC = 0.8  # share of the added words, by rarity, that an article on the topic has


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence for a question, that with the short answer first, what the reader found in it (None
    when none has read), and the confidence."""

    question: str
    evidence: list[Evidence]
    found: Found | None
    sure: float


def weigh(reader: SpanReader | None, index: Index, question: str, evidence: list[Evidence]) -> Weighed:
    """Read the evidence, and say how likely it answers."""
    found = read_evidence(reader, index, question, evidence) if reader else None
    if found and (short := found.short):
        evidence = [short.evidence, *(one for one in evidence if one is not short.evidence)]
    return Weighed(question, evidence, found, confidence(index, question, evidence, found))


def weigh_in_topic(
    reader: SpanReader | None, index: Index, question: str, in_full: str, hits: Sequence[Hit]
) -> Weighed:
    """The question in its own words, asked only of the articles that name what `in_full` adds to it.

    An article about something rarely repeats its name in each sentence, so a
    sentence may answer "who owns the ship?" better than the question with the ship's
    name in it.
    """
    own = set(index.lexical.terms(question))
    added = {
        term: rarity for term, rarity in question_rarity(index.lexical, in_full).items() if term not in own
    }
    kept = [hit for hit in hits if rarity_share(added, _terms(index, hit.passage.article_id)) >= _NAMES_TOPIC]
    return weigh(reader, index, question, find_evidence(index, question, kept))


def surer(one: Weighed, other: Weighed) -> Weighed:
    """The one with the higher confidence; the first when they are alike."""
    return other if other.sure > one.sure else one


def _terms(index: Index, article_id: str) -> set[str]:
    article = index.catalogue.article(article_id)
    return set(index.lexical.terms(f"{article.title}\n{article.text}")) if article else set()
