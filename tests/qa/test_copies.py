from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.article import Span
from index import Passage
from qa import Retriever
from qa.copies import group_copies

TEXT = (
    "The harbour bridge of Velmora opened on 3 May 2021 after nine years of work, the mayor said on "
    "Monday evening, and the old ferry made its last crossing while engineers counted the steel."
)


def _passages(*texts: str) -> list[Passage]:
    return [Passage(n, f"a{n}", Span(0, len(text)), text) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    "other", [TEXT, TEXT.upper(), TEXT.replace("Monday ", ""), f"VELMORA (Agency) {TEXT}".replace(",", " -")]
)
def test_the_same_words_are_a_copy(other: str) -> None:
    assert [len(group) for group in group_copies(_passages(TEXT, other), 5)] == [2]


@pytest.mark.parametrize("other", [TEXT.replace("2021", "2022"), TEXT + " It cost 4 million.", TEXT[:90]])
def test_another_figure_or_a_part_is_no_copy(other: str) -> None:
    assert [len(group) for group in group_copies(_passages(TEXT, other), 5)] == [1, 1]


def test_what_one_article_says_twice_is_no_copy() -> None:
    passages = [Passage(n, "a", Span(n, n + len(TEXT)), TEXT) for n in range(2)]
    assert [len(group) for group in group_copies(passages, 5)] == [1, 1]


def test_at_most_so_many_groups_but_all_their_copies() -> None:
    groups = group_copies(_passages(TEXT, "A comet returned.", TEXT, "Frost fell."), 2)
    assert [[one.id for one in group] for group in groups] == [[0, 2], [1]]


def test_copies_take_no_places_and_are_listed(
    retriever: Retriever, write_jsonl: Callable[..., Path], rebuild: Callable[..., None]
) -> None:
    records = [{"id": f"copy{n:02}", "text": TEXT} for n in range(60)]
    records += [{"id": f"other{n}", "text": f"The bridge number {n} is old and grey."} for n in range(4)]
    rebuild(retriever.index().folder, write_jsonl(records))
    hits = retriever.retrieve("When did the harbour bridge of Velmora open?", k=5)
    assert [hit.passage.article_id[:4] for hit in hits].count("copy") == 1
    assert len(hits) == 5
    copies = next(hit for hit in hits if hit.passage.article_id.startswith("copy"))
    assert copies.also_in
    assert all(one.text == TEXT for one in copies.also_in)
