"""Index terms are the same whether a text is analysed word by word or at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalAnalyzer, _analyzer

ANALYZER, AT_ONCE = LexicalAnalyzer(), _analyzer()
WORDS = st.sampled_from(
    ["Bridges", "opened,", "(3", "May)", "naïve", "don't", "港の橋", "กรุงเทพ", "a" * 70, "—"]
)
SPACES = st.sampled_from([" ", "\n", "\u00a0", "\u3000", "\u200b", "\x1c", ""])


@given(st.lists(st.tuples(st.one_of(WORDS, st.text(max_size=8)), SPACES), max_size=12))
def test_the_terms_of_a_text_are_those_of_its_words(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + space for word, space in parts)
    assert ANALYZER.terms(text) == ANALYZER.terms(text) == list(AT_ONCE.analyze(text))


def test_no_more_words_are_remembered_than_fit() -> None:
    analyzer = LexicalAnalyzer()
    analyzer.terms(" ".join(f"word{number}" for number in range(50_010)))
    assert len(analyzer._known) == 10
    assert analyzer.terms("word7 word50009") == ["word7", "word50009"]
