"""The chat page, used in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reader import PATIENCE
from reader import ask as _ask

from qa import Answerer
from qa.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture(scope="session")
def answerer(index_folder: Path) -> Answerer:
    return Answerer.open(index_folder)


def test_an_answer_is_cited_and_its_quote_highlighted(page: Page, answerer: Answerer) -> None:
    question = "How many cars does each ship of Norrsund carry?"
    citation = answerer.answer(question).citations[0]
    _ask(page, question)
    expect(page.locator(".cw-chip").first).to_have_attribute("data-number", "1", timeout=PATIENCE)
    expect(page.locator("#cw-conversation")).to_contain_text("640 passengers and 150 cars")
    expect(page.locator("#cw-conversation")).to_contain_text("Confidence:")
    expect(page.locator("#cw-quote")).to_have_text(citation.quote, timeout=PATIENCE)
    expect(page.locator(".cw-article h2")).to_have_text("Ferry company Norrsund to buy four electric ships")
    expect(page.locator(".cw-about")).to_contain_text("Harbour Courier · 2026-02-03")
    link = page.locator(".cw-about a")
    assert link.get_attribute("href") == "https://harbour-courier.example/ferry"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.locator("details.cw-folded summary").all_inner_texts() == ["title, repeated", "share line"]


def test_every_citation_can_be_opened(page: Page, answerer: Answerer) -> None:
    question = "Describe the four electric ships."
    citations = answerer.answer(question).citations
    assert len(citations) >= 2
    _ask(page, question)
    for citation in (*citations[1:], citations[0]):
        page.locator(f'.cw-chip[data-number="{citation.number}"]').first.click(timeout=PATIENCE)
        expect(page.locator("#cw-quote")).to_have_text(citation.quote, timeout=PATIENCE)
    for citation in citations[1:]:
        page.get_by_role("button", name="Source after").click()
        expect(page.locator("#cw-quote")).to_have_text(citation.quote, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Source after")).to_have_count(0)
    page.get_by_role("button", name=f"Open source {citations[0].number}").click()
    expect(page.locator("#cw-quote")).to_have_text(citations[0].quote, timeout=PATIENCE)


def test_of_clicks_soon_after_one_another_the_last_counts(page: Page, answerer: Answerer) -> None:
    question = "Describe the four electric ships."
    citations = answerer.answer(question).citations
    assert len(citations) >= 2
    _ask(page, question)
    expect(page.locator("#cw-conversation .cw-foot")).to_be_visible(timeout=PATIENCE)
    for wanted in (citations[-1], citations[0]):
        order = [one.number for one in citations] * 3 + [wanted.number]
        page.evaluate(
            "all => all.forEach(one => document.querySelector(`.cw-chip[data-number='${one}']`).click())",
            order,
        )
        expect(page.locator("#cw-quote")).to_have_text(wanted.quote, timeout=PATIENCE)


# The answer to the next click comes late, after what is asked for in the meantime.
LATE = """() => {
  const fetched = window.fetch;
  window.late = 0;
  window.fetch = async (...all) => {
    const answer = await fetched(...all);
    if (String(all[0]).includes("/run/") && window.late++ === 0)
      await new Promise((resolve) => setTimeout(resolve, 1500));
    return answer;
  };
}"""


def test_an_answer_that_comes_late_does_not_overwrite_what_was_clicked_after(
    page: Page, answerer: Answerer
) -> None:
    question = "Describe the four electric ships."
    citations = answerer.answer(question).citations
    _ask(page, question)
    expect(page.locator("#cw-conversation .cw-foot")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1000)
    page.evaluate(LATE)
    for number in (2, 1):
        page.locator(f'.cw-chip[data-number="{number}"]').first.click(timeout=PATIENCE)
    page.wait_for_function("window.late >= 2", timeout=PATIENCE)
    page.wait_for_timeout(2500)
    assert page.locator("#cw-quote").text_content() == citations[0].quote


# In the very change of the page that ends the answer, before Gradio changes anything else.
AS_IT_ENDS = """() => {
  const act = () => {
    if (!document.querySelector("#cw-conversation .cw-foot")) return;
    ending.disconnect();
    const box = document.querySelector("textarea");
    box.value = "the next question";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector('.cw-chip[data-number="2"]').click();
  };
  const ending = new MutationObserver(act);
  ending.observe(document.querySelector("#cw-conversation"), { childList: true, subtree: true });
}"""


def test_what_is_typed_or_opened_as_an_answer_ends_stays(page: Page, answerer: Answerer) -> None:
    question = "Describe the four electric ships."
    quote = answerer.answer(question).citations[1].quote
    page.evaluate(AS_IT_ENDS)
    _ask(page, question)
    expect(page.locator("#cw-quote")).to_have_text(quote, timeout=PATIENCE)
    page.wait_for_timeout(1000)
    assert page.locator("#cw-quote").text_content() == quote
    assert page.get_by_label("Your question").input_value() == "the next question"


def test_a_citation_opens_by_keyboard_and_shows_its_quote(page: Page, answerer: Answerer) -> None:
    question = "Describe the four electric ships."
    citations = answerer.answer(question).citations
    _ask(page, question)
    expect(page.get_by_role("button", name=f"Open source {len(citations)}")).to_be_visible(timeout=PATIENCE)
    chip = page.locator('.cw-chip[data-number="2"]').first
    chip.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(chip.locator(".cw-hover")).to_be_visible()
    expect(chip.locator(".cw-hover")).to_contain_text(citations[1].quote)
    page.keyboard.press("Enter")
    expect(page.locator("#cw-quote")).to_have_text(citations[1].quote, timeout=PATIENCE)


def test_the_passages_show_what_found_them(page: Page, answerer: Answerer) -> None:
    question = "When did the lighthouse keeper of Tarnholm retire?"
    _ask(page, question)
    expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("tab", name="Passages").click()
    items = page.locator(".cw-passage")
    hits = answerer.answer(question).passages
    expect(items).to_have_count(len(hits))
    shares = items.first.locator("meter").evaluate_all("all => all.map(one => one.value)")
    assert shares == pytest.approx([hits[0].scores[name] for name in ("dense", "lexical", "late")], abs=0.001)
    page.get_by_role("button", name="Open passage 2").click()
    expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)
    assert page.locator("#cw-quote").evaluate("e => e.textContent") == hits[1].passage.text


def test_a_question_can_be_asked_again_and_edited(page: Page) -> None:
    _ask(page, "How many cars does each ship of Norrsund carry?")
    expect(page.locator(".cw-foot")).to_have_count(1, timeout=PATIENCE)
    _ask(page, "What will the four electric ships cost?")
    expect(page.locator(".cw-foot")).to_have_count(2, timeout=PATIENCE)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".cw-foot")).to_have_count(2, timeout=PATIENCE)
    page.wait_for_timeout(500)
    expect(page.locator("#cw-conversation [aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("#cw-quote")).to_contain_text("312 million", timeout=PATIENCE)
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Edit last question").click()
    asked = page.get_by_label("Your question")
    expect(asked).to_have_value("What will the four electric ships cost?", timeout=PATIENCE)
    expect(page.locator(".cw-turn")).to_have_count(1, timeout=PATIENCE)
    # The citations of an earlier answer still open.
    page.locator(".cw-chip").first.click()
    expect(page.locator("#cw-quote")).to_contain_text("150 cars", timeout=PATIENCE)


def test_a_question_can_be_stopped_and_asked_again(page: Page) -> None:
    _ask(page, "How many cars does each ship of Norrsund carry?")
    page.get_by_role("button", name="Stop").click()
    turn = page.locator(".cw-turn")
    expect(turn).to_have_count(1, timeout=PATIENCE)
    # Whichever came first, the answer or the click, nothing waits for ever.
    expect(turn.locator(".cw-error, .cw-foot").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#cw-conversation [aria-busy=true]")).to_have_count(0)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#cw-conversation")).to_contain_text("150 cars", timeout=PATIENCE)
    expect(turn).to_have_count(1)


def test_the_quote_is_scrolled_into_view(page: Page) -> None:
    _ask(page, "When did the lighthouse keeper of Tarnholm retire?")
    expect(page.locator("#cw-quote")).to_contain_text("9 June 2025", timeout=PATIENCE)
    expect(page.locator("#cw-quote")).to_be_in_viewport(timeout=10_000)


def test_what_the_articles_do_not_say_is_not_answered(page: Page) -> None:
    _ask(page, "Who won the chess championship in Lisbon?")
    expect(page.locator("#cw-conversation")).to_contain_text(
        "The articles do not answer this question.", timeout=PATIENCE
    )
    nearest = page.get_by_label("The nearest passages", exact=True)
    expect(nearest.get_by_role("button")).to_have_count(3)
    nearest.get_by_role("button").nth(1).click()
    expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("question", "said"), [("", "The question is empty; type a question"), ("w " * 400, "shorten it")]
)
def test_a_question_that_cannot_be_asked_is_told_so(page: Page, question: str, said: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#cw-conversation")).to_contain_text(said, timeout=PATIENCE)


def test_a_hostile_article_is_shown_and_does_nothing(page: Page, answerer: Answerer) -> None:
    question = "How many kilograms does the hostile robot of Vexholm weigh?"
    citation = answerer.answer(question).citations[0]
    assert "<img src=x" in citation.quote
    _ask(page, question)
    expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)
    assert page.locator("#cw-quote").evaluate("e => e.textContent") == citation.quote
    expect(page.locator(".cw-article h2")).to_have_text(
        "Hostile <b>robot</b> <img src=x onerror='window.hacked=6'>"
    )
    assert page.locator(".cw-article img, .cw-article svg, .cw-article script, .cw-article a").count() == 0
    foreign = "img, svg, script, a, iframe, .katex, .cw-chip:not([data-number])"
    assert page.locator("#cw-conversation").locator(foreign).count() == 0
    page.get_by_role("tab", name="Passages").click()
    assert page.locator("#cw-passages").locator(foreign).count() == 0
    for literal in ("<img src=x onerror=", "**sings** [1] [click](javascript:", "$$\\href{", "</mark></div>"):
        expect(page.locator("#cw-conversation")).to_contain_text(literal)
    page.wait_for_timeout(300)


def test_a_new_conversation_clears_the_page(page: Page) -> None:
    _ask(page, "What will the four electric ships cost?")
    expect(page.locator("#cw-conversation")).to_contain_text("312 million", timeout=PATIENCE)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#cw-conversation")).not_to_contain_text("312 million", timeout=PATIENCE)
    expect(page.locator("#cw-viewer")).to_contain_text("Ask a question")


def test_a_phone_shows_the_article_below_the_conversation(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    conversation = page.locator("#cw-conversation").bounding_box()
    viewer = page.locator("#cw-viewer").bounding_box()
    assert conversation
    assert viewer
    assert viewer["y"] >= conversation["y"] + conversation["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_filters_narrow_the_articles(page: Page) -> None:
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_role("button", name="2026-02: 1 articles").click()
    expect(page.get_by_label("Published from")).to_have_value("2026-02-01", timeout=PATIENCE)
    expect(page.get_by_label("Published to")).to_have_value("2026-02-28")
    _ask(page, "When did the lighthouse keeper of Tarnholm retire?")
    expect(page.locator(".cw-place").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#cw-conversation")).not_to_contain_text("9 June 2025")
    page.get_by_role("button", name="No filters").click()
    expect(page.get_by_label("Published from")).to_have_value("")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#cw-conversation")).to_contain_text("9 June 2025", timeout=PATIENCE)
    page.get_by_label("Published from").fill("soon")
    _ask(page, "When did the lighthouse keeper of Tarnholm retire?")
    expect(page.locator(".cw-error")).to_contain_text("write a day as YYYY-MM-DD", timeout=PATIENCE)


def test_a_conversation_can_be_opened_again_and_deleted(page: Page) -> None:
    _ask(page, "How many cars does each ship of Norrsund carry?")
    expect(page.locator(".cw-foot").first).to_contain_text("Confidence", timeout=PATIENCE)
    for _ in range(10):  # it is kept a moment after the answer is there
        page.reload()
        expect(page.locator("#cw-conversation")).to_contain_text("Ask a question", timeout=PATIENCE)
        page.get_by_role("button", name="Earlier conversations").click()
        if _listed(page):
            break
    page.get_by_role("option").filter(has_text="How many cars").first.click()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#cw-conversation")).to_contain_text("150 cars", timeout=PATIENCE)
    page.locator(".cw-chip").first.click()
    expect(page.locator("#cw-quote")).to_contain_text("150 cars", timeout=PATIENCE)
    page.get_by_role("button", name="Delete", exact=True).click()
    for _ in range(10):  # the list follows a moment later
        if not _listed(page):
            break
        page.keyboard.press("Escape")
    assert not _listed(page)


def _listed(page: Page) -> bool:
    """Whether the conversation about cars is in the list, which is open then."""
    page.get_by_label("Conversation", exact=True).last.click()
    page.wait_for_timeout(1000)
    return page.get_by_role("option").filter(has_text="How many cars").count() > 0


def test_a_follow_up_is_understood(page: Page) -> None:
    _ask(page, "What will the four electric ships cost?")
    expect(page.locator(".cw-foot").first).to_be_visible(timeout=PATIENCE)
    _ask(page, "And who builds them?")
    expect(page.locator("#cw-conversation")).to_contain_text("Understood as:", timeout=PATIENCE)


def test_an_answer_is_taken_away_with_its_citations(page: Page) -> None:
    _ask(page, "How many cars does each ship of Norrsund carry?")
    expect(page.locator(".cw-foot").first).to_contain_text("Confidence", timeout=PATIENCE)
    page.get_by_role("button", name="Copy and export").click()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#cw-taken textarea")).to_have_value(
        re.compile(r"150 cars[\s\S]*\(https://harbour-courier\.example/ferry\)"), timeout=PATIENCE
    )
    page.get_by_label("Form").click()
    page.get_by_role("option", name="BibTeX").click()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#cw-taken textarea")).to_have_value(re.compile(r"@online\{citewise1[\s\S]*date = "))


def test_a_reader_can_judge_an_answer(page: Page, index_folder: Path, tmp_path: Path) -> None:
    _ask(page, "How many cars does each ship of Norrsund carry?")
    expect(page.locator(".cw-foot").first).to_contain_text("Confidence", timeout=PATIENCE)
    page.get_by_role("button", name="Was the answer good?").click()
    page.get_by_label("Why?").fill("a very good number")
    page.get_by_role("button", name="Good answer").click()
    expect(page.locator("#cw-thanks")).to_contain_text("Noted", timeout=PATIENCE)
    written = tmp_path / "feedback.jsonl"
    assert main(["feedback", "--index", str(index_folder), "--export", str(written)]) == 0
    assert "a very good number" in written.read_text(encoding="utf-8")
