"""Read articles from files, folders, archives and web addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.archives import ARCHIVES
from corpus.article import Article
from corpus.boilerplate import mark_boilerplate
from corpus.dateline import dateline, url_date
from corpus.encoding import mojibake
from corpus.errors import SourceError
from corpus.fields import checked_fields
from corpus.files import SourceFile, fetched_file, kinds, opened, registered, walked
from corpus.language import language_of
from corpus.options import (
    DOWNLOAD_SECONDS,
    MAX_ARTICLE_BYTES,
    MAX_COMPRESSION_RATIO,
    MAX_DOWNLOAD_BYTES,
    MAX_EXTRACTED_BYTES,
    ReadOptions,
)
from corpus.parsers import PARSERS, Parser
from corpus.record import Found, Notice, Rejected, broken, unfit
from corpus.report import ReadReport, Skip
from corpus.web import is_address

__all__ = ["ARCHIVES", "MAX_ARTICLE_BYTES", "PARSERS", "Parser", "ReadReport", "Skip", "load_articles"]


Entry = tuple[str, int | None, Article | Rejected | Notice]
"""A file as it is shown, the line from 1 (None: the whole file), and what stands there."""

Readers = Callable[[Iterable[SourceFile], ReadOptions], Iterable[tuple[int, Entry | None]]]
"""Gives for files, archives among them, what `read_file` gives for each, in order."""


def load_articles(
    sources: Sequence[str | Path],
    *,
    report: ReadReport | None = None,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
    max_extracted_bytes: int = MAX_EXTRACTED_BYTES,
    max_compression_ratio: int = MAX_COMPRESSION_RATIO,
    max_download_bytes: int = MAX_DOWNLOAD_BYTES,
    download_seconds: float = DOWNLOAD_SECONDS,
    private_addresses: bool = False,
    fields: Mapping[str, str] | None = None,
    readers: Readers | None = None,
) -> Iterator[Article]:
    """The articles of `sources`, in order, with their boilerplate marked.

    A source is a file, an archive, a web address (a string that begins with `http://` or
    `https://`) or a folder, which is walked in sorted order; hidden files are passed over,
    links that lead out of the folder are skipped. An id is given by the record, or is the
    file's path below its source. The first article of an id is kept, later ones are
    skipped. Every skip is noted in `report`, and reading goes on. `fields` says which column
    holds which field (`{"text": "body"}`).

    A day that no record gives is taken from the page, the address or the dateline, a
    language from the text; `Article.published_from` says which it was. `readers` read the
    files of paths elsewhere, such as on the machines of a cluster.

    Raises:
        SourceError: a source does not exist (checked before anything is read).
        SettingsError: `fields` names a field that articles do not have.
    """
    report = ReadReport() if report is None else report
    options = ReadOptions(
        max_article_bytes,
        max_extracted_bytes,
        max_compression_ratio,
        max_download_bytes,
        download_seconds,
        private_addresses,
        checked_fields(fields or {}),
    )
    places = [str(source) if is_address(source) else Path(source) for source in sources]
    for path in places:
        if isinstance(path, Path) and not path.exists():
            raise SourceError(
                f"no such file or folder: {path}; give a folder of articles, or a {kinds()} file"
            )
    return _articles(places, report, options, readers or _here)


def _articles(
    places: Sequence[Path | str], report: ReadReport, options: ReadOptions, readers: Readers
) -> Iterator[Article]:
    seen: dict[str, str] = {}
    left_out: tuple[str, int | None] | None = None
    for shown, line, found in _read(places, report, options, readers):
        if isinstance(found, Rejected):
            report.skip(shown, line, found.reason)
        elif isinstance(found, Notice):
            if (shown, line) != left_out:
                report.notice(shown, line, found.reason)
        elif found.id in seen:
            left_out = (shown, line)
            report.skip(shown, line, f"duplicate id {found.id!r}, first seen at {seen[found.id]}")
        else:
            seen[found.id] = shown if line is None else f"{shown}:{line}"
            report.take(found)
            yield found


def _read(
    places: Sequence[Path | str], report: ReadReport, options: ReadOptions, readers: Readers
) -> Iterator[Entry]:
    for place in places:
        if isinstance(place, Path):
            yield from _counted(readers(walked(place, report), options), report)
            continue
        with fetched_file(place, report, options) as file:
            if file is not None:
                yield from _counted(_here([file], options), report)


def _counted(read: Iterable[tuple[int, Entry | None]], report: ReadReport) -> Iterator[Entry]:
    for count, entry in read:
        report.files += count
        if entry is not None:
            yield entry


def _here(files: Iterable[SourceFile], options: ReadOptions) -> Iterator[tuple[int, Entry | None]]:
    """Reads files in this process."""
    return (found for file in files for found in read_file(file, options))


def read_file(file: SourceFile, options: ReadOptions) -> Iterator[tuple[int, Entry | None]]:
    """What a file holds, or the files in it when it is an archive; with 1 where another file of a known kind
    begins, else 0."""
    report = ReadReport()
    for one in opened(file, report, options):
        yield int(registered(PARSERS, one.path.name) is not None), None
        yield from ((0, entry) for entry in entries(one, options))
        yield from ((0, entry) for entry in _skipped(report))
    yield from ((0, entry) for entry in _skipped(report))


def _skipped(report: ReadReport) -> Iterator[Entry]:
    """What was left out since this was asked last."""
    while report.skipped:
        skip = report.skipped.pop(0)
        yield skip.file, skip.line, Rejected(skip.reason)


def entries(file: SourceFile, options: ReadOptions) -> Iterator[Entry]:
    """What one file holds, each article with its day, language and marks, and notices about it after it.
    Ids are not compared."""
    for line, found in _parsed(file, options):
        if not isinstance(found, Article):
            yield file.shown, line, found
        elif (reason := unfit(found)) is not None:
            yield file.shown, line, Rejected(reason)
        else:
            if found.id == file.name and found.url is None and is_address(file.name):
                found = replace(found, url=file.name)
            yield file.shown, line, _prepared(found)
            yield from ((file.shown, line, notice) for notice in _oddities(found))


def _parsed(file: SourceFile, options: ReadOptions) -> Iterator[Found]:
    parser = registered(PARSERS, file.path.name)
    if parser is None:
        yield None, Rejected("unknown kind of file; docs/formats.md lists the known ones")
        return
    try:
        yield from parser(file.path, file.name, options)
    except OSError as error:
        yield None, Rejected(f"cannot be read: {error.strerror or error}")
    except Exception as error:
        yield None, broken(error)


def _oddities(article: Article) -> Iterator[Notice]:
    if "date" in article.extra and article.published is None:
        yield Notice(f"date {article.extra['date']!r} is not ISO 8601; kept as given, not used")
    if sign := mojibake(article.text):
        yield Notice(f"mojibake ({sign!r}): decoded wrongly before it came here; kept as given")


def _prepared(article: Article) -> Article:
    if not article.title:
        article = replace(article, title=_first_line(article.text))
    article = _dated(article)
    return replace(
        article,
        language=article.language or language_of(article.text),
        boilerplate=mark_boilerplate(article.title, article.text),
    )


def _dated(article: Article) -> Article:
    if article.published is not None:
        return article
    if article.url and (day := url_date(article.url)):
        return replace(article, published=day, published_from="url")
    if day := dateline(article.text):
        return replace(article, published=day, published_from="dateline")
    return article


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].strip()[:200]
