"""One measure a file. Each gives a number in [0, 1], or None where the question lacks the judgement
that the measure needs; `count_quotes` counts instead."""

from eval.metrics.abstention import refused
from eval.metrics.contains import contains_answer, passages_contain_answer
from eval.metrics.exact_match import exact_match
from eval.metrics.hit import hit_at, reciprocal_rank
from eval.metrics.quotes import QuoteCount, count_quotes, exact_quotes
from eval.metrics.risk_coverage import area_under_risk_coverage
from eval.metrics.span_recall import span_inside, span_recall
from eval.metrics.token_f1 import token_f1
from eval.normalisation import normalised

__all__ = [
    "QuoteCount",
    "area_under_risk_coverage",
    "contains_answer",
    "count_quotes",
    "exact_match",
    "exact_quotes",
    "hit_at",
    "normalised",
    "passages_contain_answer",
    "reciprocal_rank",
    "refused",
    "span_inside",
    "span_recall",
    "token_f1",
]
