"""What an importer gives."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import Article
from eval.questions import Question


@dataclass(frozen=True, slots=True)
class ImportedSet:
    """Questions, the articles they are about, and what had to be left out and why."""

    questions: tuple[Question, ...]
    articles: tuple[Article, ...]
    notices: tuple[str, ...] = ()
