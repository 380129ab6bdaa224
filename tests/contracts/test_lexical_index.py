"""Every LexicalIndex, one suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Span
from corpus.errors import IndexDamagedError
from index import LexicalIndex, Passage, TantivyIndex
from index.engines.storage import new_identity, new_name
from index.term_counts import TermCounts

TEXTS = {
    2**62 + 3: "The bridges of Velmora carry trains.",
    4: "A bridge, a bridge, a bridge!",
    9: "Frost and hail in Łódź; café closed.",
    11: "東京の橋は2021年に開通した。",
    12: "สะพานเปิดแล้ว",
    13: "Мост открыли в мае, naïve_name.",
    14: "पुल मई में खुला।",
}


@pytest.fixture(params=["tantivy", "milvus"])
def lexical(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LexicalIndex]:
    passages = [Passage(i, "a", Span(0, len(t)), t) for i, t in TEXTS.items()]
    if request.param == "tantivy":
        TantivyIndex.build(tmp_path / "lexical", passages)
        yield TantivyIndex.open(tmp_path / "lexical")
        return
    from index.engines.milvus import MilvusCollection, MilvusWords, MilvusWriter, Passed

    collection = MilvusCollection(request.getfixturevalue("milvus"), new_name(new_identity()))
    writer = MilvusWriter(collection, tmp_path / "terms.npy", 2, len(passages), Passed, [])
    writer.add(passages, np.ones((len(passages), 2), dtype=np.float32))
    writer.finish()
    yield MilvusWords(collection, TermCounts(tmp_path / "terms.npy"))
    writer.abandon()


def _found(lexical: LexicalIndex, question: str, **options: object) -> list[int]:
    return [one.passage_id for one in lexical.search(question, 10, **options)]


def test_the_passage_with_the_word_more_often_comes_first(lexical: LexicalIndex) -> None:
    assert _found(lexical, "bridge") == [4, 2**62 + 3]


def test_the_hidden_are_found_only_where_allowed(lexical: LexicalIndex) -> None:
    lexical.hide([4])
    assert _found(lexical, "bridge") == [2**62 + 3]
    assert _found(lexical, "bridge", allowed=[4]) == [4]
    lexical.hide([])
    assert _found(lexical, "bridge") == [4, 2**62 + 3]


@pytest.mark.parametrize("question", ["BRIDGES", "bridged", 'bridge"', "+bridge -(", "text:bridge~3^"])
def test_form_case_and_query_syntax_do_not_matter(lexical: LexicalIndex, question: str) -> None:
    assert _found(lexical, question)[:1] == [4]


def test_accents_do_not_matter(lexical: LexicalIndex) -> None:
    assert _found(lexical, "cafe in Lodz") == [9]


@pytest.mark.parametrize(
    ("question", "found"),
    [("橋はいつ開通した?", 11), ("สะพาน", 12), ("когда открыли мост", 13), ("पुल कब खुला", 14), ("name", 13)],
)
def test_any_language_has_words(lexical: LexicalIndex, question: str, found: int) -> None:
    assert _found(lexical, question)[0] == found


@pytest.mark.parametrize("question", ["", "???", "zeppelin", "\x00", "😀"])
def test_no_shared_word_finds_nothing(lexical: LexicalIndex, question: str) -> None:
    assert _found(lexical, question) == []


def test_at_most_k_and_only_the_allowed(lexical: LexicalIndex) -> None:
    assert len(lexical.search("bridge", 1)) == 1
    assert lexical.search("bridge", 0) == []
    assert _found(lexical, "bridge frost", allowed=[9, 2**62 + 3]) == [9, 2**62 + 3]
    assert _found(lexical, "bridge", allowed=[]) == []


def test_filtering_does_not_change_the_score(lexical: LexicalIndex) -> None:
    assert lexical.search("bridge", 9, allowed=[4]) == lexical.search("bridge", 1)


def test_passages_with_a_term_are_counted(lexical: LexicalIndex) -> None:
    (term,) = lexical.terms("bridges")
    assert lexical.document_frequency(term) == 2
    assert lexical.document_frequency("nowhere") == 0


@pytest.mark.parametrize("question", ["bridge", "bridges of Velmora carry trains", "frost bridge zeppelin"])
def test_no_score_exceeds_the_ceiling(lexical: LexicalIndex, question: str) -> None:
    assert 0 < max(one.score for one in lexical.search(question, 9)) < lexical.ceiling(question)


def test_what_nothing_holds_has_no_ceiling(lexical: LexicalIndex) -> None:
    assert lexical.ceiling("zeppelin") == lexical.ceiling("") == 0


def test_rubbish_is_refused(tmp_path: Path) -> None:
    (tmp_path / "terms.npy").write_bytes(b"rubbish")
    with pytest.raises(IndexDamagedError):
        TantivyIndex.open(tmp_path)
    with pytest.raises(IndexDamagedError):
        TermCounts(tmp_path / "terms.npy")
