"""The text of a piece of HTML that is article all through: a feed's entry, a book's chapter."""

from __future__ import annotations

import re

_DROPPED = frozenset({"script", "style", "template", "head", "noscript", "iframe", "object", "svg", "math"})
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt"),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
        ),
        *("li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
    )
)
_SPACE = re.compile(r"\s+")


def block_text(markup: str) -> str:
    """The text of `markup`, one line a block, without scripts, styles and comments.

    White space inside a block is one space, as a browser shows it. Empty when there is no text.
    """
    from lxml import etree, html

    if not markup.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(markup.encode(errors="replace"), parser=parser, ensure_head_body=True)
    pieces: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        block = element.tag in _BLOCKS
        if event == "start":
            pieces.append("\n" if block else "")
            if element.tag in _DROPPED:
                walk.skip_subtree()
            else:
                pieces.append(_SPACE.sub(" ", element.text or ""))
        else:
            pieces += ["\n" if block else "", _SPACE.sub(" ", element.tail or "")]
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
