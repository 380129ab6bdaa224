"""The only place where citations are made: exact, or not at all."""

from __future__ import annotations

import logging

from corpus.article import Article, Mark, Span
from index.catalogue import Catalogue
from qa.answer import Citation
from qa.copies import publications

log = logging.getLogger(__name__)


class Citer:
    """Numbers the citations of one answer and counts those it had to refuse.

    `catalogue` names the copies of a cited article; without one, citations name none.
    """

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.dropped = 0

    def cite(self, article: Article | None, span: Span, quote: str) -> Citation | None:
        """A citation of `span`, or None when `quote` is not exactly the article's characters
        there, or they are marked as boilerplate. A refusal is counted and logged.
        """
        if (
            article is None
            or not quote.strip()
            or span.of(article.text) != quote
            or _marked(span, article.boilerplate)
        ):
            self.dropped += 1
            log.warning(
                "dropped a citation of %s [%d, %d): not the article's own characters",
                article and article.id,
                span.start,
                span.end,
            )
            return None
        key = (article.id, span.start, span.end)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return Citation(
            number=number,
            article_id=article.id,
            title=article.title,
            url=article.url,
            published=article.published,
            start=span.start,
            end=span.end,
            quote=quote,
            page=article.page_at(span.start),
            also_published_by=()
            if self._catalogue is None
            else publications(self._catalogue, article.id, quote),
        )


def _marked(span: Span, marks: tuple[Mark, ...]) -> bool:
    return any(span.overlaps(mark.span) for mark in marks)
