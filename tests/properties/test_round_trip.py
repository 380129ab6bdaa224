"""What is written into a catalogue is what is read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article, Mark, Span, sentence_spans
from index.catalogue import SqliteCatalogue, SqliteCatalogueWriter
from index.passage import Passage, passage_id

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
MAYBE = st.none() | TEXT
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(TEXT)
    cut = draw(st.integers(0, len(text)))
    marks = (Mark(Span(cut, len(text)), "share"),) if cut < len(text) else ()
    return Article(
        draw(TEXT),
        draw(TEXT),
        text,
        draw(MAYBE),
        draw(MAYBE),
        draw(MAYBE),
        draw(MAYBE),
        marks,
        draw(MAYBE),
        draw(st.dictionaries(TEXT, JSON, max_size=3)),
        draw(MAYBE),
        tuple(sorted(draw(st.sets(st.integers(0, 10_000), max_size=3)))),
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(articles(), max_size=4, unique_by=lambda article: article.id))
def test_articles_sentences_and_passages_come_back(given_articles: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.sqlite"
        writer = SqliteCatalogueWriter(path)
        passages: dict[int, Passage] = {}
        for article in given_articles:
            span = Span(0, len(article.text))
            passage = Passage(passage_id(article.id, span, article.text), article.id, span, article.text)
            passages[passage.id] = passage
            writer.add(article, sentence_spans(article.text), [passage], b"digest")
        assert {one.id: one for one in writer.passages()} == passages
        writer.close()
        catalogue = SqliteCatalogue(path)
        assert sorted(catalogue.articles(), key=lambda a: a.id) == sorted(given_articles, key=lambda a: a.id)
        assert all(
            catalogue.sentences(a.id, Span(0, len(a.text))) == sentence_spans(a.text) for a in given_articles
        )
        for article in given_articles:
            within = Span(len(article.text) // 3, len(article.text) // 2)
            assert catalogue.sentences(article.id, within) == [
                span for span in sentence_spans(article.text) if span.overlaps(within)
            ]
            assert catalogue.spans(article.id) == (
                sentence_spans(article.text),
                [one for one in passages.values() if one.article_id == article.id],
            )
        assert catalogue.passages([*passages, 12345]) == passages
        titles = {article.id: article.title for article in given_articles}
        assert catalogue.titles_of(list(passages)) == [titles[one.article_id] for one in passages.values()]
        assert catalogue.digests() == dict.fromkeys(titles, b"digest")
        assert catalogue.counts() == (len(given_articles), len(passages))
        catalogue.close()
