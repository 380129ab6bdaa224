"""Light and dark, small and by keyboard alone: text can be read, and everything be reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from reader import PATIENCE, ask, reading

from qa import Answerer

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "Describe the four electric ships."

# The contrast of WCAG 2.2 (1.4.3) of every text that is shown; colours that are not opaque are
# laid over what lies below them.
CONTRAST = """() => {
  const parse = (colour) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      layers.push(parse(getComputedStyle(one).backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const bad = [];
  let seen = 0;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = element.getBoundingClientRect();
    const seeable = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!own || !box.width || !box.height || !seeable) continue;
    const style = getComputedStyle(element);
    if (element.closest("[disabled], [aria-hidden=true], .cw-hover")) continue;
    const behind = ground(element);
    const both = [luminance(over(parse(style.color), behind)), luminance(behind)];
    const [light, dark] = both.sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    seen += 1;
    const words = element.textContent.trim().slice(0, 40);
    if (ratio < least) bad.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}: ${words}`);
  }
  return { seen, bad };
}"""


def _opened(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(".cw-foot").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)
    for name in ("Filters", "Your articles", "Copy and export", "Was the answer good?"):
        page.get_by_role("button", name=name).first.click()
    page.wait_for_timeout(700)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_text_has_the_contrast_that_readers_need(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    with reading(browser, address, color_scheme=scheme, viewport={"width": width, "height": 850}) as page:
        _opened(page)
        dark = page.evaluate("document.body.classList.contains('dark')")
        assert dark == (scheme == "dark")
        found = page.evaluate(CONTRAST)
        assert found["seen"] > 25
        assert found["bad"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_can_be_done_by_keyboard(page: Page, index_folder: Path) -> None:
    citations = Answerer.open(index_folder).answer(QUESTION).citations
    expect(page.get_by_label("Your question")).to_be_focused(timeout=PATIENCE)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".cw-foot").first).to_be_visible(timeout=PATIENCE)
    reached: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return [e.className, e.dataset.number || '', "
            "e.getAttribute('aria-label') || e.textContent.trim(), "
            "getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow]; })()"
        )
        if "cw-chip" in focused[0] and focused[1] == str(citations[-1].number):
            assert focused[3] != "nonenone"
            page.keyboard.press("Enter")
            expect(page.locator("#cw-quote")).to_have_text(citations[-1].quote, timeout=PATIENCE)
        reached.append(focused[2])
        if "Source before" in focused[2]:
            break
    assert any("New conversation" in name for name in reached)
    assert any("Filters" in name for name in reached)
    assert "Source before" in reached[-1]
    page.keyboard.press("Enter")
    expect(page.locator("#cw-quote")).to_have_text(citations[-2].quote, timeout=PATIENCE)


def test_every_control_has_a_name(page: Page) -> None:
    _opened(page)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, select, a, [role=button]")]
          .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width)
          .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || e.title || e.placeholder
            || e.labels?.length || e.getAttribute("aria-labelledby")))
          .map((e) => e.outerHTML.slice(0, 160))"""
    )
    assert nameless == []
