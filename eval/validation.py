"""What is wrong with a question set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from corpus.article import Article, Span
from corpus.sentences import sentence_spans
from eval.normalisation import normalised
from eval.questions import Question

LEAK_WORDS = 6
"""A question that has this many words in a row from the sentence around its gold span is a leak: it
measures whether words are found again, not whether a question is answered."""

_WORD = re.compile(r"\w+")


def problems(
    questions: Sequence[Question], articles: Mapping[str, Article], *, own: bool = False
) -> list[str]:
    """A line for each thing wrong with the set: ids, contradictions, spans, duplicates.

    With `own`, also what the project holds its own questions to, beyond what makes a
    set usable: each has a split and a kind, no article is gold on both sides of the
    split, and no question copies its gold sentence (see `LEAK_WORDS`).
    """
    found = [f"{name}: id used {times} times" for name, times in _counts(one.id for one in questions)]
    asked: dict[tuple[object, ...], str] = {}
    for one in questions:
        found += _contradictions(one) + _unknown_articles(one, articles) + _bad_spans(one, articles)
        same = (normalised(one.question), tuple(map(normalised, one.history)), one.date)
        if one.question.strip() and asked.setdefault(same, one.id) != one.id:
            found.append(f"{one.id}: asks the same as {asked[same]}")
    if own:
        found += [f"{one.id}: no split" for one in questions if one.split is None]
        found += [f"{one.id}: no kind" for one in questions if one.kind is None]
        found += _on_both_sides(questions)
        found += [line for one in questions for line in _leaks(one, articles)]
    return found


def _contradictions(one: Question) -> list[str]:
    found = []
    if not one.question.strip():
        found.append(f"{one.id}: empty question")
    if not one.answerable and (one.answers or one.relevant or one.spans):
        found.append(f"{one.id}: unanswerable, yet it has answers, relevant articles or spans")
    found += [
        f"{one.id}: answer {answer!r} has no word to compare, so nothing can match it"
        for answer in one.answers
        if not normalised(answer)
    ]
    found += [
        f"{one.id}: article {name!r} is both relevant and to be ignored"
        for name in one.relevant
        if name in one.ignore
    ]
    return found


def _unknown_articles(one: Question, articles: Mapping[str, Article]) -> list[str]:
    named = (*one.relevant, *one.superseded, *one.ignore)
    return [f"{one.id}: no article {name!r}" for name in named if name not in articles]


def _bad_spans(one: Question, articles: Mapping[str, Article]) -> list[str]:
    found = []
    for gold in one.spans:
        article = articles.get(gold.article_id)
        if article is None:
            found.append(f"{one.id}: no article {gold.article_id!r}")
        elif gold.span.of(article.text) != gold.text or not gold.text:
            found.append(f"{one.id}: span {gold.span} of {gold.article_id!r} is not {gold.text!r}")
        elif any(gold.span.overlaps(mark.span) for mark in article.boilerplate):
            found.append(f"{one.id}: span {gold.span} of {gold.article_id!r} lies in boilerplate")
    return found


def _on_both_sides(questions: Sequence[Question]) -> list[str]:
    sides: dict[str, set[str]] = {}
    for one in questions:
        for name in (*one.relevant, *one.superseded):
            sides.setdefault(name, set()).add(one.side)
    return [f"article {name!r}: gold in both dev and test" for name, both in sides.items() if len(both) > 1]


def _leaks(one: Question, articles: Mapping[str, Article]) -> list[str]:
    words = _words(one.question)
    around = [
        _around(articles[gold.article_id], gold.span) for gold in one.spans if gold.article_id in articles
    ]
    said = [f" {' '.join(_words(text))} " for text in around]
    for at in range(len(words) - LEAK_WORDS + 1):
        run = " ".join(words[at : at + LEAK_WORDS])
        if any(f" {run} " in text for text in said):
            return [f"{one.id}: copies {run!r} from its gold sentence"]
    return []


def _around(article: Article, span: Span) -> str:
    """The sentences that the span touches."""
    touched = [one for one in sentence_spans(article.text, article.language or "en") if one.overlaps(span)]
    return " ".join(one.of(article.text) for one in touched)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _counts(names: Iterable[str]) -> list[tuple[str, int]]:
    return [(name, times) for name, times in Counter(names).items() if times > 1]
