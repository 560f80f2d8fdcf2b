"""Take the README's picture: `python docs/picture.py REPORT/ringkasan.html`. Needs Chromium and Playwright (extra `dev`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
WIDE, HIGH, SMALLER = 1280, 1600, 0.75


def main() -> int:
    """Draw the top of the page 1280 pixels wide and keep it at three quarters of that."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    target = Path(__file__).with_name("ringkasan.png")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, device_scale_factor=SMALLER, java_script_enabled=False)
        page.goto(Path(sys.argv[1]).resolve().as_uri())
        page.screenshot(path=str(target), clip={"x": 0, "y": 0, "width": WIDE, "height": HIGH})
        browser.close()
    sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
