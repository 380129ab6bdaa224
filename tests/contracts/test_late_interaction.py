"""Every LateInteraction, one suite."""

from __future__ import annotations

import numpy as np
import pytest
from hashing_embedder import HashingEmbedder

from index import EncodedTokens, Filters, Index, LateInteraction
from index.late import Stretch


@pytest.fixture(params=["stored", "encoded"])
def late(request: pytest.FixtureRequest, opened: Index, embedder: HashingEmbedder) -> LateInteraction:
    return opened.late if request.param == "stored" else EncodedTokens(embedder, opened.catalogue)


def _ids(opened: Index, article: str) -> list[int]:
    return opened.catalogue.passage_ids(Filters(article_ids=(article,)))


def test_a_word_of_the_passage_matches_best_there(
    late: LateInteraction, opened: Index, embedder: HashingEmbedder
) -> None:
    bridge, comet = _ids(opened, "bridge"), _ids(opened, "comet")
    found = late.matches(embedder.encode_question("steel").tokens, [*comet, *bridge])
    in_comet, in_bridge = found.text[: len(comet), 1].max(), found.text[len(comet) :, 1].max()
    assert in_bridge > in_comet + 0.2


def test_a_word_of_the_title_matches_in_the_title(
    late: LateInteraction, opened: Index, embedder: HashingEmbedder
) -> None:
    bridge, orchard = _ids(opened, "bridge"), _ids(opened, "orchard")
    found = late.matches(embedder.encode_question("ruins").tokens, [*bridge, *orchard])
    assert (found.title[len(bridge) :, 1] > found.title[: len(bridge), 1].max() + 0.2).all()


def test_one_row_a_passage_and_one_column_a_token(
    late: LateInteraction, opened: Index, embedder: HashingEmbedder
) -> None:
    ids = opened.catalogue.passage_ids(Filters())
    question = embedder.encode_question("When did the harbour bridge open?")
    found = late.matches(question.tokens, ids)
    assert found.text.shape == found.title.shape == (len(ids), len(question.tokens))
    assert np.abs(found.text).max() <= 1.0 + 1e-5
    backwards = late.matches(question.tokens, ids[::-1])
    assert backwards.text[::-1] == pytest.approx(found.text, abs=1e-6)


def test_every_token_is_compared_with_every_token(
    late: LateInteraction, opened: Index, embedder: HashingEmbedder
) -> None:
    ids = opened.catalogue.passage_ids(Filters())
    question = embedder.encode_question("When did the harbour bridge open?").tokens
    found = late.similarities(question, ids)
    texts = opened.catalogue.passages(ids)
    assert [one.shape for one in found] == [
        (embedder.count_tokens(texts[number].text), len(question)) for number in ids
    ]
    best = np.stack([one.max(axis=0) for one in found])
    assert best == pytest.approx(late.matches(question, ids).text, abs=1e-5)
    assert late.similarities(question, []) == []


def test_a_text_is_most_like_itself(late: LateInteraction, opened: Index, embedder: HashingEmbedder) -> None:
    passages = opened.catalogue.passages(opened.catalogue.passage_ids(Filters()))
    whole = [Stretch(number, slice(0, embedder.count_tokens(one.text))) for number, one in passages.items()]
    for one in whole:
        part = Stretch(one.passage_id, slice(1, 6))
        found = late.likeness(one, [*whole, part])
        assert found[whole.index(one)] == found[-1] == pytest.approx(1.0, abs=1e-3)
        others = [alike for alike, other in zip(found, whole, strict=False) if other is not one]
        assert all(-1.0 <= alike < 0.9 for alike in others)
        assert late.likeness(part, [one]) == [pytest.approx(late.likeness(one, [part])[0], abs=1e-5)]


def test_nothing_is_like_a_stretch_without_tokens(late: LateInteraction, opened: Index) -> None:
    number, *_ = _ids(opened, "bridge")
    whole, empty = Stretch(number, slice(0, 5)), Stretch(number, slice(0, 0))
    assert late.likeness(whole, [empty]) == late.likeness(empty, [whole]) == [-1.0]
    assert late.likeness(whole, []) == []


def test_no_passages(late: LateInteraction, embedder: HashingEmbedder) -> None:
    found = late.matches(embedder.encode_question("steel").tokens, [])
    assert found.text.shape == found.title.shape == (0, 3)
