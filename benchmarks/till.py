"""Seconds a sale takes at the gallery's till, at the pace of a person, against a running site.

    make run                       # in one terminal
    .venv/bin/python benchmarks/till.py http://localhost:8000 ambon <password>

The shift of the account's gallery must be open. Each sale is real: use the demo gallery.
Needs Chromium. Goal of docs/rules/counter.md: under 20 seconds by keyboard and by thumb.
"""

import re
import shutil
import sys
import time

from playwright.sync_api import expect, sync_playwright

KEY_EVERY_MS = 150  # of somebody who looks for the keys
TAP_EVERY = 1.2  # seconds until a thumb has found the next button


def main(site: str, user: str, password: str) -> None:
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, sell, view in (
            ("by keyboard", by_keyboard, {"viewport": {"width": 1280, "height": 900}}),
            ("by thumb", by_thumb, {"viewport": {"width": 390, "height": 844}, "has_touch": True}),
        ):
            page = browser.new_context(**view).new_page()
            page.goto(f"{site}/admin/login/?next=/petugas/kasir/")
            page.fill("input[name=username]", user)
            page.fill("input[name=password]", password)
            page.press("input[name=password]", "Enter")
            expect(page.locator(".tile").first).to_be_visible()
            begun = time.monotonic()
            acts = sell(page)
            expect(page.get_by_role("heading", name=re.compile("^Kembali"))).to_be_visible()
            print(f"{name}: {acts} acts, {time.monotonic() - begun:.1f} s")
        browser.close()


def by_keyboard(page) -> int:
    """Find the first thing by the beginning of its name, lay down more cash than it costs."""
    word = page.locator(".tile b").first.inner_text()[:8]
    page.keyboard.type(word, delay=KEY_EVERY_MS)
    page.keyboard.press("Enter")
    expect(page.locator("#cari")).to_have_value("")
    page.keyboard.press("Enter")
    expect(page.locator("#uang")).to_be_focused()
    page.keyboard.type("9000000", delay=KEY_EVERY_MS)
    page.keyboard.press("Enter")
    return len(word) + 10


def by_thumb(page) -> int:
    """Two of the first thing, paid with the last sum that is offered as a button."""
    taps = 0
    for place in (
        page.locator(".tile").first,
        page.locator(".tile").first,
        page.get_by_role("link", name="Ke nota"),
        page.locator("#nota button.chip").last,
        page.get_by_role("button", name="Selesaikan penjualan"),
    ):
        time.sleep(TAP_EVERY)
        place.tap()
        taps += 1
    return taps


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
