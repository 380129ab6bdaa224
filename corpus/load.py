"""Read articles from files, folders, archives and web addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.archives import ARCHIVES
from corpus.article import Article
from corpus.boilerplate import mark_boilerplate
from corpus.dateline import dateline, url_date
from corpus.encoding import mojibake
from corpus.errors import SourceError
from corpus.fields import checked_fields
from corpus.files import SourceFile, files_of, kinds, registered
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
) -> Iterator[Article]:
    """The articles of `sources`, in order, with their boilerplate marked.

    A source is a file, an archive, a web address (a string that begins with `http://` or
    `https://`) or a folder, which is walked in sorted order; hidden files are passed over,
    links that lead out of the folder are skipped. An id is given by the record, or is the
    file's path below its source. The first article of an id is kept, later ones are
    skipped. Every skip is noted in `report`, and reading goes on. `fields` says which column
    holds which field (`{"text": "body"}`).

    A day that no record gives is taken from the page, the address or the dateline, a
    language from the text; `Article.published_from` says which it was.

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
    return _articles(places, report, options)


def _articles(places: Sequence[Path | str], report: ReadReport, options: ReadOptions) -> Iterator[Article]:
    seen: dict[str, str] = {}
    for file in files_of(places, report, options):
        for line, found in _parsed(file, report, options):
            if isinstance(found, Rejected):
                report.skip(file.shown, line, found.reason)
            elif isinstance(found, Notice):
                report.notice(file.shown, line, found.reason)
            elif (reason := unfit(found)) is not None:
                report.skip(file.shown, line, reason)
            elif found.id in seen:
                reason = f"duplicate id {found.id!r}, first seen at {seen[found.id]}"
                report.skip(file.shown, line, reason)
            else:
                if found.id == file.name and found.url is None and is_address(file.name):
                    found = replace(found, url=file.name)
                seen[found.id] = file.shown if line is None else f"{file.shown}:{line}"
                yield _taken(found, file.shown, line, report)


def _parsed(file: SourceFile, report: ReadReport, options: ReadOptions) -> Iterator[Found]:
    parser = registered(PARSERS, file.path.name)
    if parser is None:
        report.skip(file.shown, None, "unknown kind of file; docs/formats.md lists the known ones")
        return
    report.files += 1
    try:
        yield from parser(file.path, file.name, options)
    except OSError as error:
        yield None, Rejected(f"cannot be read: {error.strerror or error}")
    except Exception as error:
        yield None, broken(error)


def _taken(article: Article, file: str, line: int | None, report: ReadReport) -> Article:
    if "date" in article.extra and article.published is None:
        report.notice(file, line, f"date {article.extra['date']!r} is not ISO 8601; kept as given, not used")
    if sign := mojibake(article.text):
        report.notice(file, line, f"mojibake ({sign!r}): decoded wrongly before it came here; kept as given")
    if not article.title:
        article = replace(article, title=_first_line(article.text))
    article = _dated(article)
    article = replace(
        article,
        language=article.language or language_of(article.text),
        boilerplate=mark_boilerplate(article.title, article.text),
    )
    report.take(article)
    return article


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
