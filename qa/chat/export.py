"""Answers and conversations to take away: Markdown, plain text, HTML, JSON, BibTeX, CSL-JSON.

What articles and readers wrote is escaped for each form, so that a title with a
bracket, a brace or a tag stays a title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from corpus.dates import day_of
from qa.answer import Answer, Citation
from qa.chat.conversation import Turn, source_line

_NO_ANSWER = "The articles do not answer this question."
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&=:@^\"'])")
_BIBTEX = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>Citewise</title>
<style>body{{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 system-ui,sans-serif}}
blockquote{{margin:.2rem 0 .8rem;color:#525866}}</style></head><body>
{body}
</body></html>
"""


def exported(turns: Sequence[Turn], form: str) -> str:
    """The turns in one of `FORMS`; turns that are still being answered are left out.

    Raises:
        KeyError: there is no such form.
    """
    return FORMS[form]([turn for turn in turns if turn.answer is not None or turn.error is not None])


def _markdown(turns: Sequence[Turn]) -> str:
    def source(one: Citation) -> str:
        about, url = _as_markdown(source_line(one)), _web(one.url)
        return f"{one.number}. " + (f"[{about}]({url})" if url else about)

    return _written(turns, _as_markdown, lambda asked: f"**{_as_markdown(asked)}**", source, "\n---\n\n")


def _plain(turns: Sequence[Turn]) -> str:
    def source(one: Citation) -> str:
        address = f", {_line(one.url)}" if one.url else ""
        return f"[{one.number}] {_line(source_line(one))}{address}"

    return _written(turns, _line, _line, source, "\n\n")


def _written(
    turns: Sequence[Turn],
    text: Callable[[str], str],
    asked: Callable[[str], str],
    source: Callable[[Citation], str],
    between: str,
) -> str:
    """The turns in paragraphs; the functions write a text, a question and a source in the form."""
    parts = []
    for turn in turns:
        paragraphs, answer = [asked(turn.question)], turn.answer
        if answer is not None and answer.notice:
            paragraphs.append(text(f"{answer.notice}."))
        if answer is None or answer.abstained:
            paragraphs.append(text(turn.error or "") if answer is None else _NO_ANSWER)
        else:
            paragraphs += [text(answer.short_answer)] if answer.short_answer else []
            paragraphs += [f"{text(one.text)} {_numbers(one.citations)}" for one in answer.statements]
            paragraphs.append("\n".join(source(one) for one in answer.citations))
            if answer.generated:  # elsewhere the statements are the quotations
                quotes = (f"{_numbers([one])} {text(f'“{one.quote}”')}" for one in answer.citations)
                paragraphs.append("\n\n".join(quotes))
        parts.append("\n\n".join(paragraphs) + "\n")
    return between.join(parts)


def _html(turns: Sequence[Turn]) -> str:
    parts = []
    for turn in turns:
        parts.append(f'<h2 dir="auto">{escape(turn.question)}</h2>')
        answer = turn.answer
        if answer is not None and answer.notice:
            parts.append(f'<p dir="auto">{escape(answer.notice)}.</p>')
        if answer is None or answer.abstained:
            said = turn.error if answer is None else _NO_ANSWER
            parts.append(f'<p dir="auto">{escape(said or "")}</p>')
            continue
        if answer.short_answer:
            parts.append(f'<p dir="auto"><strong>{escape(answer.short_answer)}</strong></p>')
        parts += [
            f'<p><span dir="auto">{escape(one.text)}</span> {_numbers(one.citations)}</p>'
            for one in answer.statements
        ]
        for citation in answer.citations:
            about, url = escape(source_line(citation)), _web(citation.url)
            linked = f'<a href="{escape(url)}" rel="noopener noreferrer">{about}</a>' if url else about
            parts.append(
                f"<p>[{citation.number}] {linked}</p>"
                f'<blockquote dir="auto">{escape(citation.quote)}</blockquote>'
            )
    return _PAGE.format(body="\n".join(parts))


def _json(turns: Sequence[Turn]) -> str:
    records = [
        {"question": turn.question, "error": turn.error} if turn.answer is None else turn.answer.as_dict()
        for turn in turns
    ]
    return json.dumps(records, ensure_ascii=False, indent=1)


def _bibtex(turns: Sequence[Turn]) -> str:
    entries = []
    for number, one in enumerate(_articles(turns), 1):
        day, url = day_of(one.published), _web(one.url)
        fields = [f"  title = {{{_as_bibtex(one.title)}}}"]
        if url:
            fields.append(f"  url = {{{url}}}")
        if day:
            fields.append(f"  date = {{{day.isoformat()}}}")
        fields.append(f"  note = {{{_as_bibtex('“' + one.quote + '”')}}}")
        entries.append(f"@online{{citewise{number},\n" + ",\n".join(fields) + "\n}\n")
    return "\n".join(entries)


def _csl(turns: Sequence[Turn]) -> str:
    items = []
    for number, one in enumerate(_articles(turns), 1):
        item: dict[str, object] = {
            "id": f"citewise{number}",
            "type": "article-newspaper",
            "title": one.title,
            "note": one.quote,
        }
        day, url = day_of(one.published), _web(one.url)
        if url:
            item["URL"] = url
        if day:
            item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=1)


FORMS: MappingProxyType[str, Callable[[Sequence[Turn]], str]] = MappingProxyType(
    {
        "Markdown": _markdown,
        "Plain text": _plain,
        "HTML": _html,
        "JSON": _json,
        "BibTeX": _bibtex,
        "CSL-JSON": _csl,
    }
)
"""The forms by the name that the page shows."""


def _articles(turns: Sequence[Turn]) -> list[Citation]:
    """The first citation of each article."""
    answers: list[Answer] = [turn.answer for turn in turns if turn.answer is not None]
    first: dict[str, Citation] = {}
    for answer in answers:
        for one in answer.citations:
            first.setdefault(one.article_id, one)
    return list(first.values())


def _numbers(citations: Sequence[Citation]) -> str:
    return "".join(f"[{one.number}]" for one in citations)


def _line(text: str) -> str:
    return " ".join(text.split())


def _as_markdown(text: str) -> str:
    """The text on one line, in which no character is markup; a number that could begin a list is none."""
    return _MARKDOWN.sub(r"\\\1", _line(text))


def _as_bibtex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in _line(text))


def _web(url: str | None) -> str | None:
    """The address when it is one of the web, with every character that a form could stumble over encoded."""
    try:
        known = bool(url) and urlsplit(url or "").scheme.lower() in {"http", "https"}
    except ValueError:
        return None
    return quote(url or "", safe=":/?#@!$&'*+,;=%-._~") if known else None
