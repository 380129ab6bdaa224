"""The chat's functions for programs: an HTTP API, and tools for language models over MCP.

Stateless: each call says all that it needs. Whatever is asked for is answered from the
index as it is now, so a removed article is gone here too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, ParamSpec

from corpus.article import Span
from corpus.errors import CitewiseError, QuestionError
from index.filters import Filters
from qa.answer import hit_as_dict
from qa.answerer import Answerer
from qa.chat.offline import gradio as gr

log = logging.getLogger(__name__)

MOST_PASSAGES = 50
"""Passages that one search may ask for."""
MOST_CHARACTERS = 20_000
"""Characters of an article that one call may ask for."""

_FAILED = "something went wrong; the server's log has the details"
_Given = ParamSpec("_Given")


def add_interface(answerer: Answerer) -> None:
    """Add `ask_articles`, `search_articles` and `get_article_span` to the Blocks that are being built."""

    @_told
    def ask_articles(
        question: str, sources: list[str] | None = None, published_from: str = "", published_to: str = ""
    ) -> dict[str, Any]:
        """Answer a question from the articles. Every sentence of the answer is an exact quotation with the
        article and the offsets of its characters; when the articles do not answer, `abstained` is true
        and `passages` holds what comes nearest.

        Args:
            question: The question, in words.
            sources: Only articles of these sources; all when left out.
            published_from: Only articles of this day or later, YYYY-MM-DD.
            published_to: Only articles of this day or earlier, YYYY-MM-DD.
        """
        filters = _filters(sources, published_from, published_to)
        return answerer.answer(question, filters=filters, asked_on=date.today()).as_dict()

    @_told
    def search_articles(
        question: str,
        k: int = 5,
        sources: list[str] | None = None,
        published_from: str = "",
        published_to: str = "",
    ) -> list[dict[str, Any]]:
        """Find the passages of the articles that match a question best, each with its article's id, the
        offsets of its characters and its text.

        Args:
            question: The question, in words.
            k: How many passages, at most 50.
            sources: Only articles of these sources; all when left out.
            published_from: Only articles of this day or later, YYYY-MM-DD.
            published_to: Only articles of this day or earlier, YYYY-MM-DD.
        """
        if not 1 <= k <= MOST_PASSAGES:
            raise QuestionError(f"k is {k}; ask for 1 to {MOST_PASSAGES} passages")
        filters = _filters(sources, published_from, published_to)
        return [hit_as_dict(hit) for hit in answerer.retriever.retrieve(question, k, filters)]

    @_told
    def get_article_span(article_id: str, start: int = 0, end: int = 2000) -> dict[str, Any]:
        """Read characters of an article, exactly as they stand there, with its title, date, source and
        address.

        Args:
            article_id: The article's id, as citations and passages give it.
            start: The first character, from 0.
            end: One past the last character, at most 20,000 after the first.
        """
        article = answerer.retriever.index().catalogue.article(article_id)
        if article is None:
            raise QuestionError(f"there is no article {article_id!r}; search_articles gives ids")
        if not 0 <= start < end <= start + MOST_CHARACTERS:
            raise QuestionError(
                f"the span is [{start}:{end}]; it begins at 0 or later and has 1 to "
                f"{MOST_CHARACTERS:,} characters"
            )
        end = min(end, len(article.text))
        return {
            "article_id": article.id,
            "title": article.title,
            "url": article.url,
            "source": article.source,
            "published": article.published,
            "characters": len(article.text),
            "start": min(start, end),
            "end": end,
            "text": Span(min(start, end), end).of(article.text),
        }

    for function in (ask_articles, search_articles, get_article_span):
        gr.api(function, api_name=function.__name__)


def _filters(sources: list[str] | None, first: str, last: str) -> Filters | None:
    return (
        Filters(sources=tuple(sources or ()), published_from=first or None, published_to=last or None) or None
    )


def _told(function: Callable[_Given, Any]) -> Callable[_Given, Any]:
    """The function, whose errors become one line for whoever called it."""

    @wraps(function)
    def called(*args: _Given.args, **kwargs: _Given.kwargs) -> Any:
        try:
            return function(*args, **kwargs)
        except CitewiseError as error:
            raise gr.Error(str(error), print_exception=False) from None
        except Exception:
            log.exception("%s failed", function.__name__)
            raise gr.Error(_FAILED, print_exception=False) from None

    return called
