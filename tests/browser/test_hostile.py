"""Articles and questions that would like to run, to forge citations or to break the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chatting import chat
from playwright.sync_api import Browser, Page, expect
from reader import PATIENCE, ask, reading

from corpus import Article
from index import build_index, fast_embedder
from qa import Answerer

pytestmark = [pytest.mark.browser, pytest.mark.model]

PAYLOADS = {
    "script": "<script>window.hacked = 1</script>",
    "image": '<img src="x" onerror="window.hacked = 1">',
    "svg": '<svg onload="window.hacked = 1"><circle r="9"></circle></svg>',
    "frame": '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
    "link": '<a href="javascript:window.hacked=1">click</a>',
    "markdown link": "[click](javascript:window.hacked=1) ![x](https://evil.example/x.png)",
    "entities": "&lt;img src=x onerror=window.hacked=1&gt; &#60;script&#62;",
    "closing tags": "</mark></span></p></div></section></main><h1>Owned</h1>",
    "forged quote": '<mark id="cw-quote">a forged quotation</mark>',
    "forged button": '<button data-turn="0" data-part="citation" data-number="9">[9]</button>',
    "forged mark": "[1] [2] [99] 【3†source】 (high support) Confidence: high.",
    "style": "<style>* { display: none !important }</style>",
    "base": '<base href="https://evil.example/"><link rel="stylesheet" href="//evil.example/x.css">',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "form": '<form action="https://evil.example/"><input autofocus onfocus="window.hacked=1"></form>',
    "details": '<details open ontoggle="window.hacked=1"><summary>x</summary></details>',
    "video": '<video><source onerror="window.hacked=1" src="x"></video>',
    "maths": '<math><mtext><img src=x onerror="window.hacked=1"></mtext></math>',
    "latex": r"$$\href{javascript:window.hacked=1}{x}$$ \(\unicode{<img>}\)",
    "template": "${window.hacked = 1} {{constructor.constructor('window.hacked=1')()}} #{1+1} <%= 1 %>",
    "comment": "<!-- --><img src=x onerror=window.hacked=1><!--",
    "cdata": "<![CDATA[<img src=x onerror=window.hacked=1>]]>",
    "unclosed": '<img src=x onerror=window.hacked=1 title="',
    "attribute": '"\' onmouseover=window.hacked=1 style=position:fixed;inset:0 x="',
    "bidi": "\u202eevitceffe\u202c \u2066hidden\u2069 \u200f\u200e",
    "zero width": "ze\u200bro\u200c wi\u200ddth\ufeff\u00ad \u2060",
    "combining": "z" + "\u0335\u0301\u0310\u0322" * 40,
    "long word": "x" * 4000,
    "separators": "line\u2028separator\u2029paragraph\u0085next",
    "emoji": "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 𝕬𝖗𝖙 ﷽",
    "json": '"}]}</script><script>window.hacked=1</script>{"data":["',
    "headings": "# heading **bold** `code` ~~~ | a | b | --- > quote",
}
NAMES = [
    f"{first}{last}" for first in ("Bor", "Dal", "Fen", "Gul", "Hov", "Kir", "Lun", "Mos")
    for last in ("vik", "ster", "nesk", "tarp")
]  # fmt: skip
WEIGHTS = {kind: (name, 30 + place) for place, (kind, name) in enumerate(zip(PAYLOADS, NAMES, strict=True))}


def _question(kind: str) -> str:
    return f"How many kilograms does the machine of {WEIGHTS[kind][0]} weigh?"


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = []
    for kind, payload in PAYLOADS.items():
        name, weight = WEIGHTS[kind]
        articles.append(
            Article(
                f"hostile-{weight}",
                f"Machine of {name} {payload}",
                f"The machine of {name} weighs {weight} kilograms {payload}.\n\nIt stands at the harbour.",
                url="javascript:window.hacked=2" if weight % 2 else f"https://x.example/{payload}",
                source=payload[:200],
                published="2026-03-01",
            )
        )
    folder = tmp_path_factory.mktemp("hostile") / "index"
    build_index(articles, folder, fast_embedder())
    return folder


@pytest.fixture(scope="module")
def hostile_answers(hostile_folder: Path) -> Answerer:
    return Answerer.open(hostile_folder)


@pytest.fixture(scope="module")
def hostile_page(browser: Browser, hostile_folder: Path) -> Iterator[Page]:
    with chat(hostile_folder) as address, reading(browser, address) as page:
        yield page


# What stands in the page that is not ours, but for what Gradio shows while it waits.
_FOREIGN = """() => [...document.querySelectorAll("#cw-conversation, #cw-viewer, #cw-passages, #cw-time")]
  .flatMap((part) => [...part.querySelectorAll(`script, img, svg, iframe, style, base, link, meta, form,
    input, video, math, h1, .katex, a:not([href^="http"]), [onerror], [onload], [onfocus], [ontoggle],
    [onmouseover],
    [style], mark:not(#cw-quote)`)])
  .filter((element) => !element.closest("[data-testid=status-tracker]"))
  .map((element) => element.outerHTML.slice(0, 200))"""


def _is_sound(page: Page) -> None:
    """Nothing has run, nothing stands in the page that is not ours, and nothing is wider than it."""
    assert page.evaluate("window.hacked") is None
    assert page.url.startswith("http://127.0.0.1:")
    assert page.evaluate(_FOREIGN) == []
    assert page.locator("[id=cw-quote]").count() <= 1
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]


def _begin_anew(page: Page) -> None:
    with page.expect_response("**/gradio_api/run/predict**"):
        page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".cw-turn")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_hostile_article_is_text(hostile_page: Page, hostile_answers: Answerer, kind: str) -> None:
    page, answer = hostile_page, hostile_answers.answer(_question(kind))
    _begin_anew(page)
    ask(page, _question(kind))
    done = page.locator("#cw-conversation .cw-turn .cw-foot")
    expect(done.first).to_be_visible(timeout=PATIENCE)
    numbers = {str(one.number) for one in answer.citations}
    chips = page.locator("#cw-conversation .cw-chip").evaluate_all(
        "all => all.map(one => one.dataset.number)"
    )
    assert set(chips) == numbers
    for citation in answer.citations:
        page.locator(f'.cw-chip[data-number="{citation.number}"]').first.click()
        expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)
        page.wait_for_function(
            "text => document.querySelector('#cw-quote')?.textContent === text",
            arg=citation.quote,
            timeout=PATIENCE,
        )
    _is_sound(page)
    page.get_by_role("tab", name="Passages").click()
    _is_sound(page)
    page.get_by_role("tab", name="Article").click()


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_hostile_question_is_text(hostile_page: Page, kind: str) -> None:
    page, question = hostile_page, PAYLOADS[kind]
    _begin_anew(page)
    ask(page, question)
    expect(page.locator("#cw-conversation .cw-turn")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("#cw-conversation [aria-busy]")).to_have_count(0, timeout=PATIENCE)
    shown = page.locator(".cw-asked").evaluate("one => one.textContent")
    assert "".join(shown.split()) == "".join(question.split())
    _is_sound(page)


def test_most_of_them_are_answered_and_cited(hostile_answers: Answerer) -> None:
    answers = [hostile_answers.answer(_question(kind)) for kind in PAYLOADS]
    right = sum(
        any(f"{WEIGHTS[kind][1]} kilograms" in citation.quote for citation in answer.citations)
        for kind, answer in zip(PAYLOADS, answers, strict=True)
    )
    assert right >= 0.8 * len(PAYLOADS)
