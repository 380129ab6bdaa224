"""`.docx`: one article, its paragraphs and tables in order."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article
from corpus.options import ReadOptions
from corpus.parsers.whole import bytes_of, unfolds_too_far
from corpus.record import Found, Rejected

if TYPE_CHECKING:
    from docx.table import Table

_OLE = b"\xd0\xcf\x11\xe0"


def read_docx(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The article of a Word document, one paragraph or table row a line; headers and footers are not read."""
    data = bytes_of(path, options.max_article_bytes)
    if isinstance(data, Rejected):
        yield None, data
    elif data.startswith(_OLE):
        yield None, Rejected("encrypted, or in the form before .docx; save it as .docx without a password")
    elif (refused := unfolds_too_far(data, options)) is not None:
        yield None, refused
    else:
        yield None, _article(data, name)


def _article(data: bytes, name: str) -> Article | Rejected:
    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(BytesIO(data))
    lines: list[str] = []
    heading = ""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            style = block.style.name if block.style is not None else ""
            if not heading and style in ("Title", "Heading 1"):
                heading = block.text.strip()
            lines.append(block.text)
        else:
            lines += _rows(block)
    text = "\n".join(line for line in lines if line.strip())
    if not text:
        return Rejected("no text in the document")
    return Article(id=name, title=(document.core_properties.title or heading).strip(), text=text)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}  # merged cells come twice
        yield "\t".join(cells.values())
