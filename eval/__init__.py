"""Question sets, metrics, runs and the gate."""

from eval.gate import check_floors
from eval.metrics import (
    QuoteCount,
    area_under_risk_coverage,
    contains_answer,
    count_quotes,
    exact_match,
    exact_quotes,
    hit_at,
    normalised,
    passages_contain_answer,
    reciprocal_rank,
    refused,
    span_inside,
    span_recall,
    token_f1,
)
from eval.questions import GoldSpan, Question, load_questions, problems
from eval.run import Run, Scored, evaluate

__all__ = [
    "GoldSpan",
    "Question",
    "QuoteCount",
    "Run",
    "Scored",
    "area_under_risk_coverage",
    "check_floors",
    "contains_answer",
    "count_quotes",
    "evaluate",
    "exact_match",
    "exact_quotes",
    "hit_at",
    "load_questions",
    "normalised",
    "passages_contain_answer",
    "problems",
    "reciprocal_rank",
    "refused",
    "span_inside",
    "span_recall",
    "token_f1",
]
