"""From bytes to text: UTF-8, what a byte order mark says, then detection."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from corpus.record import Rejected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"PAR1",
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # no text has them, but binary data in any encoding
_MOJIBAKE = re.compile("â€[™œ“”\x9d\x99\x9c¦˜]|Ã[\x80-\xbf©¨¶¼±§‰–œ]|Â[\xa0-\xbf]|ï¿½|ï»¿")
_SAMPLE = 1_000_000  # bytes from which an encoding is told
_FOREIGN = 8  # bytes beyond ASCII that an encoding can be told from
_SAME = 0.02  # difference in disorder below which two encodings read equally well
_LEGACY = (
    *("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)  # what pages were written in before UTF-8, the commonest first


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was decoded; `notice` is what to report when that was a conclusion."""

    text: str
    encoding: str
    notice: str | None = None


def decoded(data: bytes, declared: str | None = None) -> Decoded | Rejected:
    """The text of `data`; a byte order mark is encoding, not text, and is left off.

    Tried in order: the mark's encoding, UTF-8, `declared`, detection. Nothing is ever
    repaired or replaced: bytes that fit none, or too few for a conclusion, are rejected
    with the place of the first one that is not UTF-8.
    """
    mark, encoding = marked_encoding(data)
    try:
        if mark:
            return Decoded(data[mark:].decode(encoding), encoding)
        if b"\x00" in data[:8192] or data.startswith(_BINARY):
            return Rejected("binary data, not text")
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError as error:
        if mark:
            return Rejected(f"not {encoding}, which its byte order mark says (offset {error.start:,})")
        if declared and (text := _as(data, declared)) is not None:
            return Decoded(text, declared)
        return _detected(data, error.start)


def marked_encoding(data: bytes) -> tuple[int, str]:
    """The length of the byte order mark that `data` begins with and the encoding it stands for;
    0 and UTF-8 without one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return len(mark), encoding
    return 0, "utf-8"


def mojibake(text: str) -> str | None:
    """The first sign that `text` was decoded wrongly before it was given (as "â€™" for an
    apostrophe), or None."""
    if text.isascii() or not any(sign in text for sign in ("â€", "Ã", "Â", "ï¿½", "ï»¿")):
        return None
    found = _MOJIBAKE.search(text)
    return found.group() if found else None


def _detected(data: bytes, offset: int) -> Decoded | Rejected:
    place = f"byte 0x{data[offset]:02x} at offset {offset:,}"
    sample = data[max(0, offset - _SAMPLE // 2) : offset + _SAMPLE // 2]
    encoding = _likeliest(sample)
    text = None if encoding is None else _as(data, encoding)
    if encoding is None or text is None or mojibake(text) or _CONTROL.search(text):
        return Rejected(
            f"not UTF-8 ({place}), and its encoding cannot be told; convert it, e.g. iconv -f LATIN1 -t UTF-8"
        )
    return Decoded(text, encoding, f"not UTF-8 ({place}); read as {encoding}, which it seems to be")


def _likeliest(sample: bytes) -> str | None:
    if len(sample.translate(None, bytes(range(128)))) < _FOREIGN:
        return None
    from charset_normalizer import from_bytes

    # The library also knows encodings that nobody publishes in, and takes short French for one.
    matches = list(from_bytes(sample, cp_isolation=list(_LEGACY)))
    near = [match for match in matches if match.chaos <= matches[0].chaos + _SAME]
    best = max(near, key=lambda match: (match.coherence, -_rank(match.encoding)), default=None)
    return None if best is None else best.encoding


def _rank(encoding: str) -> int:
    return _LEGACY.index(encoding) if encoding in _LEGACY else len(_LEGACY)


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
