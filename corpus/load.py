"""Read articles from files and folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from corpus.boilerplate import mark_boilerplate
from corpus.errors import SourceError
from corpus.jsonl import read_jsonl
from corpus.plain import read_plain
from corpus.record import Rejected
from corpus.report import ReadReport, Skip

__all__ = ["MAX_ARTICLE_BYTES", "PARSERS", "Parser", "ReadReport", "Skip", "load_articles"]

MAX_ARTICLE_BYTES = 10_000_000

Parser = Callable[[Path, str, int], Iterator[tuple[int | None, Article | Rejected]]]

PARSERS: dict[str, Parser] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl,
}


def load_articles(
    sources: Sequence[str | Path],
    *,
    report: ReadReport | None = None,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
) -> Iterator[Article]:
    """The articles of `sources`, in order, with their boilerplate marked.

    A source is a file or a folder, which is walked in sorted order; hidden files
    are passed over, links that lead out of the folder are skipped. An id is given
    by the record, or is the file's path below its source. The first article of an
    id is kept, later ones are skipped. Every skip is noted in `report`, and reading
    goes on.

    Raises:
        SourceError: a source does not exist (checked before anything is read).
    """
    report = ReadReport() if report is None else report
    paths = [Path(source) for source in sources]
    for path in paths:
        if not path.exists():
            raise SourceError(
                f"no such file or folder: {path}; give a folder of articles, or a {_kinds()} file"
            )
    return _articles(paths, report, max_article_bytes)


def _articles(paths: Sequence[Path], report: ReadReport, limit: int) -> Iterator[Article]:
    seen: dict[str, str] = {}
    for path, name in _files(paths, report):
        parser = _parser(path)
        if parser is None:
            report.skip(str(path), None, f"unknown kind of file; known: {_kinds()}")
            continue
        report.files += 1
        try:
            for line, found in parser(path, name, limit):
                if isinstance(found, Rejected):
                    report.skip(str(path), line, found.reason)
                    continue
                place = str(path) if line is None else f"{path}:{line}"
                if found.id in seen:
                    report.skip(str(path), line, f"duplicate id {found.id!r}, first seen at {seen[found.id]}")
                    continue
                seen[found.id] = place
                yield _taken(found, str(path), line, report)
        except OSError as error:
            report.skip(str(path), None, f"cannot be read: {error.strerror or error}")


def _taken(article: Article, file: str, line: int | None, report: ReadReport) -> Article:
    report.articles += 1
    report.characters += len(article.text)
    if "date" in article.extra and article.published is None:
        report.notice(file, line, f"date {article.extra['date']!r} is not ISO 8601; kept as given, not used")
    if not article.title:
        article = replace(article, title=_first_line(article.text))
    marks = mark_boilerplate(article.title, article.text)
    report.marks.update(mark.reason for mark in marks)
    return replace(article, boilerplate=marks)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].strip()[:200]


def _files(paths: Sequence[Path], report: ReadReport) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if not path.is_dir():
            yield path, path.name
            continue
        root = path.resolve()
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = Path(folder) / name
                if name.startswith("."):
                    continue
                if file.is_symlink() and not file.resolve().is_relative_to(root):
                    report.skip(str(file), None, "a link that leads out of the folder")
                    continue
                relative = file.relative_to(path).as_posix()
                if not relative.isprintable():
                    report.skip(ascii(str(file)), None, "a file name that is not printable text")
                    continue
                yield file, relative


def _parser(path: Path) -> Parser | None:
    name = path.name.lower()
    fitting = [suffix for suffix in PARSERS if name.endswith(suffix)]
    return PARSERS[max(fitting, key=len)] if fitting else None


def _kinds() -> str:
    return ", ".join(PARSERS)
