"""Answers read back from their JSON form, as far as the index still bears them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.article import Span
from index.opened import Index
from index.passage import Hit, Passage
from qa.answer import Answer, Citation, Disagreement, Side, Statement
from qa.citing import Citer


def restored_answer(record: Mapping[str, Any], index: Index) -> Answer | None:
    """The answer that `Answer.as_dict` wrote, with every citation checked anew; None when nothing is
    left of what it said.

    A statement none of whose citations holds any more is left out and counted, and so
    is a short answer or a disagreement that stood in one: an article that was removed
    or changed is not quoted from here either. One that a generator wrote needs all of
    its citations. Passages of such articles are left out.

    Raises:
        KeyError, TypeError, ValueError: the record is no answer.
    """
    citer = Citer(index.catalogue)
    generated = bool(record.get("generated"))
    statements = []
    for said in record["statements"]:
        citations = tuple(
            found for one in said["citations"] if (found := _cited(one, index, citer)) is not None
        )
        if citations and (not generated or len(citations) == len(said["citations"])):
            text = str(said["text"]) if generated else citations[0].quote
            statements.append(Statement(text, citations, float(said["support"])))
    if record["statements"] and not statements:
        return None
    answer = Answer(
        question=str(record["question"]),
        answer=" ".join(statement.text for statement in statements),
        short_answer=None,
        abstained=not statements,
        confidence=float(record["confidence"]),
        statements=tuple(statements),
        passages=tuple(_hits(record["passages"], index)),
        dropped_citations=citer.dropped,
        dropped_statements=len(record["statements"]) - len(statements),
        asked=record.get("asked"),
        generated=generated,
        notice=record.get("notice"),
    )
    short = record.get("short_answer")
    if short and any(short in citation.quote for citation in answer.citations):
        answer = replace(answer, short_answer=str(short))
    return replace(answer, disagreement=_disagreement(record.get("disagreement"), index, citer))


def _cited(record: Mapping[str, Any], index: Index, citer: Citer) -> Citation | None:
    """The citation, made anew: a statement is its first quotation, so the rest must hold to the letter."""
    article = index.catalogue.article(str(record["article_id"]))
    span = Span(int(record["start"]), int(record["end"]))
    return citer.cite(article, span, str(record["quote"]))


def _disagreement(record: Mapping[str, Any] | None, index: Index, citer: Citer) -> Disagreement | None:
    """The disagreement, when two of its sides still hold, the first among them."""
    if record is None:
        return None
    sides = []
    for place, side in enumerate(record["sides"]):
        citation = _cited(side["citation"], index, citer)
        if citation is not None and side["text"] in citation.quote:
            sides.append(Side(str(side["text"]), citation))
        elif place == 0:
            return None
    return Disagreement(str(record["kind"]), tuple(sides)) if len(sides) > 1 else None


def _hits(records: list[Mapping[str, Any]], index: Index) -> list[Hit]:
    found: list[Hit] = []
    for one in records:
        article = index.catalogue.article(str(one["article_id"]))
        span = Span(int(one["start"]), int(one["end"]))
        if article is not None and span.of(article.text) == one["text"]:
            rank = len(found) + 1
            passage = Passage(-rank, article.id, span, str(one["text"]))
            found.append(Hit(passage, rank, float(one["score"]), dict(one["scores"])))
    return found
