"""SQuAD 1.1 and 2.0 (Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
EMNLP 2016; "Know What You Don't Know", ACL 2018)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.article import Article, Span
from corpus.errors import QuestionError
from eval.importers.imported import ImportedSet
from eval.questions import GoldSpan, Question

_BETWEEN = "\n\n"


def is_squad(data: object) -> bool:
    """Whether a JSON value has SQuAD's form."""
    return (
        isinstance(data, dict)
        and isinstance(data.get("data"), list)
        and all(isinstance(one, dict) and "paragraphs" in one for one in data["data"])
    )


def squad(data: Mapping[str, Any], place: str) -> ImportedSet:
    """The questions of a SQuAD file, and its paragraphs joined to articles by title.

    An answer that is not where the file says is left out, with a notice; so is a
    question whose every answer is.

    Raises:
        QuestionError: something is missing or of the wrong kind.
    """
    articles: list[Article] = []
    questions: list[Question] = []
    notices: list[str] = []
    try:
        for number, entry in enumerate(data["data"], start=1):
            title = str(entry.get("title") or f"Article {number}")
            identity = title if title not in {one.id for one in articles} else f"{title} ({number})"
            parts: list[str] = []
            start = 0
            for paragraph in entry["paragraphs"]:
                for row in paragraph["qas"]:
                    questions += _question(row, paragraph["context"], identity, start, notices)
                parts.append(paragraph["context"])
                start += len(paragraph["context"]) + len(_BETWEEN)
            if any(part.strip() for part in parts):
                articles.append(Article(identity, title.replace("_", " "), _BETWEEN.join(parts)))
    except (KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{place} is not SQuAD: {type(error).__name__} {error}") from error
    return ImportedSet(tuple(questions), tuple(articles), tuple(notices))


def _question(
    row: Mapping[str, Any], context: str, identity: str, offset: int, notices: list[str]
) -> list[Question]:
    name = str(row["id"])
    if row.get("is_impossible"):
        return [Question(name, row["question"], answerable=False)]
    sound: dict[tuple[int, str], GoldSpan] = {}
    for answer in row["answers"]:
        text, start = answer["text"], answer["answer_start"]
        if text and context[start : start + len(text)] == text:
            span = Span(offset + start, offset + start + len(text))
            # What annotators marked are ways to say one thing.
            sound[start, text] = GoldSpan(identity, span, text, fact=1)
        else:
            notices.append(f"{name}: {text!r} does not stand at {start} of its paragraph; left out")
    if row["answers"] and not sound:
        return []
    answers = tuple(dict.fromkeys(gold.text for gold in sound.values()))
    return [Question(name, row["question"], True, answers, (identity,), tuple(sound.values()))]
