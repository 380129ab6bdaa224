"""Read articles from files, folders and archives."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from corpus.archives import ARCHIVES, Member, Unfolder
from corpus.article import Article
from corpus.boilerplate import mark_boilerplate
from corpus.dateline import dateline, url_date
from corpus.encoding import mojibake
from corpus.errors import SourceError
from corpus.fields import checked_fields
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
from corpus.record import Found, Notice, Rejected, unfit
from corpus.report import ReadReport, Skip
from corpus.web import fetched, is_address

__all__ = ["ARCHIVES", "MAX_ARTICLE_BYTES", "PARSERS", "Parser", "ReadReport", "Skip", "load_articles"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _File:
    """A file to parse: where it is, the id of an article that is all of it, the name to show."""

    path: Path
    name: str
    shown: str


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
    `https://`) or a folder, which is walked in sorted order; hidden
    files are passed over, links that lead out of the folder are skipped. An id is given
    by the record, or is the file's path below its source. The first article of an
    id is kept, later ones are skipped. Every skip is noted in `report`, and reading
    goes on. `fields` says which column holds which field (`{"text": "body"}`).

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
                f"no such file or folder: {path}; give a folder of articles, or a {_kinds()} file"
            )
    return _articles(places, report, options)


def _articles(places: Sequence[Path | str], report: ReadReport, options: ReadOptions) -> Iterator[Article]:
    seen: dict[str, str] = {}
    for file in _files(places, report, options):
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


def _parsed(file: _File, report: ReadReport, options: ReadOptions) -> Iterator[Found]:
    parser = _registered(PARSERS, file.path.name)
    if parser is None:
        report.skip(file.shown, None, "unknown kind of file; docs/formats.md lists the known ones")
        return
    report.files += 1
    try:
        yield from parser(file.path, file.name, options)
    except OSError as error:
        yield None, Rejected(f"cannot be read: {error.strerror or error}")
    except Exception as error:
        yield None, _broken(error)


def _broken(error: Exception) -> Rejected:
    """Libraries raise what they like on a broken file; one such file must not end a build."""
    said = " ".join(str(error).split())[:120]
    return Rejected(f"damaged, or not what its name says: {type(error).__name__}{said and f' ({said})'}")


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


def _files(places: Sequence[Path | str], report: ReadReport, options: ReadOptions) -> Iterator[_File]:
    for place in places:
        if isinstance(place, Path):
            for path, name in _walked(place, report):
                yield from _opened(_File(path, name, str(path)), report, options)
            continue
        with TemporaryDirectory(prefix="citewise-") as folder:
            found = fetched(place, Path(folder), options)
            if isinstance(found, Rejected):
                report.skip(place, None, found.reason)
            else:
                yield from _opened(_File(found, place, place), report, options)


def _opened(file: _File, report: ReadReport, options: ReadOptions) -> Iterator[_File]:
    """The file itself, or the files in it when it is an archive."""
    if not file.path.is_file():
        report.skip(file.shown, None, "not a file that can be read: a broken link, a pipe or a device")
        return
    unfold = _registered(ARCHIVES, file.path.name)
    if unfold is None:
        yield file
        return
    with TemporaryDirectory(prefix="citewise-") as folder:
        for member, found in _members(unfold, file.path, Path(folder), options):
            shown = f"{file.shown}/{member}" if member else file.shown
            if isinstance(found, Rejected):
                report.skip(shown if shown.isprintable() else ascii(shown), None, found.reason)
            else:
                yield _File(found, f"{file.name}/{member}", shown)


def _members(unfold: Unfolder, path: Path, folder: Path, options: ReadOptions) -> Iterator[Member]:
    try:
        yield from unfold(path, folder, _unwanted, options)
    except Exception as error:
        yield "", _broken(error)


def _unwanted(member: str) -> Rejected | None:
    if _registered(ARCHIVES, member) is not None:
        return Rejected("an archive in an archive; unpack it first")
    if _registered(PARSERS, member) is None:
        return Rejected("unknown kind of file; docs/formats.md lists the known ones")
    return None


def _walked(path: Path, report: ReadReport) -> Iterator[tuple[Path, str]]:
    """The files of a source and their ids."""
    if not path.is_dir():
        yield path, path.name
        return
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


def _registered(kinds: Mapping[str, _Value], name: str) -> _Value | None:
    """What is registered for the longest suffix that `name` ends with."""
    fitting = [suffix for suffix in kinds if name.lower().endswith(suffix)]
    return kinds[max(fitting, key=len)] if fitting else None


def _kinds() -> str:
    return ", ".join([*PARSERS, *ARCHIVES])
