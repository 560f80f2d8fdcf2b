"""Take the pictures of the documentation. Needs Chromium and Playwright (extra `dev`).

python docs/picture.py report REPORT/ringkasan.html            the README's picture
python docs/picture.py prefect http://127.0.0.1:4200 AUTH      the runbook's: a running `padan serve`; AUTH is data/prefect/auth
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Any

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
WIDE, HIGH, SMALLER = 1280, 1600, 0.75
HERE = Path(__file__).parent


def report(browser: Any, page_file: str) -> None:
    """The top of the monthly report, without JavaScript, at three quarters of its width."""
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, device_scale_factor=SMALLER, java_script_enabled=False)
    page.goto(Path(page_file).resolve().as_uri())
    page.screenshot(path=str(HERE / "ringkasan.png"), clip={"x": 0, "y": 0, "width": WIDE, "height": HIGH})


def prefect(browser: Any, root: str, auth: str) -> None:
    """The list of runs, and the summary of the newest month, as an officer sees them after logging in."""
    secret = Path(auth).read_text(encoding="utf-8").strip()
    page = browser.new_page(viewport={"width": WIDE, "height": 900}, device_scale_factor=SMALLER)
    page.set_default_timeout(90_000)
    page.goto(root)
    page.locator("input[type=password]").fill(secret)
    page.keyboard.press("Enter")
    page.locator("input[type=password]").wait_for(state="detached")
    for path, name in (("/runs", "prefect.png"), (f"/artifacts/artifact/{newest_summary(root, secret)}", "prefect-hasil.png")):
        page.goto(root + path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2000)
        page.screenshot(path=str(HERE / name))


def newest_summary(root: str, secret: str) -> str:
    """The id of the newest artifact that sums up a month."""
    login = "Basic " + base64.b64encode(secret.encode()).decode()
    asked = urllib.request.Request(  # noqa: S310  (the server of this machine)
        f"{root}/api/artifacts/filter",
        data=b'{"sort": "CREATED_DESC"}',
        headers={"Authorization": login, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked) as told:  # noqa: S310
        return next(str(a["id"]) for a in json.load(told) if str(a["key"]).startswith("summary-"))


def main() -> int:
    """Take what is asked for."""
    from playwright.sync_api import sync_playwright

    takers = {"report": (report, 1), "prefect": (prefect, 2)}
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if chromium is None or wanted not in takers or len(sys.argv) != 2 + takers[wanted][1]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=FLAGS.split())
        takers[wanted][0](browser, *sys.argv[2:])
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
