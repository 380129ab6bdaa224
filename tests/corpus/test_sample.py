"""The sample corpus has the size, the subjects and the mess that it promises."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus import Article, ReadReport, load_articles, sample_corpus
from corpus.sample import SAMPLE_QUESTIONS


@pytest.fixture(scope="module")
def report() -> ReadReport:
    return ReadReport()


@pytest.fixture(scope="module")
def articles(report: ReadReport) -> list[Article]:
    return list(load_articles([sample_corpus()], report=report))


def test_at_least_forty_articles_of_250_to_600_words(articles: list[Article], report: ReadReport) -> None:
    assert len(articles) >= 40
    assert all(250 <= len(article.text.split()) <= 600 for article in articles)
    assert report.skipped == report.notices == []


def test_every_article_says_where_and_when(articles: list[Article]) -> None:
    assert all(article.title and article.published and article.source for article in articles)
    # .example is reserved: no real publisher is named as the source of our text.
    assert all(article.url and ".example/" in article.url for article in articles)


def test_the_habits_of_news_pages_are_there_and_marked(articles: list[Article]) -> None:
    habits = Counter(
        reason for article in articles for reason in {mark.reason for mark in article.boilerplate}
    )
    assert habits["title"] >= 15
    assert habits["share"] >= 15
    assert habits["headline"] >= 15
    assert habits["cue"] >= 15
    assert habits["call"] >= 8
    assert sum(not article.boilerplate for article in articles) >= 8


def test_the_questions_to_begin_with_have_their_articles(articles: list[Article]) -> None:
    assert {article.id for article in articles} >= set(SAMPLE_QUESTIONS.values())


def test_there_are_near_copies(articles: list[Article]) -> None:
    lines = {
        article.id: {line for line in article.text.splitlines() if len(line) > 80} for article in articles
    }
    pairs = [
        (a, b)
        for a in lines
        for b in lines
        if a < b and len(lines[a] & lines[b]) >= 0.6 * min(len(lines[a]), len(lines[b]))
    ]
    assert len(pairs) >= 3


def test_the_first_subject_is_covered(articles: list[Article]) -> None:
    assert any("abduct" in article.text and "Kishida" in article.text for article in articles)
