"""Citation precision and recall (Gao et al., "Enabling Large Language Models to Generate Text with
Citations" (ALCE), EMNLP 2023), with gold spans in place of ALCE's entailment model."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.article import Span
from eval.normalisation import normalised
from eval.questions import GoldSpan, Question
from qa.answer import Answer, Citation


def citation_precision(question: Question, answer: Answer) -> float | None:
    """|citations that share a character with a gold span| / |citations|; None without gold spans, or
    without citations: an abstention cites nothing wrong."""
    cited = answer.citations
    if not question.spans or not cited:
        return None
    return sum(any(_shared(one, gold) for gold in question.spans) for one in cited) / len(cited)


def citation_recall(question: Question, answer: Answer) -> float | None:
    """Mean over the gold facts of the largest share of one of its spans that the citations cover;
    None without gold spans. An abstention recalls nothing."""
    if not question.spans:
        return None
    shares = [max(_covered(gold, answer.citations) for gold in spans) for spans in facts(question)]
    return sum(shares) / len(shares)


def facts(question: Question) -> list[list[GoldSpan]]:
    """The gold spans by what they say (see `GoldSpan`): each list holds alternatives."""
    groups: dict[int | str, list[GoldSpan]] = {}
    for gold in question.spans:
        groups.setdefault(normalised(gold.text) if gold.fact is None else gold.fact, []).append(gold)
    return list(groups.values())


def _shared(citation: Citation, gold: GoldSpan) -> bool:
    return citation.article_id == gold.article_id and Span(citation.start, citation.end).overlaps(gold.span)


def _covered(gold: GoldSpan, citations: Sequence[Citation]) -> float:
    places = {
        place
        for one in citations
        if one.article_id == gold.article_id
        for place in range(max(one.start, gold.span.start), min(one.end, gold.span.end))
    }
    return len(places) / len(gold.span) if len(gold.span) else 0.0
