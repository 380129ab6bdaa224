"""`.csv` and `.tsv`: one article a row, the first row naming the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from corpus.encoding import decoded, marked_encoding
from corpus.fields import columns_of, no_text
from corpus.options import ReadOptions
from corpus.record import Found, Notice, Rejected, article_from_record

_SAMPLE = 1_000_000  # bytes from which the encoding is told when it is not UTF-8
_DELIMITERS = ",;\t|"
_LONGEST = 8  # times max_article_bytes: a longer cell is a quotation mark that is never closed


def read_table(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """Each row's first line (from 1) and its article, or why it is none. Rows of empty cells are passed over.

    A `.tsv` is parted by tabs, a `.csv` by whichever of comma, semicolon, tab and bar its first
    line holds most. Memory stays within one row.
    """
    encoding = _encoding(path)
    if isinstance(encoding, Rejected):
        yield None, encoding
        return
    name_of_encoding, notice = encoding
    if notice:
        yield None, Notice(notice)
    csv.field_size_limit(options.max_article_bytes * _LONGEST)  # of the whole process: csv knows no other
    with path.open(encoding=name_of_encoding, newline="") as stream:
        head = stream.readline(_SAMPLE)
        stream.seek(0)
        delimiter = "\t" if path.suffix.lower() == ".tsv" else max(_DELIMITERS, key=head.count)
        rows = csv.reader(stream, delimiter=delimiter)
        line = 1
        try:
            columns = [column.strip() for column in next(rows, [])]
            text = columns_of(columns, options.fields).get("text")
            if text is None:
                yield None, Rejected(no_text(columns, options.fields) if any(columns) else "empty")
                return
            line = rows.line_num + 1
            for row in rows:
                if any(cell.strip() for cell in row):
                    cells = zip(columns, row, strict=False)
                    record = {text: ""} | {column: cell for column, cell in cells if column and cell}
                    yield line, _counted(row, columns) or article_from_record(record, name, options)
                line = rows.line_num + 1
        except csv.Error as error:
            yield line, Rejected(f"broken table: {error}; nothing after it could be read")
        except UnicodeDecodeError as error:
            yield line, Rejected(f"not {error.encoding} from here on; nothing after it could be read")


def _counted(row: list[str], columns: list[str]) -> Rejected | None:
    if len(row) <= len(columns) or not any(row[len(columns) :]):
        return None
    return Rejected(f"a row of {len(row)} cells under {len(columns)} columns")


def _encoding(path: Path) -> tuple[str, str | None] | Rejected:
    """The encoding to open a file with, and what to report about it."""
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    mark, encoding = marked_encoding(sample)
    if mark:
        return {"utf-8": "utf-8-sig"}.get(encoding, encoding.removesuffix("-le").removesuffix("-be")), None
    made = decoded(_without_half_a_character(sample))
    return made if isinstance(made, Rejected) else (made.encoding, made.notice)


def _without_half_a_character(sample: bytes) -> bytes:
    """The sample up to its last line's end where it may have been cut inside a character."""
    return sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1] or sample
