"""How long it takes from a click on a citation until its quotation is highlighted and in view.

    python benchmarks/clicks.py [--characters 50000] [--clicks 40]

A reader in Chromium asks about a long article, then goes from citation to citation. Printed are
milliseconds from the click to the first frame that shows the other quotation highlighted in view.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from chatting import chat  # noqa: E402
from reader import PATIENCE, ask  # noqa: E402

from corpus import Article  # noqa: E402
from index import build_index, fast_embedder  # noqa: E402

# The time until a frame shows the quotation of the citation whose chip is clicked, in view.
CLICK = """(number) => new Promise((resolve, reject) => {
  const chip = document.querySelector(`.cw-chip[data-number="${number}"]`);
  const wanted = chip.querySelector(".cw-hover").textContent;
  const begun = performance.now();
  const look = () => {
    const quote = document.querySelector("#cw-quote");
    const view = document.querySelector("#cw-viewer").getBoundingClientRect();
    const box = quote?.getBoundingClientRect();
    const there = quote && wanted.includes(quote.textContent) && box.top >= view.top && box.top < view.bottom;
    if (there) resolve(performance.now() - begun);
    else if (performance.now() - begun > 10000) reject(new Error("not highlighted in 10 s"));
    else requestAnimationFrame(look);
  };
  chip.click();
  requestAnimationFrame(look);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--characters", type=int, default=50_000)
    parser.add_argument("--clicks", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        article = _article(options.characters)
        build_index([article], index, fast_embedder())
        with chat(index) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 850})
            page.goto(address)
            times = sorted(_clicks(page, options.clicks))
            browser.close()
    print(
        f"{len(article.text):,} characters, {len(times)} clicks: p50 {statistics.median(times):.0f} ms, "
        f"p95 {times[int(0.95 * len(times))]:.0f} ms, most {times[-1]:.0f} ms"
    )


def _clicks(page: Page, count: int) -> list[float]:
    expect(page.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
    ask(page, "Describe the two lighthouses of Tarnholm.")
    expect(page.locator(".cw-foot").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#cw-quote")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1000)
    numbers = sorted({chip.get_attribute("data-number") for chip in page.locator(".cw-chip").all()})
    if len(numbers) < 2:
        raise SystemExit("the answer has a single citation; there is nothing to go to")
    return [page.evaluate(CLICK, numbers[(turn + 1) % len(numbers)]) for turn in range(count)]


def _article(characters: int) -> Article:
    """An article with two citable sentences far apart."""
    paragraphs = [
        f"Paragraph {number} tells of harbours, weather and the price of fish in town {number}."
        for number in range(characters // 70)
    ]
    third = len(paragraphs) // 3
    paragraphs.insert(third, "The old lighthouse of Tarnholm is 41 metres high and was built of granite.")
    paragraphs.insert(2 * third, "The new lighthouse of Tarnholm is 66 metres high and was built of steel.")
    return Article("long", "A long report on the two lighthouses of Tarnholm", "\n\n".join(paragraphs))


if __name__ == "__main__":
    main()
