"""What a command is to ask, and of which index."""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from corpus.errors import QuestionError
from corpus.load import load_articles
from corpus.report import ReadReport
from corpus.sample import sample_corpus
from eval.question_sets import QuestionSet, load_question_set
from eval.questions import BUILT_IN, Question
from index.build import build_index
from index.embedder import DEFAULT_EMBEDDER
from index.encoders import fast_embedder
from index.generation import current_generation
from index.opened import Index
from index.places import Places
from qa.progress import StageBars
from qa.settings import Settings

SAMPLE = "(sample corpus)"  # stands in a run's settings for a temporary index folder
OWN = "(the question set's corpus)"
_CORPUS_FILES = ("corpus.jsonl", "corpus.jsonl.gz")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions and the corpus that they are about.

    `articles` is None when the corpus is that of an index that exists; `name` is what
    the corpus is called then.
    """

    questions: list[Question]
    articles: list[Article] | None
    name: str
    place: str
    notices: tuple[str, ...]

    @property
    def built_in(self) -> bool:
        return self.place == str(BUILT_IN)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """The question set that the arguments name, and its corpus: `--corpus`, what the set brings with
    it, the index of `--index`, or, for the built-in questions, the sample corpus.

    Raises:
        QuestionError: the questions cannot be read, or none is left to ask.
        SourceError: the corpus cannot be read.
    """
    path = Path(arguments.questions) if arguments.questions else BUILT_IN
    qrels = Path(arguments.qrels) if arguments.qrels else None
    found = load_question_set(path, qrels=qrels)
    questions = found.questions
    if arguments.split:
        questions = [one for one in questions if one.side == arguments.split]
    questions = questions[: getattr(arguments, "limit", None)]
    if not questions:
        raise QuestionError(f"{path} holds no question of the split {arguments.split!r}")
    articles, name, notices = _corpus(arguments, path, found, settings)
    return Asked(questions, articles, name, str(path), notices)


def _corpus(
    arguments: argparse.Namespace, path: Path, found: QuestionSet, settings: Settings
) -> tuple[list[Article] | None, str, tuple[str, ...]]:
    if arguments.corpus:
        return *_loaded([Path(arguments.corpus)], settings), found.notices
    if arguments.index:
        return None, settings.index, found.notices
    if found.articles is not None:
        kept, notices = _not_too_large(found.articles, settings.max_article_bytes)
        return kept, OWN, (*found.notices, *notices)
    beside = [path / name for name in _CORPUS_FILES if path.is_dir() and (path / name).is_file()]
    if beside:
        return *_loaded(beside[:1], settings), found.notices
    if arguments.questions:
        return None, settings.index, found.notices
    return _loaded([sample_corpus()], settings)[0], SAMPLE, found.notices


def _loaded(sources: Sequence[Path], settings: Settings) -> tuple[list[Article], str]:
    report = ReadReport()
    articles = list(load_articles(sources, report=report, **settings.reading))
    for skip in report.skipped:
        log.warning("%s: %s", skip.file if skip.line is None else f"{skip.file}:{skip.line}", skip.reason)
    return articles, str(sources[0])


def _not_too_large(articles: Sequence[Article], most: int) -> tuple[list[Article], list[str]]:
    kept, notices = [], []
    for one in articles:
        size = len(one.text.encode("utf-8", "surrogatepass"))
        if size <= most:
            kept.append(one)
        else:
            notices.append(f"article {one.id!r} has {size:,} bytes, at most {most:,} are read; left out")
    return kept, notices


@contextmanager
def opened(
    found: Asked, arguments: argparse.Namespace, settings: Settings
) -> Iterator[tuple[Index, Settings]]:
    """The index to ask, and the settings as a run reports them.

    A corpus that has no index gets one in a temporary folder, or in `--keep-index`,
    where the next run finds it and embeds nothing again.
    """
    if found.articles is None:
        yield Index.open(settings.index, settings.embedder, settings.storage), settings
        return
    with tempfile.TemporaryDirectory(prefix="citewise-eval-") as temporary:
        folder = Path(arguments.keep_index or temporary)
        embedder = fast_embedder(settings.embedder or DEFAULT_EMBEDDER, settings.engine)
        with StageBars() as bars:
            build_index(
                found.articles,
                folder,
                embedder,
                passage_tokens=settings.passage_tokens,
                token_codes=settings.token_codes,
                progress=bars,
            )
        yield Index.open(folder, embedder), replace(settings, index=found.name)


def articles_of(found: Asked, settings: Settings) -> dict[str, Article]:
    """The corpus by article id, without opening an embedder.

    Raises:
        IndexStateError: there is no sound index where one is needed.
    """
    if found.articles is not None:
        return {article.id: article for article in found.articles}
    folder = Path(settings.index)
    places = Places.of(folder, current_generation(folder), settings.storage)
    with closing(places.catalogue()) as catalogue:
        return {article.id: article for article in catalogue.articles()}
