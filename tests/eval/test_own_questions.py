"""The built-in set: it is what the documents say, and its split never moves."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from corpus import load_articles, sample_corpus
from eval import Question, load_questions, problems
from eval.questions import BUILT_IN

SHEET = BUILT_IN.with_name("statements_read.tsv")

KINDS = {
    "across",
    "compare",
    "date",
    "disputed",
    "false-premise",
    "follow-up",
    "hostile",
    "list",
    "multi-span",
    "name",
    "near-miss",
    "number",
    "off-topic",
    "paraphrase",
    "single-fact",
    "superseded",
    "time-relative",
    "why-how",
}
SPLIT_SHA256 = "61cb1f3869db15d2a60cc3e86c4b2f38623db3fa0b50948116a8aa76eda623ff"
"""Of the lines `id split` of the first 274 questions, in order. A new question goes to the end of the
file and leaves this as it is."""


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return load_questions()


def test_nothing_is_wrong_with_it(questions: list[Question]) -> None:
    articles = {article.id: article for article in load_articles([sample_corpus()])}
    assert problems(questions, articles, own=True) == []


def test_it_is_large_and_of_every_kind(questions: list[Question]) -> None:
    assert len(questions) >= 250
    kinds = Counter(one.kind for one in questions)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 7


def test_both_sides_have_every_kind(questions: list[Question]) -> None:
    for side in ("dev", "test"):
        assert {one.kind for one in questions if one.side == side} == KINDS


def test_the_split_never_moves(questions: list[Question]) -> None:
    lines = "".join(f"{one.id} {one.split}\n" for one in questions[:274])
    assert hashlib.sha256(lines.encode()).hexdigest() == SPLIT_SHA256


def test_questions_of_several_facts_say_so(questions: list[Question]) -> None:
    for one in questions:
        if one.kind in ("multi-span", "across"):
            assert len({gold.fact for gold in one.spans}) >= 2, one.id
        if one.kind == "across":
            facts = {fact: set() for fact in {gold.fact for gold in one.spans}}
            for gold in one.spans:
                facts[gold.fact].add(gold.article_id)
            assert not set.intersection(*facts.values()), f"{one.id}: one article has it all"
        if one.kind == "follow-up":
            assert one.history, one.id


def test_a_question_without_a_split_gets_one_for_good() -> None:
    sides = [Question(f"q{number}", "?", answerable=True).side for number in range(8)]
    assert sides == ["dev", "test", "test", "dev", "dev", "dev", "dev", "dev"]


def test_the_sheet_of_statements_read_by_hand_points_at_what_was_read(questions: list[Question]) -> None:
    rows = [line.split("\t") for line in SHEET.read_text(encoding="utf-8").splitlines()[1:]]
    articles = {article.id: article for article in load_articles([sample_corpus()])}
    asked = {one.id for one in questions}
    assert len(rows) == 50
    for question, article, start, end, supported, answers in rows:
        quote = articles[article].text[int(start) : int(end)]
        assert question in asked
        assert quote.strip() == quote != ""
        assert {supported, answers} <= {"yes", "no"}
    assert sum(row[4] == "yes" for row in rows) / len(rows) >= 0.98
