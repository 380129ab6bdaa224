"""How questions about times, disputed and superseded facts are answered.

    python benchmarks/times.py INDEX [QUESTIONS]

INDEX is built from eval/data/times_corpus.jsonl, QUESTIONS are eval/data/times.jsonl.
Prints for each side, dev and test: how often the right article comes first with the day
of asking and without it, how often a disputed question is answered with both sides and
a superseded one with the newest, and how often another question is said to be disputed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from corpus.dates import day_of
from eval.metrics import contains_answer
from eval.question_sets import load_question_set
from eval.questions import BUILT_IN, Question
from qa import Answerer
from qa.answer import Answer

OWN = BUILT_IN.with_name("times.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index")
    parser.add_argument("questions", nargs="?", default=str(OWN))
    options = parser.parse_args()
    answerer = Answerer.open(options.index)
    questions = load_question_set(Path(options.questions)).questions
    for side in ("dev", "test"):
        some = [one for one in questions if one.side == side]
        for name, share, count in figures(answerer, some):
            print(f"{side}: {name}: {share:.3f} of {count}")


def figures(answerer: Answerer, questions: Iterable[Question]) -> list[tuple[str, float, int]]:
    """Name, share and number of questions of each figure that the questions have."""
    found: dict[str, list[bool]] = {}

    def note(name: str, right: bool) -> None:
        found.setdefault(name, []).append(right)

    for one in questions:
        dated = answerer.answer(one.question, asked_on=day_of(one.date))
        if one.kind == "time-relative":
            plain = answerer.answer(one.question)
            for name, answer in (("with the day", dated), ("without it", plain)):
                note(f"time-relative, right article first, {name}", is_first(one, answer))
                note(f"time-relative, answer right, {name}", bool(contains_answer(one, answer.answer)))
        elif one.kind == "disputed":
            note("disputed, both sides", has_sides(one, dated))
        elif one.kind == "superseded":
            note("superseded, newest preferred", bool(contains_answer(one, dated.short_answer or "")))
        if one.kind not in {"disputed", "superseded"}:
            note("disagreement said of other questions", dated.disagreement is not None)
    return [(name, sum(right) / len(right), len(right)) for name, right in sorted(found.items())]


def is_first(question: Question, answer: Answer) -> bool:
    """Whether the first passage is of a relevant article."""
    return bool(answer.passages) and answer.passages[0].passage.article_id in question.relevant


def has_sides(question: Question, answer: Answer) -> bool:
    """Whether every gold span is in the citation of some side of a disagreement."""
    sides = answer.disagreement.sides if answer.disagreement else ()
    return all(
        any(
            side.citation.article_id == gold.article_id
            and side.citation.start <= gold.span.start
            and gold.span.end <= side.citation.end
            for side in sides
        )
        for gold in question.spans
    )


if __name__ == "__main__":
    main()
