"""Exact match (Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
EMNLP 2016)."""

from __future__ import annotations

import re
import string
import unicodedata

from eval.questions import Question

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’–—")


def exact_match(question: Question, said: str) -> float | None:
    """1 when `said` is a gold answer after normalisation, else 0; None without gold answers."""
    if not question.answers:
        return None
    return float(any(normalised(said) == normalised(answer) for answer in question.answers))


def normalised(text: str) -> str:
    """SQuAD's normalisation (lower case, no punctuation, no articles, single blanks), after NFKC;
    typographic quotation marks and dashes count as punctuation."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", text).split())
