"""Superseded and disputed facts: what is preferred, what is cited, and whether it is told.

A question whose `kind` is "disputed" has articles of about the same time that
differ, one fact a side; one with `superseded` has an older article that a newer one replaced.
"""

from __future__ import annotations

from corpus.article import Span
from eval.metrics.citations import facts
from eval.questions import Question
from qa.answer import Answer


def newest_preferred(question: Question, answer: Answer) -> float | None:
    """1 when the first citation is of a relevant article, else 0 (an abstention cites none); None when
    no article is superseded."""
    if not question.superseded:
        return None
    first = answer.statements[0].citations[0].article_id if answer.statements else None
    return float(first in question.relevant)


def sides_cited(question: Question, answer: Answer) -> float | None:
    """1 when the citations touch every gold fact of a disputed question, else 0; None for others."""
    if question.kind != "disputed" or not question.spans:
        return None
    return float(
        all(
            any(
                one.article_id == gold.article_id and Span(one.start, one.end).overlaps(gold.span)
                for one in answer.citations
                for gold in spans
            )
            for spans in facts(question)
        )
    )


def disagreement_told(question: Question, answer: Answer) -> float | None:
    """1 when the answer tells of different answers to a superseded or disputed question, else 0."""
    return float(answer.disagreement is not None) if _has_sides(question) else None


def false_disagreement(question: Question, answer: Answer) -> float | None:
    """1 when the answer tells of different answers to any other question, else 0: low is good."""
    return None if _has_sides(question) else float(answer.disagreement is not None)


def _has_sides(question: Question) -> bool:
    return bool(question.superseded) or question.kind == "disputed"
