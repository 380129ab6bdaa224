"""Question sets in any form that can be read, told apart by what they are."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from corpus.boilerplate import mark_boilerplate
from corpus.errors import QuestionError
from eval.importers.beir import beir, is_beir
from eval.importers.imported import ImportedSet
from eval.importers.squad import is_squad, squad
from eval.importers.trec import judged, read_qrels, read_topics
from eval.questions import BUILT_IN, Question, load_questions


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and their articles where the set brings them; `notices` say what was left out."""

    questions: list[Question]
    articles: list[Article] | None = None
    notices: tuple[str, ...] = ()


def load_question_set(path: Path = BUILT_IN, *, qrels: Path | None = None) -> QuestionSet:
    """The questions of a file or folder, with the corpus that comes with it.

    A folder is a BEIR folder, or holds `questions.jsonl`. A `.json` file (or
    `.json.gz`) is SQuAD 1.1 or 2.0; `.tsv` are TREC topics, an id, a tab and a
    question a line; anything else is JSONL as docs/formats.md has it. `qrels`,
    TREC judgements, replace what the questions say about relevant articles.

    Raises:
        QuestionError: it cannot be read, or holds no question.
    """
    found = _read(path)
    questions = found.questions
    notices = found.notices
    if qrels is not None:
        questions = judged(questions, read_qrels(qrels))
        left = len(found.questions) - len(questions)
        if left:
            notices = (*notices, f"{left} questions have no judgement in {qrels.name}; left out")
    if not questions:
        raise QuestionError(f"{path} holds no question to ask; docs/formats.md shows what can be read")
    return QuestionSet(questions, found.articles, notices)


def _read(path: Path) -> QuestionSet:
    if path.is_dir():
        if is_beir(path):
            return _with_articles(beir(path))
        inside = [path / name for name in ("questions.jsonl", "questions.jsonl.gz")]
        file = next((one for one in inside if one.is_file()), None)
        if file is None:
            raise QuestionError(
                f"{path} is neither a BEIR folder (corpus.jsonl, queries.jsonl, qrels/) "
                "nor a folder with questions.jsonl"
            )
        return QuestionSet(load_questions(file))
    if path.suffix == ".tsv":
        return QuestionSet(read_topics(path))
    if path.name.endswith((".json", ".json.gz")):
        data = _json(path)
        if not is_squad(data):
            raise QuestionError(f"{path} is not in the form of SQuAD; JSONL questions end in .jsonl")
        return _with_articles(squad(data, str(path)))
    return QuestionSet(load_questions(path))


def _with_articles(found: ImportedSet) -> QuestionSet:
    """The set with its articles' boilerplate marked, as `load_articles` does."""
    articles = [replace(one, boilerplate=mark_boilerplate(one.title, one.text)) for one in found.articles]
    return QuestionSet(list(found.questions), articles, found.notices)


def _json(path: Path) -> dict[str, object]:
    try:
        data = path.read_bytes()
        value = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise QuestionError(f"cannot read the questions in {path}: {error}") from error
    return value if isinstance(value, dict) else {}
