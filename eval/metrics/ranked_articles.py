"""Articles as a ranking, and judged by ir-measures (MacAvaney et al., "Streamlining Evaluation with
ir-measures", ECIR 2022), which calls trec_eval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.questions import Question
from index.passage import Hit


def ranked_articles(question: Question, hits: Sequence[Hit]) -> list[str]:
    """The hits' articles once each, in the order of their first passages, each followed by those that a
    hit names as having the passage too; without those to be ignored, but one that is relevant stays."""
    names = dict.fromkeys(
        name for hit in hits for name in (hit.passage.article_id, *(copy.article_id for copy in hit.also_in))
    )
    return [name for name in names if name not in question.ignore or name in question.relevant]


def judge(measure: Any, question: Question, hits: Sequence[Hit]) -> float | None:
    """The measure of ir-measures over the ranked articles; None without relevant articles.

    A relevant article has grade 1 unless the question grades it.
    """
    if not question.relevant:
        return None
    import ir_measures

    ranking = ranked_articles(question, hits)
    if not ranking:
        return 0.0
    grades = dict.fromkeys(question.relevant, 1) | dict(question.graded)
    # Scores only carry the order; trec_eval breaks ties its own way, so there are none.
    run = {"q": {name: float(len(ranking) - place) for place, name in enumerate(ranking)}}
    (found,) = ir_measures.pytrec_eval.iter_calc([measure], {"q": grades}, run)
    return float(found.value)
