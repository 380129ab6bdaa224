"""Take the pictures of the chat that the README shows.

    citewise chat --port 7999 &
    python benchmarks/screenshots.py http://127.0.0.1:7999 docs

Needs Chromium (Debian: `apt-get install chromium`) and the extra `test`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

QUESTION = "How many people died in the Lahaina wildfire?"
PICTURES = {
    "chat-light.png": (1280, 820, "light"),
    "chat-dark.png": (1280, 820, "dark"),
    "chat-phone.png": (390, 820, "dark"),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is not installed; on Debian: apt-get install chromium", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (width, height, scheme) in PICTURES.items():
            take(browser, options.address, options.folder / name, width, height, scheme)
        browser.close()
    return 0


def take(browser: Browser, address: str, path: Path, width: int, height: int, scheme: str) -> None:
    """One picture of an answered question, in a window of that size, "light" or "dark"."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")
    page.locator("#cw-quote").wait_for(timeout=60_000)
    page.wait_for_timeout(1_500)
    page.screenshot(path=path)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
