"""The pages in a real Chromium without JavaScript: no request, no overflow, one sheet of paper. Needs Chromium (`.ci/run` installs it)."""

from __future__ import annotations

import re
import shutil

import pytest

from pipeline.report import write_reports
from tests.report_month import month_report

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
HIDDEN = """[...document.querySelectorAll('h1,h2,.tiles li,td,th')]
    .filter(e => !e.closest('details:not([open])') && e.getBoundingClientRect().height < 8).length"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("pages") / "reports"
    hostile = "<script>document.title='x'</script>"
    report = month_report(70, villages={"1671081002": "SAKO"}, languages=("id", "en"), notes=(hostile,))
    write_reports(report, target)
    return target


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def pages(folder):
    return sorted(folder.glob("*.html")) + sorted(folder.glob("*/*.html"))


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_load_nothing_complain_of_nothing_and_fit(browser, folder, width):
    for path in pages(folder):
        context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
        tab = context.new_page()
        asked, said = [], []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.goto(path.as_uri())
        assert asked == [path.as_uri()]
        assert said == []
        assert tab.title() != "x"
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_the_screen_and_no_cell_is_squeezed(browser, folder, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = context.new_page()
    for path in pages(folder):
        tab.goto(path.as_uri())
        assert not tab.evaluate(OVERFLOW), path.name
        assert tab.evaluate(HIDDEN) == 0, path.name
        assert tab.title() != "x"
    context.close()


def test_text_has_enough_contrast(browser, folder):
    """WCAG AA for the colours of the style sheet: 4.5 between text and what lies under it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto((folder / "ringkasan.html").as_uri())
    pairs = tab.evaluate(
        """() => [...document.querySelectorAll('p,li,td,th,dt,dd,figcaption,a,.badge,.sub')].map(e => {
            let under = e; while (under && getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
            return [getComputedStyle(e).color, under ? getComputedStyle(under).backgroundColor : 'rgb(255, 255, 255)'] })"""
    )
    for ink, paper in {tuple(pair) for pair in pairs}:
        assert contrast(ink, paper) >= 4.5, (ink, paper)
    context.close()


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_berita_acara_of_sixty_cases_is_one_sheet_of_a4(browser, folder):
    (path,) = (folder / "berita_acara").iterdir()
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(path.as_uri())
    printed = tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    width, height = (float(n) for n in re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed).groups())
    assert (round(width), round(height)) == (595, 842)
    context.close()
