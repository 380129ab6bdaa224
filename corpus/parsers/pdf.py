"""`.pdf`: one article, with the places where its pages begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.options import ReadOptions
from corpus.parsers.whole import bytes_of
from corpus.record import Found, Rejected

_BETWEEN = "\n\n"  # between two pages
_HYPHENS = ("\ufffe", "\x02", "\xad")  # what PDFium gives for a hyphen that only the line's end needs
_USUAL = 0.9  # a line that would have had room for the next word was ended on purpose


def read_pdf(path: Path, name: str, options: ReadOptions) -> Iterator[Found]:
    """The article of a PDF, by PDFium: its pages' text, lines of one paragraph joined.

    `Article.pages` holds where each page begins, empty pages included.
    """
    data = bytes_of(path, options.max_article_bytes)
    if isinstance(data, Rejected):
        yield None, data
        return
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            yield None, Rejected("encrypted PDF; save it without its password")
        else:
            yield None, Rejected(f"damaged, or not a PDF: {error}")
        return
    try:
        yield None, _article(document, name, options.max_article_bytes)
    finally:
        document.close()


def _article(document: object, name: str, limit: int) -> Article | Rejected:
    starts: list[int] = []
    pieces: list[str] = []
    at = 0
    for page in document:  # type: ignore[attr-defined]
        content = page.get_textpage()
        text = joined_lines(content.get_text_bounded())
        content.close()
        page.close()
        if pieces:
            at += len(_BETWEEN)
        starts.append(at)
        pieces.append(text)
        at += len(text)
        if at > limit:
            return Rejected.too_large(at, limit)
    whole = _BETWEEN.join(pieces)
    if not whole.strip():
        return Rejected(
            "no text in the PDF; if its pages are pictures, run text recognition (OCR) on it first"
        )
    title = str(document.get_metadata_dict().get("Title", "")).strip()  # type: ignore[attr-defined]
    return Article(id=name, title=title, text=whole, pages=tuple(starts))


def joined_lines(text: str) -> str:
    """A page's text with the lines of a paragraph joined.

    A PDF knows lines, not paragraphs. A line goes on when the next line's first word
    would not have fitted on it, by the length of the page's longest lines; a hyphen that
    PDFium marks as the line's own is taken out with the break.
    """
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    made: list[str] = []
    runs_on = False
    for number, line in enumerate(lines):
        if not line:
            runs_on = False
            continue
        if runs_on and made[-1].endswith(_HYPHENS):
            made[-1] = made[-1][:-1] + line
        elif runs_on:
            made[-1] += line if made[-1].endswith("-") else f" {line}"
        else:
            made.append(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        first = following.split(" ", 1)[0]
        runs_on = bool(first) and (line.endswith(_HYPHENS) or len(line) + 1 + len(first) > usual * _USUAL)
    # A word that goes on over the page's end keeps its hyphen, as a character that people write.
    return "\n".join(made).replace("\ufffe", "-").replace("\x02", "-")
