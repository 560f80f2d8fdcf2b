"""The page of a real server in a real Chromium: the run, its artifacts, and nobody's number or name."""

import re
import shutil
from pathlib import Path

import postgres
import pytest
from prefect_server import PERIOD, Server, leaks, numbers, padan, published

from pipeline.store import read_table

pytestmark = [pytest.mark.flow, pytest.mark.timeout(600)]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


def names(data: Path) -> list[str]:
    """Names of registry persons, long enough to be no everyday word: canaries."""
    told = read_table(data / "clean" / PERIOD / "current" / "tables" / "registry.parquet", ["name"])["name"].drop_nulls()
    return sorted({name for name in told if len(name) > 12 and " " in name})[::5]


def test_the_page_shows_run_and_artifacts_and_nobodys_number(any_server: Server, data: Path, reference: dict[str, bytes]) -> None:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium; .ci/run does)")
    told = padan("run", PERIOD, "--data", data, env=any_server.env)
    assert told.code in (0, 3), told.err
    assert published(data) == reference
    run = any_server.ask("/flow_runs/filter", {"flow_runs": {"name": {"any_": [f"reconcile-{PERIOD}"]}}, "sort": "START_TIME_DESC"})[0]
    artifacts = {a["key"]: a["id"] for a in any_server.ask("/artifacts/filter", {"sort": "CREATED_DESC"})}
    seen = look(any_server, "/runs", f"/runs/flow-run/{run['id']}", "/artifacts", f"/artifacts/artifact/{artifacts[f'summary-{PERIOD}']}")
    assert f"reconcile-{PERIOD}" in seen[0]
    assert re.search(r"Findings|SourceMissing|Completed", seen[1])
    assert f"summary-{PERIOD}" in seen[2]
    assert "Indikasi, belum diverifikasi" in seen[3]
    canaries = [*numbers(data), *names(data)]
    assert len(canaries) > 40
    assert [c for c in canaries for page in seen if c in page] == []
    assert leaks(any_server.home, canaries) == []
    if url := any_server.env.get("PREFECT_SERVER_DATABASE_CONNECTION_URL"):
        held = postgres.dump(url)
        assert f"reconcile-{PERIOD}".encode() in held
        assert [c for c in canaries if c.encode() in held] == []


def look(server: Server, *paths: str) -> list[str]:
    """What an officer reads on the server's pages, after logging in."""
    from playwright.sync_api import sync_playwright

    root = server.url.removesuffix("/api")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(90_000)
        page.goto(root)
        page.locator("input[type=password]").fill(server.env["PREFECT_API_AUTH_STRING"])
        page.keyboard.press("Enter")
        page.locator("input[type=password]").wait_for(state="detached")
        told = []
        for path in paths:
            page.goto(root + path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)
            told.append(page.locator("body").inner_text())
        browser.close()
    return told
