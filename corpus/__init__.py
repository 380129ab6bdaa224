"""Articles in: records, parsing, boilerplate marks, sentences, errors."""

from corpus.article import Article, Mark, Span
from corpus.boilerplate import mark_boilerplate
from corpus.errors import CitewiseError
from corpus.load import ReadReport, Skip, load_articles
from corpus.sample import sample_corpus
from corpus.sentences import sentence_spans

__all__ = [
    "Article",
    "CitewiseError",
    "Mark",
    "ReadReport",
    "Skip",
    "Span",
    "load_articles",
    "mark_boilerplate",
    "sample_corpus",
    "sentence_spans",
]
