"""The words of a text, as copies and their signatures compare them."""

from __future__ import annotations

import re
import unicodedata

# Scripts that put no spaces between words: every character is a word of its own.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)


def words_of(text: str) -> list[str]:
    """The words in order, as written but for compatibility forms (NFKC); signs and spaces are left out."""
    return _WORD.findall(text if text.isascii() else unicodedata.normalize("NFKC", text))


def folded(text: str) -> str:
    """The text without case, its white space single spaces."""
    return " ".join(text.split()).casefold()
