"""The parsers, one file a family, and which suffix each one reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.options import ReadOptions
from corpus.parsers.docx import read_docx
from corpus.parsers.epub import read_epub
from corpus.parsers.feed import read_feed
from corpus.parsers.jsonl import read_jsonl
from corpus.parsers.page import read_mhtml, read_page
from corpus.parsers.parquet import read_parquet
from corpus.parsers.pdf import read_pdf
from corpus.parsers.plain import read_plain
from corpus.parsers.table import read_table
from corpus.parsers.warc import read_warc
from corpus.record import Found

Parser = Callable[[Path, str, ReadOptions], Iterator[Found]]
"""Gives what a file holds: the file, the id of an article that is the whole file, the limits."""

PARSERS: dict[str, Parser] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_page,
    ".htm": read_page,
    ".mhtml": read_mhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".epub": read_epub,
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".csv": read_table,
    ".tsv": read_table,
    ".parquet": read_parquet,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".warc": read_warc,
    ".warc.gz": read_warc,
}

__all__ = ["PARSERS", "Parser"]
