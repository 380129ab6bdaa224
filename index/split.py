"""Split an article into passages with exact offsets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from corpus.article import Article, Span
from corpus.sentences import outside, sentence_spans, trimmed
from index.passage import Passage, passage_at


class PassageSplitter:
    """Packs whole sentences into passages of at most `limit` tokens.

    The merging and the cutting of over-long sentences are langchain-text-splitters'.
    Its own start indices are not used: with `chunk_overlap=0`, separators kept and
    nothing stripped, its pieces join back to the input, so offsets are running
    lengths. A piece that is still too long (its tokens count more together
    than apart) is halved until it fits, so nothing is cut off silently.

    Args:
        count_tokens: tokens of a text, special ones included.
        limit: the most tokens a passage may have.
    """

    def __init__(self, count_tokens: Callable[[str], int], limit: int) -> None:
        from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

        specials = count_tokens("")

        def length(text: str) -> int:
            # Never 0 for a text: the library's merging repeats pieces that weigh nothing.
            return max(count_tokens(text) - specials, min(len(text), 1))

        class _Packer(TextSplitter):
            """Merges ready-made pieces; `split_text` is not how it is used."""

            def split_text(self, text: str) -> list[str]:
                return self.pack([text])

            def pack(self, pieces: Sequence[str]) -> list[str]:
                packs: list[str] = self._merge_splits(pieces, separator="")
                return packs

        self._length = length
        self._limit = limit - specials
        if self._limit < 8:
            raise ValueError(f"a limit of {limit} tokens leaves no room for text")
        self._packer = _Packer(
            chunk_size=self._limit,
            chunk_overlap=0,
            length_function=length,
            strip_whitespace=False,
        )
        self._cutter = RecursiveCharacterTextSplitter(
            separators=["; ", ", ", " ", ""],
            chunk_size=self._limit,
            chunk_overlap=0,
            length_function=length,
            keep_separator="end",
            strip_whitespace=False,
        )

    def divide(self, article: Article) -> tuple[list[Span], list[Passage]]:
        """The article's sentences outside its marks, and its passages."""
        sentences = outside(sentence_spans(article.text, article.language or "en"), article.boilerplate)
        return sentences, self.split(article, sentences)

    def split(self, article: Article, sentences: Sequence[Span]) -> list[Passage]:
        """The article's passages in order, without overlap, trimmed of white space, outside
        the marked spans. Every sentence that is not marked lies in them whole, or in
        consecutive ones when it is longer than the limit.
        """
        passages: list[Passage] = []
        for stretch in _stretches(article, sentences):
            passages += [passage_at(article, span) for span in self._pack(article.text, stretch)]
        return passages

    def _pack(self, text: str, sentences: Sequence[Span]) -> Iterator[Span]:
        bounds = [span.start for span in sentences] + [sentences[-1].end]
        pieces: list[str] = []
        for start, end in pairwise(bounds):
            piece = text[start:end]
            pieces.extend([piece] if self._length(piece) <= self._limit else self._cutter.split_text(piece))
        packs = self._packer.pack(pieces)
        if "".join(packs) != text[bounds[0] : bounds[-1]]:
            # Offsets would be wrong. No input is known that does this; halving is exact for any.
            yield from self._fitted(text, trimmed(text, bounds[0], bounds[-1]))
            return
        start = bounds[0]
        for packed in packs:
            yield from self._fitted(text, trimmed(text, start, start + len(packed)))
            start += len(packed)

    def _fitted(self, text: str, span: Span) -> Iterator[Span]:
        if not len(span):
            return
        if len(span) == 1 or self._length(span.of(text)) <= self._limit:
            yield span
            return
        middle = (span.start + span.end) // 2
        yield from self._fitted(text, trimmed(text, span.start, middle))
        yield from self._fitted(text, trimmed(text, middle, span.end))


def _stretches(article: Article, sentences: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of unmarked sentences with no mark between them."""
    stretch: list[Span] = []
    for sentence in outside(sentences, article.boilerplate):
        if stretch and any(
            mark.span.overlaps(Span(stretch[-1].end, sentence.start)) for mark in article.boilerplate
        ):
            yield stretch
            stretch = []
        stretch.append(sentence)
    if stretch:
        yield stretch
