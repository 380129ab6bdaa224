"""Passages of the days that a question asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.dates import day_of
from index.filters import Filters
from index.opened import Index
from index.passage import Hit
from qa.retriever import Retriever
from qa.when import Period, period_of

_NEAR = 0.9  # of the best score: what the days asked about must reach to be preferred


@dataclass(frozen=True, slots=True)
class Timely:
    """The question as its passages are to be read for, without the words for time that they fulfil; the
    passages found, best first; and those of them to answer from."""

    question: str
    hits: list[Hit]
    readable: list[Hit]


def retrieve_timely(
    retriever: Retriever,
    index: Index,
    question: str,
    k: int,
    filters: Filters | None = None,
    asked_on: date | None = None,
) -> Timely:
    """`Retriever.retrieve_from`, but of the articles published when the question says, as understood on
    the day `asked_on`, where these match it nearly as well as the best of all.

    Those come first then, and are answered from. Where they match less, or the question
    has no word for time, or no day is given, time makes no difference: a wrong guess
    about it hides nothing.
    """
    hits = retriever.retrieve_from(index, question, k, filters)
    untimed = Timely(question, hits, hits)
    period = period_of(question, asked_on) if asked_on else None
    if period is None or not hits or hits[0].score <= 0.0:
        return untimed
    least = _NEAR * hits[0].score
    if period.newest:
        before = retriever.retrieve_from(index, question, k, _within(filters, period))
        days = [day for hit in before if hit.score >= least and (day := _published(index, hit))]
        if not days:
            return untimed
        period = replace(period, first=max(days))
    elif period.stated and _tells(hits[0], period.stated):
        return untimed
    inside = retriever.retrieve_from(index, question, k, _within(filters, period))
    if not inside or inside[0].score < least:
        return untimed
    merged = {hit.passage.id: hit for hit in inside if hit.score >= least}
    for hit in sorted((*inside, *hits), key=lambda one: (-one.score, one.passage.id)):
        merged.setdefault(hit.passage.id, hit)
    ranked = [replace(hit, rank=rank) for rank, hit in enumerate(list(merged.values())[:k], 1)]
    return Timely(period.without_words(question), ranked, inside)


def _within(filters: Filters | None, period: Period) -> Filters:
    """The filters, narrowed to the period."""
    filters = filters or Filters()
    first, last = period.first.isoformat(), period.last.isoformat()
    return replace(
        filters,
        published_from=max(first, filters.published_from or first),
        published_to=min(last, filters.published_to or last),
    )


def _published(index: Index, hit: Hit) -> date | None:
    article = index.catalogue.article(hit.passage.article_id)
    return day_of(article.published) if article else None


def _tells(hit: Hit, stated: str) -> bool:
    """Whether the passage itself names the time."""
    words: Sequence[str] = hit.passage.text.casefold().split()
    return stated.casefold() in " ".join(words)
