"""The language of a text, by py3langid."""

from __future__ import annotations

from functools import cache
from typing import Any

_CHARACTERS = (200, 1000)  # 200 are enough for 99 articles of 100, and cost a quarter of 1,000
_LEAST = 20
_SURE = 0.9
_NONE = "zxx"  # the library's code for what is no language


def language_of(text: str) -> str | None:
    """The language's ISO 639 code, from the beginning of `text`; None where that is too little to tell."""
    for characters in _CHARACTERS:
        beginning = text[:characters].strip()
        if len(beginning) < _LEAST:
            return None
        code, chance = _identifier().classify(beginning)
        if chance >= _SURE:
            return None if code == _NONE else str(code)
        if len(text) <= characters:
            return None
    return None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
