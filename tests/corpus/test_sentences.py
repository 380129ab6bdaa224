from __future__ import annotations

from corpus import sentence_spans
from corpus.article import Mark, Span
from corpus.sentences import outside


def _sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Dr. Brandt moved to Washington, D.C. on Jan. 5. The U.S. economy grew 3.5 percent."
    assert _sentences(text) == [
        "Dr. Brandt moved to Washington, D.C. on Jan. 5.",
        "The U.S. economy grew 3.5 percent.",
    ]


def test_a_line_break_ends_a_sentence() -> None:
    assert _sentences("A heading\r\n\r\nFirst. Second.\nThird") == ["A heading", "First.", "Second.", "Third"]


def test_nothing_comes_of_nothing() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\t ") == []


def test_outside_leaves_out_what_touches_a_mark() -> None:
    spans = [Span(0, 5), Span(5, 9), Span(9, 12)]
    assert outside(spans, (Mark(Span(6, 9), "share"),)) == [Span(0, 5), Span(9, 12)]
