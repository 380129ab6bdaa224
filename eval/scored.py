"""One question, what was answered, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.article import Article
from eval import metrics
from eval.questions import Question
from index.passage import Hit
from qa.answer import Answer

Find = Callable[[str], Article | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer with its scores; a score is None where it has no meaning.

    `answer` is the answer's JSON form. `right_if_answered` is whether what would have
    been said without a threshold is right, None when that cannot be judged; `ranks`
    are the ranks, from 1, of the first passage of a relevant article and of the first
    passage with a gold span whole. `tokens` are the embedder's, in the passages
    looked at and in the answer.
    """

    question: Question
    answer: Mapping[str, Any]
    abstained: bool
    confidence: float
    right_if_answered: bool | None
    scores: Mapping[str, float | None]
    ranks: Mapping[str, int | None]
    quotes: metrics.QuoteCount
    dropped_citations: int
    dropped_statements: int
    timings_ms: Mapping[str, float]
    tokens: Mapping[str, int]

    @property
    def right(self) -> bool | None:
        """Whether the outcome is right: an unanswerable question refused, or a right answer given;
        None when that cannot be judged."""
        if not self.question.answerable:
            return self.abstained
        return None if self.right_if_answered is None else not self.abstained and self.right_if_answered

    def as_dict(self) -> dict[str, Any]:
        """All but the question, which its id stands for, as JSON-ready values."""
        return {
            "id": self.question.id,
            "answer": dict(self.answer),
            "abstained": self.abstained,
            "confidence": self.confidence,
            "right_if_answered": self.right_if_answered,
            "scores": dict(self.scores),
            "ranks": dict(self.ranks),
            "quotes": asdict(self.quotes),
            "dropped_citations": self.dropped_citations,
            "dropped_statements": self.dropped_statements,
            "timings_ms": dict(self.timings_ms),
            "tokens": dict(self.tokens),
        }

    @classmethod
    def from_dict(cls, question: Question, values: Mapping[str, Any]) -> Scored:
        """What `as_dict` gave, to the last digit.

        Raises:
            KeyError, TypeError: it is not that.
        """
        fields = {name: value for name, value in values.items() if name not in ("id", "quotes")}
        return cls(question=question, quotes=metrics.QuoteCount(**values["quotes"]), **fields)


def score(
    question: Question,
    answer: Answer,
    unrefused: Answer,
    find: Find,
    everywhere: Callable[[], Iterable[Article]],
    count: Callable[[str], int],
) -> Scored:
    """Every measure of `eval.metrics` on one answer; `unrefused` is the answer without a threshold."""
    return Scored(
        question=question,
        answer=answer.as_dict(question.id),
        abstained=answer.abstained,
        confidence=answer.confidence,
        right_if_answered=is_right(question, unrefused),
        scores=scores(question, answer, find),
        ranks={
            "article": _rank(answer.passages, lambda hit: metrics.hit_at(question, [hit], 1)),
            "span": _rank(answer.passages, lambda hit: metrics.span_inside(question, [hit], 1)),
        },
        quotes=metrics.count_quotes(answer, find, everywhere),
        dropped_citations=answer.dropped_citations,
        dropped_statements=answer.dropped_statements,
        timings_ms=dict(answer.timings_ms),
        tokens={
            "passages": sum(count(hit.passage.text) for hit in answer.passages),
            "answer": count(answer.answer) if answer.answer else 0,
        },
    )


def scores(question: Question, answer: Answer, find: Find) -> dict[str, float | None]:
    """The measures that give a number for one question."""
    said = answer.short_answer or answer.answer
    return {
        **retrieval_scores(question, answer.passages),
        "answer_contains": metrics.contains_answer(question, answer.answer),
        "exact_match": metrics.exact_match(question, said),
        "token_f1": metrics.token_f1(question, said),
        "citation_precision": metrics.citation_precision(question, answer),
        "citation_recall": metrics.citation_recall(question, answer),
        "newest_preferred": metrics.newest_preferred(question, answer),
        "sides_cited": metrics.sides_cited(question, answer),
        "disagreement_told": metrics.disagreement_told(question, answer),
        "false_disagreement": metrics.false_disagreement(question, answer),
        "refused_unanswerable": metrics.refused(question, answer, answerable=False),
        "refused_answerable": metrics.refused(question, answer, answerable=True),
        "quotes_exact": metrics.exact_quotes(answer, find),
    }


def retrieval_scores(question: Question, hits: Sequence[Hit]) -> dict[str, float | None]:
    """The measures of ranked passages."""
    overlap = metrics.token_overlap(question, hits, 5)
    return {
        "article_hit_at_1": metrics.hit_at(question, hits, 1),
        "article_hit_at_5": metrics.hit_at(question, hits, 5),
        "article_recall_at_5": metrics.article_recall(question, hits, 5),
        "article_mrr": metrics.reciprocal_rank(question, hits),
        "article_ndcg_at_10": metrics.ndcg(question, hits, 10),
        "span_in_first": metrics.span_inside(question, hits, 1),
        "span_in_five": metrics.span_inside(question, hits, 5),
        "span_recall_at_5": metrics.span_recall(question, hits, 5),
        "token_precision_at_5": overlap.precision if overlap else None,
        "token_recall_at_5": overlap.recall if overlap else None,
        "token_iou_at_5": overlap.iou if overlap else None,
        "passages_contain": metrics.passages_contain_answer(question, hits, 5),
    }


def is_right(question: Question, answer: Answer) -> bool | None:
    """Whether what is said answers the question: it says a gold answer, or, without gold answers, cites
    a gold span. Nothing said to an unanswerable question is right; None when it cannot be judged."""
    if not question.answerable:
        return False
    if question.answers:
        return bool(metrics.contains_answer(question, answer.answer))
    if question.spans:
        return bool(metrics.citation_precision(question, answer))
    return None


def _rank(hits: Sequence[Hit], found: Callable[[Hit], float | None]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, start=1) if found(hit)), None)
