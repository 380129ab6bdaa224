"""Question sets, metrics, runs and the gate."""

from eval.gate import check_floors
from eval.questions import GoldSpan, Question, load_questions, problems
from eval.run import Run, Scored, evaluate

__all__ = ["GoldSpan", "Question", "Run", "Scored", "check_floors", "evaluate", "load_questions", "problems"]
