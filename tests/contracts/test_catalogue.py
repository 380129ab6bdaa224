"""Every Catalogue with its writer and token codes, one suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from corpus.article import Article, Mark, Span
from corpus.errors import EngineError, IndexDamagedError, IndexStateError
from corpus.sentences import sentence_spans
from corpus.signature import Signer
from index import Filters, Storage
from index.catalogue import Catalogue
from index.engines.storage import new_identity
from index.manifest import EmbedderRecord, Manifest
from index.passage import Passage, passage_id
from index.places import NewPlaces, Places

DIMENSION = 12
ODD = 'An odd text: \x00, \x1b0, \x1b, "quotes", back\\slash, ???, %s, 100 %, 😀, é, 中文.\r\n\tEnd.'
LONG = "The bridge opened in May. It was long."
ARTICLES = [
    Article(
        "b",
        "Bridge opens",
        "The bridge opened in May. It is long.",
        "https://x.example/b",
        "2024-05-01T10:00",
        "en",
        "Gazette",
        (Mark(Span(26, 37), "share"),),
        extra={"desk": "city", "a.b[0]": "dotted", "pages": 2, "live": True, "gone": None, "tags": ["x", 1]},
        published_from="record",
        pages=(0, 26),
    ),
    Article("a\x00'", ODD, ODD, source="Odd\x00\x1b1 source", language="de", extra={"ÿ": "\x1b"}),
    Article(
        "c", "Bridge opens", "The bridge opened in May. It was long.", published="2024-05-02", source="Sky"
    ),
    Article(
        "d", "A copy", "The bridge opened in May. It was very long.", published="2024-06-03", source="Post"
    ),
]
TOKENS = [np.random.default_rng(n).standard_normal((n, DIMENSION)).astype(np.float32) for n in (3, 1, 5)]
IDS = [2**62, 7, 40]


class Made(NamedTuple):
    catalogue: Catalogue
    places: Places
    passages: dict[int, Passage]


def _passage(article: Article, span: Span) -> Passage:
    text = span.of(article.text)
    return Passage(passage_id(article.id, span, text), article.id, span, text)


@pytest.fixture(params=["sqlite", "postgres"])
def storage(request: pytest.FixtureRequest) -> Storage:
    database = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return Storage(database=database)


@pytest.fixture
def new(storage: Storage, tmp_path: Path) -> NewPlaces:
    return NewPlaces(tmp_path, storage, new_identity())


@pytest.fixture
def made(new: NewPlaces, storage: Storage, tmp_path: Path) -> Iterator[Made]:
    passages = {}
    for article in ARTICLES:
        half = len(article.text) // 2
        mine = [_passage(article, Span(0, half)), _passage(article, Span(half, len(article.text)))]
        passages |= {one.id: one for one in mine}
        new.catalogue.add(article, sentence_spans(article.text), mine, article.id.encode())
        new.catalogue.sign(article.id, Signer().sign(article))
    new.catalogue.mark_copies({"d": "c"})
    assert [one.id for one in new.catalogue.passages()] == sorted(passages)
    for passage in new.catalogue.passages():  # other statements run between two of them
        assert new.catalogue.article(passage.article_id).text[passage.span.start :].startswith(passage.text)
    assert list(new.catalogue.titles()) == sorted({article.title for article in ARTICLES})
    assert {one.id for one in new.catalogue.candidates()} == {article.id for article in ARTICLES}
    assert len(new.catalogue.copied_passages()) == 2
    codes = new.codes()
    codes.add(IDS, TOKENS)
    codes.close()
    new.catalogue.close()
    manifest = Manifest(
        format=3,
        created="",
        citewise="",
        articles=len(ARTICLES),
        passages=len(passages),
        passage_tokens=200,
        token_codes=True,
        embedder=EmbedderRecord("x", 2, DIMENSION, 200, ()),
        files={},
        identity=new.identity,
        schema=new.schema,
    )
    places = Places(tmp_path, tmp_path, manifest, storage)
    catalogue = places.catalogue()
    yield Made(catalogue, places, passages)
    catalogue.close()
    new.forget_others(replace(manifest, schema=None))


def test_articles_come_back_as_they_were(made: Made) -> None:
    wanted = [replace(one, duplicate_of="c") if one.id == "d" else one for one in ARTICLES]
    assert list(made.catalogue.articles()) == sorted(wanted, key=lambda one: one.id)
    assert made.catalogue.article("nobody") is None
    assert made.catalogue.digests() == {one.id: one.id.encode() for one in ARTICLES}
    assert made.catalogue.counts() == (4, 8)


def test_sentences_passages_and_titles_are_found(made: Made) -> None:
    for article in ARTICLES:
        spans = sentence_spans(article.text)
        mine = sorted((p for p in made.passages.values() if p.article_id == article.id), key=lambda p: p.span)
        assert made.catalogue.spans(article.id) == (spans, mine)
        assert made.catalogue.sentences(article.id, mine[1].span) == [
            span for span in spans if span.overlaps(mine[1].span)
        ]
    assert made.catalogue.passages([*made.passages, 5]) == made.passages
    assert sorted(made.catalogue.all_passage_ids()) == sorted(made.passages)
    titles = {article.id: article.title for article in ARTICLES}
    assert made.catalogue.titles_of(list(made.passages)) == [
        titles[p.article_id] for p in made.passages.values()
    ]
    with pytest.raises(IndexDamagedError, match="has no passage 5; build again"):
        made.catalogue.titles_of([5])


def test_copies_are_told(made: Made) -> None:
    assert made.catalogue.copies("c") == ["d"]
    assert made.catalogue.copies("d") == ["c"]
    assert made.catalogue.copies("b") == made.catalogue.copies("nobody") == []
    assert made.catalogue.copy_count() == 1
    assert {made.passages[one].article_id for one in made.catalogue.copied_passages()} == {"d"}
    signature = made.catalogue.signature("b")
    assert signature is not None
    assert (signature.hashes == Signer().sign(ARTICLES[0]).hashes).all()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(sources=("Gazette", "Sky")), {"b", "c"}),
        (Filters(sources=("Odd\x00\x1b1 source",)), {"a\x00'"}),
        (Filters(sources=("Post",)), {"d"}),  # the one that represents it does not pass
        (Filters(sources=("Post", "Sky")), {"c"}),
        (Filters(article_ids=("a\x00'", "nobody")), {"a\x00'"}),
        (Filters(languages=("de",)), {"a\x00'"}),
        (Filters(published_from="2024-05-01", published_to="2024-05-01"), {"b"}),
        (Filters(published_from="2024-05-02"), {"c"}),
        (Filters(published_to="2024-05-01"), {"b"}),
        (Filters(fields={"desk": "city", "pages": "2"}), {"b"}),
        (Filters(fields={"a.b[0]": "dotted"}), {"b"}),
        (Filters(fields={"live": "1"}), {"b"}),
        (Filters(fields={"tags": '["x",1]'}), {"b"}),
        (Filters(fields={"ÿ": "\x1b"}), {"a\x00'"}),
        (Filters(fields={"gone": ""}), set()),
        (Filters(sources=("' OR 1=1 --",)), set()),
        (Filters(), {"b", "c", "a\x00'"}),
    ],
)
def test_filters_let_pass_what_they_say(made: Made, filters: Filters, found: set[str]) -> None:
    ids = made.catalogue.passage_ids(filters)
    assert {made.passages[one].article_id for one in ids} == found
    assert len(ids) == 2 * len(found)
    assert len(made.catalogue.passage_ids(filters, most=1)) == min(1, len(ids))


def test_facets_count(made: Made) -> None:
    facets = made.catalogue.facets()
    assert facets.sources == {"Gazette": 1, "Odd\x00\x1b1 source": 1, "Post": 1, "Sky": 1}
    assert facets.languages == {"de": 1, "en": 1}
    assert list(facets.months.items()) == [("2024-05", 2), ("2024-06", 1)]


def test_token_codes_come_back(made: Made) -> None:
    codes = made.places.codes()
    assert codes is not None
    assert (len(codes), codes.dimension, list(codes.records())) == (3, DIMENSION, [7, 40, 2**62])
    for record, tokens in zip(codes.get([40, 2**62, 40]), (TOKENS[2], TOKENS[0], TOKENS[2]), strict=True):
        assert (np.unpackbits(record, axis=1, count=DIMENSION) == (tokens > 0)).all()
    assert codes.get([]) == []
    codes.verify()
    with pytest.raises(IndexDamagedError, match="no record 8"):
        codes.get([7, 8])


def test_what_was_abandoned_cannot_be_opened(new: NewPlaces, storage: Storage, tmp_path: Path) -> None:
    new.catalogue.add(ARTICLES[0], [], [], b"")
    new.abandon()
    new.abandon()
    if storage.database is None:
        (tmp_path / "catalogue.sqlite").unlink()
    manifest = Manifest(3, "", "", 1, 0, 200, False, EmbedderRecord("x", 2, 2, 2, ()), {}, schema=new.schema)
    with pytest.raises(IndexStateError) as raised:
        Places(tmp_path, tmp_path, manifest, storage).catalogue()
    assert "secret" not in str(raised.value)
    assert isinstance(raised.value, EngineError) is (storage.database is not None)
