"""The conversation as safe HTML: questions, answers with a button at each citation, abstentions.

Everything that is not written here is escaped (`qa.chat.viewer.escaped`), so that
neither a question nor an article can put markup, a link or a mark such as [1] of its
own among the buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Answer, Citation, Statement
from qa.chat.viewer import escaped, link
from qa.retriever import Retriever

NEAREST = 3
"""Passages that an abstention shows."""

_SHORT = 140  # characters of a passage that are shown
_WELCOME = '<p class="cw-empty">Ask a question about the articles.</p>'


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and its answer or what went wrong; neither while it is being answered."""

    question: str
    answer: Answer | None = None
    error: str | None = None


def conversation_html(turns: Sequence[Turn], titles: dict[str, str], said: int | None = None) -> str:
    """All turns; of the last one the first `said` statements, None for all and what follows them.

    `titles` are those of the articles whose passages an abstention shows, by id.
    """
    if not turns:
        return _WELCOME
    last = len(turns) - 1
    parts = [_turn(place, turn, titles, said if place == last else None) for place, turn in enumerate(turns)]
    return f'<div role="log" aria-label="Conversation" aria-live="polite">{"".join(parts)}</div>'


def titles_of(turns: Sequence[Turn], retriever: Retriever) -> dict[str, str]:
    """The titles of the articles whose passages were looked at, by id; a removed article has none."""
    catalogue = retriever.index().catalogue
    names = {hit.passage.article_id for turn in turns if turn.answer for hit in turn.answer.passages}
    articles = (catalogue.article(name) for name in sorted(names))
    return {article.id: article.title for article in articles if article is not None}


def in_words(confidence: float) -> str:
    """The confidence as a reader would say it."""
    if confidence >= 0.8:
        return "high"
    return "fair" if confidence >= 0.6 else "low"


def button(text: str, kind: str, turn: int, part: str, number: int, label: str, hover: str = "") -> str:
    """A button that opens a place of an answer: `part` is "citation" or "passage", `number` its number
    from 1. `text`, `label` and `hover` are escaped here."""
    shown = f'<span class="cw-hover" aria-hidden="true" dir="auto">{escaped(hover)}</span>' if hover else ""
    return (
        f'<button type="button" class="{kind}" data-turn="{turn}" data-part="{part}" data-number="{number}" '
        f'aria-label="{escaped(label)}">{escaped(text)}{shown}</button>'
    )


def source_line(citation: Citation) -> str:
    """The title and the date of a citation's article, and the page where it has pages."""
    page = f"p. {citation.page}" if citation.page else None
    return ", ".join(part for part in (citation.title, citation.published, page) if part)


def also_published(citation: Citation) -> str:
    """Who else has published the cited article, as links where there are addresses; empty without any."""
    names = {
        one.name: link(one.url, one.name) if one.url else escaped(one.name)
        for one in citation.also_published_by
    }
    return f'<span class="cw-foot">also published by {", ".join(names.values())}</span>' if names else ""


def _turn(place: int, turn: Turn, titles: dict[str, str], said: int | None) -> str:
    asked = f'<p class="cw-asked" dir="auto">{escaped(turn.question)}</p>'
    if turn.answer is not None and turn.answer.asked:
        asked += f'<p class="cw-foot" dir="auto">Understood as: {escaped(turn.answer.asked)}</p>'
    if turn.answer is not None and turn.answer.notice:
        asked += f'<p class="cw-note" role="note" dir="auto">{escaped(turn.answer.notice)}.</p>'
    if turn.error is not None:
        reply = f'<p class="cw-error" role="alert" dir="auto">{escaped(turn.error)}</p>'
    elif turn.answer is None:
        reply = '<p class="cw-empty" aria-busy="true">Looking through the articles …</p>'
    elif turn.answer.abstained:
        reply = _abstention(place, turn.answer, titles)
    else:
        reply = _answer(place, turn.answer, said)
    return f'<section class="cw-turn">{asked}<div class="cw-reply">{reply}</div></section>'


def _answer(place: int, answer: Answer, said: int | None) -> str:
    short = (
        f'<p class="cw-short" dir="auto">{escaped(answer.short_answer)}</p>' if answer.short_answer else ""
    )
    short += _sides(place, answer)
    shown = answer.statements if said is None else answer.statements[:said]
    statements = "".join(_statement(place, one) for one in shown)
    if said is not None:
        return short + statements
    sources = "".join(
        "<li>"
        + button(
            f"[{one.number}] {source_line(one)}",
            "cw-place",
            place,
            "citation",
            one.number,
            f"Open source {one.number}: {source_line(one)}",
        )
        + also_published(one)
        + "</li>"
        for one in answer.citations
    )
    left_out = (
        f" {answer.dropped_statements} left out, not supported by what they cite."
        if answer.dropped_statements
        else ""
    )
    return (
        f'{short}{statements}<p class="cw-foot">Confidence: {in_words(answer.confidence)}.{left_out}</p>'
        f'<ol class="cw-places" aria-label="Sources of the answer">{sources}</ol>'
    )


def _sides(place: int, answer: Answer) -> str:
    """The sides of a disagreement with their days, side by side."""
    if answer.disagreement is None:
        return ""
    sides = "".join(
        f'<li><b dir="auto">{escaped(side.text)}</b> <span class="cw-support">'
        f"{escaped(mark)}</span> {_chip(place, side.citation)}</li>"
        for side, mark in zip(answer.disagreement.sides, answer.disagreement.marks(), strict=True)
    )
    return f'<p class="cw-foot">{answer.disagreement.in_words}:</p><ul class="cw-sides">{sides}</ul>'


def _chip(place: int, one: Citation) -> str:
    return button(
        str(one.number),
        "cw-chip",
        place,
        "citation",
        one.number,
        f"Source {one.number}: {source_line(one)}",
        hover=f"“{one.quote}” — {source_line(one)}",
    )


def _statement(place: int, statement: Statement) -> str:
    chips = "".join(_chip(place, one) for one in statement.citations)
    return (
        f'<p class="cw-said"><span dir="auto">{escaped(statement.text)}</span> {chips} '
        f'<span class="cw-support">{in_words(statement.support)} support</span></p>'
    )


def _abstention(place: int, answer: Answer, titles: dict[str, str]) -> str:
    nearest = "".join(
        "<li>"
        + button(
            f"{titles.get(hit.passage.article_id, hit.passage.article_id)}: "
            + _shortened(hit.passage.text, _SHORT),
            "cw-place",
            place,
            "passage",
            hit.rank,
            f"Open passage {hit.rank}",
        )
        + "</li>"
        for hit in answer.passages[:NEAREST]
    )
    listed = f'<ol class="cw-places" aria-label="The nearest passages">{nearest}</ol>' if nearest else ""
    return (
        "<p>The articles do not answer this question.</p>"
        '<p class="cw-foot">The nearest passages, so that you can judge for yourself:</p>' + listed
    )


def _shortened(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
