"""Question sets, metrics, runs, comparisons, reports, tuning, peers and the gate."""

from eval.comparison import Change, Comparison, Difference, compare
from eval.gate import check_floors
from eval.metrics import (
    Abstention,
    QuoteCount,
    RiskPoint,
    TokenOverlap,
    abstention,
    area_under_risk_coverage,
    article_recall,
    citation_precision,
    citation_recall,
    contains_answer,
    count_quotes,
    exact_match,
    exact_quotes,
    expected_calibration_error,
    hit_at,
    ndcg,
    normalised,
    passages_contain_answer,
    reciprocal_rank,
    refused,
    risk_coverage,
    span_inside,
    span_recall,
    token_f1,
    token_overlap,
)
from eval.question_sets import QuestionSet, load_question_set
from eval.questions import GoldSpan, Question, load_questions
from eval.report import write_report
from eval.run import Run, evaluate
from eval.saved import SavedRun, load_run
from eval.scored import Scored
from eval.tuning import Tuned, tune
from eval.validation import problems

__all__ = [
    "Abstention",
    "Change",
    "Comparison",
    "Difference",
    "GoldSpan",
    "Question",
    "QuestionSet",
    "QuoteCount",
    "RiskPoint",
    "Run",
    "SavedRun",
    "Scored",
    "TokenOverlap",
    "Tuned",
    "abstention",
    "area_under_risk_coverage",
    "article_recall",
    "check_floors",
    "citation_precision",
    "citation_recall",
    "compare",
    "contains_answer",
    "count_quotes",
    "evaluate",
    "exact_match",
    "exact_quotes",
    "expected_calibration_error",
    "hit_at",
    "load_question_set",
    "load_questions",
    "load_run",
    "ndcg",
    "normalised",
    "passages_contain_answer",
    "problems",
    "reciprocal_rank",
    "refused",
    "risk_coverage",
    "span_inside",
    "span_recall",
    "token_f1",
    "token_overlap",
    "tune",
    "write_report",
]
