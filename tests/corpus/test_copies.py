"""Which texts are copies of one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus import Article, mark_boilerplate
from corpus.copies import comparable, is_copy
from corpus.grouping import Candidate, group_copies
from corpus.signature import Signer

PARAGRAPHS = (
    "The harbour bridge of Velmora opened on 3 May after nine years of work, the mayor said on Monday.",
    "It cost 412 million crowns. The old ferry made its last crossing on the same evening.",
    "Engineers counted 38,000 tonnes of steel. A band played until the rain came.",
    "Shops on the island hope for visitors. Nobody has counted the gulls.",
)
TEXT = "\n\n".join(PARAGRAPHS)
ARTICLE = Article("a", "Bridge opens", TEXT, published="2024-05-04")


def _is_copy(
    text: str, *, of: str = TEXT, title: str = "Something else", published: str = "2024-05-04"
) -> bool:
    articles = [
        Article("a", "Bridge opens", of, published="2024-05-04"),
        Article("b", title, text, published=published),
    ]
    marked = [replace(one, boilerplate=mark_boilerplate(one.title, one.text)) for one in articles]
    longer, shorter = sorted((comparable(one) for one in marked), key=lambda one: -len(one.body))
    return is_copy(shorter, longer)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "\n\n".join(PARAGRAPHS[:2]),
        f"VELMORA (Wire) — {TEXT}",
        f"By Mila Orr\n\nVELMORA, 4 May: {TEXT}",
        f"Something else\nSomething else\nShare:\n\n{TEXT}",
        TEXT.replace("the mayor", "mayor"),
        TEXT.replace("\n\n", "\n\nWhat the bridge means\n\n", 1),
        TEXT[:200] + "…",
        f"{TEXT}\n\nSubscribe to our newsletter",
        TEXT.replace(" on the same evening", "\non the same evening"),
    ],
)
def test_what_publishers_change_leaves_a_copy(text: str) -> None:
    assert _is_copy(text)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("412 million", "512 million"),
        TEXT.replace("Velmora", "Tarn"),
        TEXT.replace("A band played", "No band played"),
        TEXT.replace("A band played until the rain came.", "A band played. Two dancers fell into the water."),
        TEXT.replace("It cost", "Police held Jon Hask. It cost"),
        "\n\n".join([*PARAGRAPHS[:1], "Forty people were hurt.", *PARAGRAPHS[1:]]),
        "\n\n".join(PARAGRAPHS[1:]) + "\n\nThe bridge was closed again on Friday.",
        PARAGRAPHS[0],
    ],
)
def test_another_fact_or_a_fragment_makes_it_another_article(text: str) -> None:
    assert not _is_copy(text)


def test_a_changed_item_of_a_list_is_another_fact() -> None:
    items = "Best cow: Berta\n\nBest bull: Kaiser"
    assert _is_copy(f"{TEXT}\n\n{items}", of=f"{TEXT}\n\n{items}")
    assert not _is_copy(f"{TEXT}\n\n{items.replace('Berta', 'Lotte')}", of=f"{TEXT}\n\n{items}")


@pytest.mark.parametrize(("day", "copy"), [("2024-05-04", True), ("2024-05-03", True), ("2024-05-05", False)])
def test_what_is_longer_on_a_later_day_is_an_addition(day: str, copy: bool) -> None:
    assert _is_copy(TEXT, of="\n\n".join(PARAGRAPHS[:3]), published=day) is copy


def _groups(*articles: Article) -> dict[str, str]:
    signer = Signer()
    by_id = {one.id: one for one in articles}
    return group_copies(
        [Candidate(one.id, one.published, signer.sign(one)) for one in articles], by_id.__getitem__
    )


def test_the_longest_represents_and_of_equals_the_earliest() -> None:
    cut = replace(ARTICLE, id="cut", text="\n\n".join(PARAGRAPHS[:3]))
    later = replace(ARTICLE, id="0", published="2024-06-01")
    assert _groups(cut, later, ARTICLE) == {"cut": "a", "0": "a"}
    assert _groups(cut, later) == {"cut": "0"} or _groups(cut, later) == {}


def test_two_versions_that_share_their_beginning_are_not_joined_by_a_cut_copy() -> None:
    other = replace(ARTICLE, id="b", text=TEXT.replace("Nobody has counted", "Two men have counted"))
    cut = replace(ARTICLE, id="c", text="\n\n".join(PARAGRAPHS[:3]))
    groups = _groups(ARTICLE, other, cut)
    assert "a" not in groups
    assert "b" not in groups
    assert groups["c"] in {"a", "b"}


def test_order_does_not_matter() -> None:
    articles = [replace(ARTICLE, id=str(n), text="\n\n".join(PARAGRAPHS[: 4 - n % 2])) for n in range(6)]
    assert _groups(*articles) == _groups(*articles[::-1])


def test_no_articles_and_empty_texts_have_no_copies() -> None:
    assert _groups() == {}
    assert _groups(Article("a", "", "…"), Article("b", "", "—")) == {}


def test_scripts_without_spaces_are_compared_by_character() -> None:
    text = "東京の新しい橋は月曜日に開通した。工事には九年かかり、費用は四億円だったと市長は述べた。"
    one, other = Article("a", "", text), Article("b", "", text.replace("九年", "八年"))
    assert _groups(one, replace(one, id="c")) == {"c": "a"}
    assert _groups(one, other) == {}
