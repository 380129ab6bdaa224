"""TREC judgements: topics and qrels (Voorhees and Harman, "TREC: Experiment and Evaluation in
Information Retrieval", 2005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import QuestionError
from eval.questions import Question

Grades = dict[str, dict[str, int]]
"""By query, the grade of each judged document; 0 and below is not relevant."""


def read_qrels(path: Path) -> Grades:
    """The judgements of a file with lines `query iteration document grade`.

    Raises:
        QuestionError: the file cannot be read, or a line is none of these.
    """
    grades: Grades = {}
    for number, line in enumerate(_lines(path), start=1):
        fields = line.split()
        if not fields:
            continue
        try:
            query, _, document, grade = fields
            grades.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise QuestionError(
                f"{path}:{number} is not a line of qrels; one has query, iteration, document and grade"
            ) from error
    if not grades:
        raise QuestionError(f"{path} holds no judgement")
    return grades


def read_topics(path: Path) -> list[Question]:
    """The questions of a file with lines `id<tab>question`.

    Raises:
        QuestionError: the file cannot be read, or a line has no tab.
    """
    questions = []
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            name, tab, text = line.partition("\t")
            if not tab:
                raise QuestionError(f"{path}:{number} is not an id, a tab and a question")
            questions.append(Question(name.strip(), text.strip(), answerable=True))
    return questions


def judged(questions: Sequence[Question], grades: Mapping[str, Mapping[str, int]]) -> list[Question]:
    """The questions that have judgements, with those; a question with none is left out, since
    nothing is known about it. One without a relevant document counts as unanswerable."""
    made = []
    for one in questions:
        if one.id in grades:
            relevant = relevant_of(grades[one.id])
            made.append(
                replace(
                    one,
                    answerable=bool(relevant),
                    relevant=tuple(relevant),
                    graded=tuple(relevant.items()),
                )
            )
    return made


def relevant_of(grades: Mapping[str, int]) -> dict[str, int]:
    """The documents with a grade above 0."""
    return {document: grade for document, grade in grades.items() if grade > 0}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"cannot read {path}: {error}") from error
