"""What a server does for its clients, whichever way they ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from corpus.article import Span
from corpus.errors import QuestionError
from index.filters import Filters
from qa.answer import Answer, hit_as_dict
from qa.answerer import Answerer
from qa.serving.limit import RateLimit

MOST_PASSAGES = 100
MOST_CHARACTERS = 20_000
MOST_TURNS = 50


class FilterFields(TypedDict, total=False):
    """Conditions on articles, all of which must hold; days are written YYYY-MM-DD, both included."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    sources: list[str]
    article_ids: list[str]
    published_from: str
    published_to: str
    languages: list[str]
    fields: dict[str, str]


class Desk:
    """Answers clients from one index, without remembering them. Safe to use from several threads.

    Every method checks its arguments, since they come from outside as any JSON, and takes
    `client`, in whose name a question is counted. `answered` is told of every answer.
    """

    def __init__(
        self,
        answerer: Answerer,
        limit: RateLimit,
        answered: Callable[[Answer], None] = lambda answer: None,
    ) -> None:
        self.answerer = answerer
        self.limit = limit
        self._answered = answered

    def ask(
        self, client: str, question: object, filters: object = None, history: object = None
    ) -> dict[str, Any]:
        """The answer as in docs/formats.md.

        Raises:
            QuestionError: an argument cannot be used.
            LimitError: the client asked too often.
            IndexStateError: the index cannot be read.
        """
        asked, wanted, turns = _text("question", question), _filters(filters), _history(history)
        self.limit.take(client)
        answer = self.answerer.answer(asked, turns, filters=wanted, asked_on=date.today())
        self._answered(answer)
        return answer.as_dict()

    def search(
        self, client: str, question: object, k: object = 5, filters: object = None
    ) -> list[dict[str, Any]]:
        """The `k` best passages as in docs/formats.md, at most `MOST_PASSAGES`. Raises: as `ask`."""
        asked, wanted, most = _text("question", question), _filters(filters), _whole("k", k)
        if not 1 <= most <= MOST_PASSAGES:
            raise QuestionError(f"k is {most}; ask for 1 to {MOST_PASSAGES} passages")
        self.limit.take(client)
        return [hit_as_dict(hit) for hit in self.answerer.retriever.retrieve(asked, most, wanted)]

    def article_span(self, client: str, article_id: object, start: object, end: object) -> dict[str, Any]:
        """Characters `[start, end)` of an article, at most `MOST_CHARACTERS`, with where they are from; `end`
        in the result is not past the article's.

        Raises: as `ask`; QuestionError also where there is no such article or it ends before `start`.
        """
        name, first, last = _text("article_id", article_id), _whole("start", start), _whole("end", end)
        if not 0 <= first < last:
            raise QuestionError(f"the span {first}:{last} is empty; start is 0 or more and end lies after it")
        if last - first > MOST_CHARACTERS:
            raise QuestionError(
                f"the span has {last - first:,} characters, at most {MOST_CHARACTERS:,} are given; "
                "ask for parts of it"
            )
        self.limit.take(client)
        article = self.answerer.retriever.index().catalogue.article(name)
        if article is None:
            raise QuestionError(
                f"there is no article {name[:200]!r}; take the id from a citation or a passage"
            )
        if first >= len(article.text):
            raise QuestionError(
                f"the article has {len(article.text):,} characters; the span begins at {first:,}"
            )
        last = min(last, len(article.text))
        return {
            "article_id": article.id,
            "title": article.title,
            "url": article.url,
            "source": article.source,
            "published": article.published,
            "start": first,
            "end": last,
            "text": Span(first, last).of(article.text),
            "characters": len(article.text),
        }


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise QuestionError(f"{name} is not a text; send a string")
    return value


def _whole(name: str, value: object) -> int:
    # JSON from a browser may write a whole number as 5.0.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise QuestionError(f"{name} is not a whole number; send one")
    return value


def _filters(value: object) -> Filters | None:
    if value is None or value == {}:
        return None
    known = [field.name for field in fields(Filters)]
    if not isinstance(value, dict):
        raise QuestionError(f"filters are not an object; send one with any of: {', '.join(known)}")
    for name in value:
        if name not in known:
            raise QuestionError(f"filter {str(name)[:100]!r} is unknown; known: {', '.join(known)}")
    try:
        return TypeAdapter(Filters).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise QuestionError(f"filter {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _history(value: object) -> Sequence[tuple[str, str]]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_TURNS:
        raise QuestionError(f"history is not a list of at most {MOST_TURNS} pairs of question and answer")
    turns = []
    for turn in value:
        if not isinstance(turn, list | tuple) or len(turn) != 2 or not all(isinstance(x, str) for x in turn):
            raise QuestionError(
                "history is not a list of pairs of question and answer; send [[question, answer]]"
            )
        turns.append((turn[0], turn[1]))
    return turns
