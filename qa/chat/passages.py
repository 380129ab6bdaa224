"""The passages that an answer looked at, with the parts of their scores as bars."""

from __future__ import annotations

from collections.abc import Mapping

from index.passage import Hit
from qa.answer import Answer
from qa.chat.conversation import button
from qa.chat.viewer import escaped

EMPTY = '<p class="cw-empty">The passages that were looked at stand here after a question.</p>'
_PARTS = (("dense", "meaning"), ("lexical", "words"), ("late", "token by token"))


def passages_html(turn: int, answer: Answer, titles: Mapping[str, str]) -> str:
    """The passages of a turn's answer, best first; `titles` are those of their articles, by id."""
    if not answer.passages:
        return EMPTY
    items = "".join(
        f'<li class="cw-passage">{_title(turn, hit, titles)}{_bars(hit)}'
        f'<p class="cw-text" dir="auto">{escaped(hit.passage.text)}</p>{_copies(hit, titles)}</li>'
        for hit in answer.passages
    )
    return f'<ol class="cw-passages" aria-label="Passages looked at">{items}</ol>'


def _title(turn: int, hit: Hit, titles: Mapping[str, str]) -> str:
    title = titles.get(hit.passage.article_id, hit.passage.article_id)
    return button(
        f"{hit.rank}. {title}", "cw-place", turn, "passage", hit.rank, f"Open passage {hit.rank}: {title}"
    )


def _bars(hit: Hit) -> str:
    """A bar for each signal that found the passage, as long as its score in [0, 1]."""
    bars = ""
    for name, meaning in _PARTS:
        score = hit.scores.get(name)
        if score is None:
            continue
        share = max(0.0, min(1.0, score))
        bars += (
            f'<span class="cw-part"><span>{meaning}</span>'
            f'<meter min="0" max="1" value="{share:.3f}" aria-label="{meaning}">{share:.2f}</meter>'
            f"<span>{share:.2f}</span></span>"
        )
    return f'<div class="cw-bars">{bars}</div>'


def _copies(hit: Hit, titles: Mapping[str, str]) -> str:
    if not hit.also_in:
        return ""
    names = ", ".join(escaped(titles.get(copy.article_id, copy.article_id)) for copy in hit.also_in)
    return f'<p class="cw-about">Also in: {names}</p>'
