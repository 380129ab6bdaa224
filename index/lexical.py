"""Lexical search: BM25 in tantivy behind a small protocol."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import tantivy

from corpus.errors import IndexDamagedError
from index.passage import Passage, Scored

_ANALYZER = "citewise_en"
_HEAP_BYTES = 64_000_000
_LONGEST_TOKEN = 60
_WORDS_KNOWN = 50_000  # kept in memory, a few MB
# Scripts that put no spaces between words: every character is a token of its own.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = rf"[{_UNSPACED}]\p{{M}}*|[[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]+"
K1 = 1.2  # tantivy's own; b is 0.75


class LexicalIndex(Protocol):
    """Passages by their words."""

    def __len__(self) -> int: ...

    def search(self, question: str, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        """At most `k` passages that share a word with the question, best first; only among
        `allowed` where given, else among all that are not hidden."""
        ...

    def hide(self, ids: Sequence[int]) -> None:
        """Find those ids only where they are allowed by name. Called once, before searching."""
        ...

    def ceiling(self, question: str) -> float:
        """A score that no passage can exceed for the question; 0 when none can have a score."""
        ...

    def terms(self, text: str) -> list[str]:
        """The index terms of a text, in order, with repetitions."""
        ...

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term."""
        ...


class TantivyIndex:
    """BM25 (k1 = 1.2, b = 0.75) over passage text, English stems. Searching is thread-safe.

    The question is analysed into terms and asked as a plain disjunction, never
    given to a query parser, so no character in it has a meaning.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self._analyzer = LexicalAnalyzer()
        index.register_tokenizer(_ANALYZER, _analyzer())
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._hidden: tantivy.Query | None = None

    @classmethod
    def build(cls, folder: Path, passages: Iterable[Passage]) -> None:
        """Write an index of `passages` into `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        # Signed on purpose: deleting by an unsigned field deletes nothing and says nothing.
        builder.add_integer_field("passage", stored=True, indexed=True)
        builder.add_text_field("text", stored=False, tokenizer_name=_ANALYZER)
        index = tantivy.Index(builder.build(), path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for passage in passages:
            document = tantivy.Document()
            document.add_integer("passage", passage.id)
            document.add_text("text", passage.text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> TantivyIndex:
        """The index that `build` wrote.

        Raises:
            IndexDamagedError: the folder holds no readable index.
        """
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError as error:
            raise IndexDamagedError(
                f"{folder} is not a readable lexical index; build again with: citewise build"
            ) from error

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: str, k: int, allowed: Sequence[int] | None = None) -> list[Scored]:
        terms = set(self.terms(question))
        if k < 1 or not terms or (allowed is not None and not allowed):
            return []
        words = [tantivy.Query.term_query(self._schema, "text", term, "freq") for term in sorted(terms)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        if allowed is not None:
            among = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(self._schema, "passage", list(allowed)), 0.0
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, among)])
        elif self._hidden is not None:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, self._hidden)]
            )
        found = self._searcher.search(query, limit=k, count=False).hits
        hits = [
            Scored(int(self._searcher.doc(address)["passage"][0]), float(score)) for score, address in found
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def hide(self, ids: Sequence[int]) -> None:
        self._hidden = tantivy.Query.term_set_query(self._schema, "passage", list(ids)) if ids else None

    def ceiling(self, question: str) -> float:
        return bm25_ceiling(self, question)

    def terms(self, text: str) -> list[str]:
        return self._analyzer.terms(text)

    def document_frequency(self, term: str) -> int:
        return int(self._searcher.doc_freq("text", term))


def bm25_ceiling(index: LexicalIndex, question: str) -> float:
    """What BM25 with k1 = `K1` cannot exceed: every term of the question in full."""
    count = len(index)
    found = [index.document_frequency(term) for term in set(index.terms(question))]
    idf = [math.log(1.0 + (count - holding + 0.5) / (holding + 0.5)) for holding in found if holding]
    return (K1 + 1.0) * sum(idf)


class LexicalAnalyzer:
    """Index terms of a text: words in lower case, without accents, as English stems; single
    characters of scripts without spaces."""

    def __init__(self) -> None:
        self._analyzer = _analyzer()
        self._known: dict[str, list[str]] = {}  # words come again and again, and analysing one is dear

    def terms(self, text: str) -> list[str]:
        """The terms in order, with repetitions."""
        found: list[str] = []
        for word in text.split():  # no term reaches over white space
            terms = self._known.get(word)
            if terms is None:
                terms = self._analyzer.analyze(word)
                if len(word) <= _LONGEST_TOKEN:
                    if len(self._known) >= _WORDS_KNOWN:
                        self._known = {}
                    self._known[word] = terms
            found += terms
        return found


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN))
        .filter(tantivy.Filter.remove_long(_LONGEST_TOKEN))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
