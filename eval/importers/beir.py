"""BEIR folders (Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of
Information Retrieval Models", NeurIPS 2021): `corpus.jsonl`, `queries.jsonl`, `qrels/SPLIT.tsv`."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.errors import QuestionError
from eval.importers.imported import ImportedSet
from eval.importers.trec import Grades, relevant_of
from eval.questions import Question

_SPLITS = ("test", "dev", "train")


def is_beir(folder: Path) -> bool:
    """Whether a folder has BEIR's files."""
    return (folder / "qrels").is_dir() and _file(folder, "corpus") is not None


def beir(folder: Path) -> ImportedSet:
    """The questions that the test judgements name (else dev's, else train's), and the whole corpus.

    A document without text is given its title as text; one without either is left
    out with a notice. Grades above 0 are relevant.

    Raises:
        QuestionError: a file is missing or broken; the message names file and line.
    """
    notices: list[str] = []
    grades = _judgements(folder)
    articles: dict[str, Article] = {}
    for place, row in _rows(folder, "corpus"):
        name, title, text = str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or "")
        if name in articles:
            notices.append(f"{place}: document {name!r} came before; left out")
        elif (text or title).strip():
            articles[name] = Article(name, title or name, text if text.strip() else title)
        else:
            notices.append(f"{place}: document {name!r} has neither title nor text; left out")
    questions = []
    for _, row in _rows(folder, "queries"):
        name = str(row["_id"])
        if name in grades:
            relevant = relevant_of(grades[name])
            questions.append(
                Question(
                    name,
                    str(row["text"]),
                    answerable=bool(relevant),
                    relevant=tuple(relevant),
                    graded=tuple(relevant.items()),
                )
            )
    missing = len(grades) - len(questions)
    if missing:
        notices.append(f"{missing} judged queries are not in queries.jsonl; left out")
    return ImportedSet(tuple(questions), tuple(articles.values()), tuple(notices))


def _judgements(folder: Path) -> Grades:
    for split in _SPLITS:
        path = folder / "qrels" / f"{split}.tsv"
        if path.is_file():
            break
    else:
        raise QuestionError(f"{folder / 'qrels'} holds none of test.tsv, dev.tsv, train.tsv")
    grades: Grades = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        fields = line.split("\t")
        if (number == 1 and not fields[-1].strip().lstrip("-").isdigit()) or not line.strip():
            continue  # the heading
        try:
            query, document, grade = fields
            grades.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise QuestionError(f"{path}:{number} is not query, document and grade") from error
    return grades


def _rows(folder: Path, name: str) -> Iterator[tuple[str, dict[str, object]]]:
    path = _file(folder, name)
    if path is None:
        raise QuestionError(f"{folder} has no {name}.jsonl; a BEIR folder has it")
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
                row["_id"]
                if name == "queries":
                    row["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise QuestionError(f"{path}:{number} is not a line of BEIR's {name}: {error}") from error
            yield f"{path.name}:{number}", row


def _file(folder: Path, name: str) -> Path | None:
    paths = (folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz")
    return next((path for path in paths if path.is_file()), None)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise QuestionError(f"cannot read {path}: {error}") from error
