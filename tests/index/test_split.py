from __future__ import annotations

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Article, mark_boilerplate, sentence_spans
from corpus.sentences import outside
from index import Passage, PassageSplitter

COUNT = HashingEmbedder().count_tokens


def _split(text: str, limit: int, title: str = "") -> list[Passage]:
    article = Article("a", title, text, boilerplate=mark_boilerplate(title, text))
    return PassageSplitter(COUNT, limit).split(article, outside(sentence_spans(text), article.boilerplate))


def test_short_texts_are_one_passage() -> None:
    (passage,) = _split("  One sentence. Another one.\n", 200)
    assert passage.text == "One sentence. Another one."
    assert (passage.span.start, passage.span.end) == (2, 28)


def test_passages_end_where_sentences_end() -> None:
    text = " ".join(f"Sentence number {n} has seven words." for n in range(40))
    passages = _split(text, 30)
    assert len(passages) > 5
    assert all(passage.text.endswith(".") and passage.text.startswith("Sentence") for passage in passages)


def test_a_sentence_over_the_limit_is_cut_and_nothing_lost() -> None:
    text = "word " * 500 + "end."
    passages = _split(text, 50)
    assert all(COUNT(passage.text) <= 50 for passage in passages)
    assert " ".join(passage.text for passage in passages) == text


@pytest.mark.parametrize("limit", [12, 20, 64])
def test_repeated_text_is_placed_in_order(limit: int) -> None:
    text = "\n\n".join(["Share prices fell. Nobody knew why."] * 20)
    starts = [passage.span.start for passage in _split(text, limit)]
    assert starts == sorted(set(starts))


def test_marked_lines_lie_in_no_passage() -> None:
    tail = "Other Things Happened Elsewhere Too\n\nMore Things That Happened There\n\nRelated News"
    text = f"The Title\nShare:\n\nProse is here. It goes on.\n\n{tail}"
    passages = _split(text, 200, title="The Title")
    assert [passage.text for passage in passages] == ["Prose is here. It goes on."]


def test_ids_depend_on_place_and_content_alone() -> None:
    assert [p.id for p in _split("One. Two.", 200)] == [p.id for p in _split("One. Two.", 100)]
    assert _split("One. Two.", 200)[0].id != _split(" One. Two.", 200)[0].id
    assert all(0 <= passage.id < 2**63 for passage in _split("word " * 500, 50))


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        PassageSplitter(COUNT, 5)
