"""One measure a file. Each gives a number in [0, 1], or None where the question lacks the judgement
that the measure needs; `count_quotes` counts, and `cost` has units."""

from eval.metrics.abstention import Abstention, abstention, refused
from eval.metrics.article_recall import article_recall
from eval.metrics.calibration import Bin, calibration_bins, expected_calibration_error
from eval.metrics.citations import citation_precision, citation_recall
from eval.metrics.contains import contains_answer, passages_contain_answer
from eval.metrics.cost import peak_memory_mb, percentiles
from eval.metrics.disagreement import disagreement_told, false_disagreement, newest_preferred, sides_cited
from eval.metrics.exact_match import exact_match
from eval.metrics.hit import hit_at
from eval.metrics.ndcg import ndcg
from eval.metrics.quotes import QuoteCount, count_quotes, exact_quotes
from eval.metrics.ranked_articles import ranked_articles
from eval.metrics.reciprocal_rank import reciprocal_rank
from eval.metrics.risk_coverage import RiskPoint, area_under_risk_coverage, risk_coverage
from eval.metrics.span_recall import span_inside, span_recall
from eval.metrics.token_f1 import token_f1
from eval.metrics.token_overlap import TokenOverlap, token_overlap
from eval.normalisation import normalised

__all__ = [
    "Abstention",
    "Bin",
    "QuoteCount",
    "RiskPoint",
    "TokenOverlap",
    "abstention",
    "area_under_risk_coverage",
    "article_recall",
    "calibration_bins",
    "citation_precision",
    "citation_recall",
    "contains_answer",
    "count_quotes",
    "disagreement_told",
    "exact_match",
    "exact_quotes",
    "expected_calibration_error",
    "false_disagreement",
    "hit_at",
    "ndcg",
    "newest_preferred",
    "normalised",
    "passages_contain_answer",
    "peak_memory_mb",
    "percentiles",
    "ranked_articles",
    "reciprocal_rank",
    "refused",
    "risk_coverage",
    "sides_cited",
    "span_inside",
    "span_recall",
    "token_f1",
    "token_overlap",
]
