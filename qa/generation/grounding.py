"""From what a generator wrote to statements whose citations are exact and support them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import Span
from index.opened import Index
from qa.answer import Citation, Statement
from qa.attribution import Attribution, QuoteTokens, attribute, likeness
from qa.citing import Citer
from qa.generation.blocks import Block
from qa.generation.drafts import Draft
from qa.mentions import missing_mentions
from qa.orders import gives_orders
from qa.rarity import question_rarity

Entails = Callable[[str, str], float]
"""The chance, in [0, 1], that a first text entails a second one."""

_MOST = 3  # sentences that one statement needs at most
_GAIN = 0.05  # of likeness, for which a further sentence is cited
_TELLING = (
    3.8  # rarity of words that about one passage in fifty has; rarer ones say what a statement is about
)

# Addresses, images, markup and code are in no statement, whatever cites
# them: they lead a reader or a page elsewhere.
_NEVER = re.compile(
    r"://|\]\(|!\[|</?[a-z!]|[{}`|\\]|\b(?:data|javascript|mailto):"
    r"|\S+@\S+\.\w+|\bwww\.|[\w-]+\.(?-i:[a-z]{2,})\b",
    re.IGNORECASE,
)
# What must stand in the citations as it is written: codes, abbreviations and words in capitals.
_LITERAL = re.compile(
    r"\w+_\w*|\b(?=\w*\d)(?=\w*[A-Za-z])\w{4,}\b"
    r"|\b[A-ZÀ-ÖØ-ÞА-Я]{2,}\b|[A-Za-z0-9+/=]{24,}"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    block: Block
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """The statements that hold, and how many did not."""

    statements: tuple[Statement, ...]
    dropped: int


def ground(
    index: Index,
    question: str,
    drafts: Sequence[Draft],
    blocks: Sequence[Block],
    sure: float,
    citer: Citer,
    entails: Entails | None = None,
) -> Grounded:
    """The drafts as statements, each with the sentences of its cited blocks that support it best.

    A citation of a block that was not given, or of which no sentence is needed or
    supports the statement by itself, is dropped and counted by `citer`. A draft is
    dropped when it cites nothing, when it gives orders or holds markup or an address,
    when its citations lack a number, date, name, code or abbreviation of it, or when they do not support it.
    Whether they do is what `entails` says; without it the draft must be like them and
    hold no telling word that neither they nor the question have.
    """
    made: list[Statement] = []
    tokens = QuoteTokens(index.embedder)
    for draft in drafts:
        statement = _statement(index, question, draft, blocks, sure, citer, entails, tokens)
        if statement is not None and all(statement.text != other.text for other in made):
            made.append(statement)
    return Grounded(tuple(made), len(drafts) - len(made))


def _statement(
    index: Index,
    question: str,
    draft: Draft,
    blocks: Sequence[Block],
    sure: float,
    citer: Citer,
    entails: Entails | None,
    tokens: QuoteTokens,
) -> Statement | None:
    cited = [block for block in blocks if block.number in draft.numbers]
    citer.dropped += len(draft.numbers) - len(cited)
    if not cited:
        return None
    chosen = _chosen(index, draft.text, cited, tokens)
    attribution = _support(index, question, draft.text, chosen, entails, tokens)
    if not attribution.supported:
        citer.dropped += len(cited)
        return None
    needed = {one.block.number for one in chosen}
    for block in cited:
        if block.number not in needed:
            alone = _chosen(index, draft.text, [block], tokens)[:1]
            if _support(index, question, draft.text, alone, entails, tokens).supported:
                chosen += alone
            else:
                citer.dropped += 1
    chosen.sort(key=lambda one: (one.block.number, one.span))
    made = [(one, citer.cite(one.block.article, one.span, one.text)) for one in chosen]
    citations: dict[int, Citation] = {each.number: each for _, each in made if each is not None}
    if len(citations) < len({(one.block.article.id, one.span) for one in chosen}):
        left = [one for one, each in made if each is not None]
        attribution = _support(index, question, draft.text, left, entails, tokens)
        if not attribution.supported:
            return None
    return Statement(draft.text, tuple(citations.values()), sure * attribution.support)


def _chosen(index: Index, statement: str, blocks: Sequence[Block], tokens: QuoteTokens) -> list[_Sentence]:
    """The sentences that support the statement best: first the one most like it, then those that
    have what is missing or that make it more alike."""
    left = [
        _Sentence(block, span, text)
        for block in blocks
        for span, text in zip(block.sentences, block.texts(), strict=True)
    ]
    chosen: list[_Sentence] = []
    worth = (0, -1.0)
    while left and len(chosen) < _MOST:
        ranked = [(_worth(index, statement, [*chosen, one], tokens), place) for place, one in enumerate(left)]
        best, place = max(ranked, key=lambda pair: (pair[0], -pair[1]))
        if chosen and best[0] <= worth[0] and best[1] < worth[1] + _GAIN:
            break
        worth = best
        chosen.append(left.pop(place))
    return chosen


def _worth(
    index: Index, statement: str, sentences: Sequence[_Sentence], tokens: QuoteTokens
) -> tuple[int, float]:
    texts = [one.text for one in sentences]
    missing = sum(1 for _ in missing_mentions(statement, "\n".join(texts)))
    return -missing, likeness(index, statement, texts, tokens)


def _support(
    index: Index,
    question: str,
    statement: str,
    sentences: Sequence[_Sentence],
    entails: Entails | None,
    tokens: QuoteTokens,
) -> Attribution:
    texts = [one.text for one in sentences]
    said = "\n".join(texts)
    if not texts or gives_orders(statement) or _NEVER.search(statement):
        return Attribution(0.0)
    literal = tuple(one for one in _LITERAL.findall(statement) if one not in said and one not in question)
    if literal:
        return Attribution(0.0, literal)
    if any(statement == text for text in texts):
        return Attribution(1.0)
    if entails is not None:
        missing = tuple(missing_mentions(statement, said))
        return Attribution(0.0, missing) if missing else Attribution(entails(said, statement))
    new = new_words(index, statement, f"{question}\n{said}")
    return Attribution(0.0, new) if new else attribute(index, statement, texts, tokens)


def new_words(index: Index, statement: str, known: str) -> tuple[str, ...]:
    """The telling words of the statement that stand nowhere in `known`, as index terms."""
    old = set(index.lexical.terms(known))
    rarities = question_rarity(index.lexical, statement)
    return tuple(term for term, rarity in rarities.items() if rarity > _TELLING and term not in old)
