"""What the chat says: plain text for the conversation, and the list of places to open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer import Answer, Citation
from qa.retriever import Retriever

_NEAREST = 3
_SHORT = 140


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in an article that the viewer can open, with its label."""

    label: str
    article_id: str
    start: int
    end: int


def streamed(answer: Answer) -> Iterator[str]:
    """The reply as it grows: how a follow-up was understood, the short answer, statement by statement,
    then confidence and sources."""
    understood = f"Understood as: {answer.asked}\n\n" if answer.asked else ""
    if answer.abstained:
        yield (
            f"{understood}The articles do not answer this question.\n\n"
            "The nearest passages are listed beside the article, so that you can judge for yourself."
        )
        return
    said = understood + (f"{answer.short_answer}\n\n" if answer.short_answer else "")
    for statement in answer.statements:
        numbers = "".join(f"[{citation.number}]" for citation in statement.citations)
        said += f"{statement.text} {numbers} ({in_words(statement.support)} support)\n\n"
        yield said.strip()
    sources = "\n".join(_source(citation) for citation in answer.citations)
    yield f"{said}Confidence: {in_words(answer.confidence)}\n{sources}"


def places(answer: Answer, retriever: Retriever) -> list[Place]:
    """The citations by number; for an abstention the nearest passages."""
    if answer.abstained:
        catalogue = retriever.index().catalogue
        found = []
        for hit in answer.passages[:_NEAREST]:
            article = catalogue.article(hit.passage.article_id)
            title = article.title if article else hit.passage.article_id
            label = f"{title}: {_shortened(hit.passage.text, _SHORT)}"
            found.append(Place(label, hit.passage.article_id, hit.passage.span.start, hit.passage.span.end))
        return found
    return [
        Place(_source(citation), citation.article_id, citation.start, citation.end)
        for citation in answer.citations
    ]


def in_words(confidence: float) -> str:
    """The confidence as a reader would say it."""
    if confidence >= 0.8:
        return "high"
    return "fair" if confidence >= 0.6 else "low"


def _source(citation: Citation) -> str:
    about = ", ".join(part for part in (citation.title, citation.published) if part)
    return f"[{citation.number}] {about}"


def _shortened(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
