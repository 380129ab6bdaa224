"""`.parquet`: one article a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from corpus.fields import columns_of, no_text
from corpus.options import ReadOptions
from corpus.record import Found, Rejected, article_from_record

_BATCH = 32  # rows decoded at once: a few bytes of a file can stand for the same long text many times


def read_parquet(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """Each row's number (from 1) and its article, or why it is none."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    if path.stat().st_size == 0:
        yield None, Rejected("empty")
        return
    row = 0
    try:
        with ParquetFile(path, memory_map=False) as table:
            columns = table.schema_arrow.names
            text = columns_of(columns, options.fields).get("text")
            if text is None:
                yield None, Rejected(no_text(columns, options.fields))
                return
            for batch in table.iter_batches(batch_size=_BATCH):
                for record in batch.to_pylist():
                    row += 1
                    yield row, article_from_record({text: ""} | _plain(record), name, options)
            if row < table.metadata.num_rows:
                # The library passes over a page whose header it does not understand.
                yield None, Rejected(f"damaged: {row:,} of {table.metadata.num_rows:,} rows can be read")
    except (pyarrow.ArrowException, OSError) as error:
        yield (
            row or None,
            Rejected(f"damaged, or not a Parquet file: {error}; nothing after it could be read"),
        )


def _plain(record: dict[str, object]) -> dict[str, object]:
    """The row with values that JSON can hold; empty cells and binary ones are left out."""
    return {
        name: _value(value)
        for name, value in record.items()
        if value is not None and not isinstance(value, bytes)
    }


def _value(value: object) -> object:
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
