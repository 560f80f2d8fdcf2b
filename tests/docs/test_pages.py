"""What pages and tracked files must not hold, links that lead somewhere, settings that are true."""

import csv
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from pipeline.link.adhoc import MATCH_FROM, REVIEW_FROM
from pipeline.wording import wordings
from schemas.rulebook import load_rulebook
from schemas.settings import Settings
from tests.docs.conftest import PAGES, ROOT, fences

HERE = re.compile(r"/(?:work|root|home)/\w+|/tmp/(?:docs|bash_jobs)")
"""Folders of one machine. `/tmp/…` and `/srv/…` of examples are nobody's."""


def tracked() -> list:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git here")
    told = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in told.split("\0") if name and (ROOT / name).is_file()]


def text_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_folder_of_one_machine():
    found = {f"{p.relative_to(ROOT)}: {m}" for p in tracked() if p != ROOT / "tests/docs/test_pages.py" for m in HERE.findall(text_of(p))}
    assert found == set()


def test_nothing_is_fetched_from_a_named_place():
    assert [p.name for p in (ROOT / ".ci").iterdir() if "://" in text_of(p)] == []
    assert [p.name for p in PAGES if re.search(r"https?://", text_of(p))] == []


def test_no_module_is_too_long():
    modules = [p for p in tracked() if p.suffix == ".py"]
    assert [str(p.relative_to(ROOT)) for p in modules if len(text_of(p).splitlines()) > 500] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_in_the_pages_are_settings(page):
    for body in (body for body in fences(page, "toml") if not body.startswith("code =")):  # a programme: test_programme
        Settings.model_validate(tomllib.loads(body))


def test_the_timer_of_the_runbook_is_one_that_systemd_takes(tmp_path):
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd-analyze is not installed (apt-get install systemd; .ci/run does)")
    page = ROOT / "docs" / "runbook-petugas-data.md"
    units = dict(zip(("padan-nightly.service", "padan-nightly.timer"), fences(page, "ini"), strict=True))
    for name, body in units.items():
        (tmp_path / name).write_text(body.replace("/srv/padan/.venv/bin/padan", sys.executable), encoding="utf-8")
    assert "ExecStart=/srv/padan/.venv/bin/padan nightly --data /srv/padan/data\n" in units["padan-nightly.service"]
    told = subprocess.run([systemd, "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout + told.stderr) == (0, "")
    next_night = re.search(r"^OnCalendar=(.*)$", units["padan-nightly.timer"], re.MULTILINE)[1]
    told = subprocess.run([systemd, "calendar", next_night], capture_output=True, text=True, check=True, env={"TZ": "UTC", "LANG": "C"})
    assert "18:30:00 UTC" in told.stdout


def test_no_whole_number_of_a_person_stands_in_a_page():
    known = {str(2**53), "1234567890123456"}  # a spreadsheet's limit and a filler, which the checks speak of
    assert [page.name for page in PAGES if set(re.findall(r"(?<!\d)\d{16}(?!\d)", text_of(page))) - known] == []


def test_the_picture_is_small():
    assert (ROOT / "docs" / "ringkasan.png").stat().st_size < 300_000


def test_the_doubt_about_rules_is_still_true():
    """README and auditor's page say that no shipped rule is verified; whoever verifies one takes that back there."""
    tables = ("eligibility", "schedule", "amount", "top_up", "ages", "conflict", "area", "job")
    rules = [rule for p in load_rulebook().programmes.values() for table in tables for rule in getattr(p, table)]
    assert {rule.confidence for rule in rules} == {"secondary", "unverified"}
    assert "No rule is marked `verified`" in text_of(ROOT / "README.md")


def test_the_thresholds_that_the_help_of_link_names_are_those_it_takes():
    said = text_of(ROOT / "flows" / "commands" / "link.py")
    once, many = MATCH_FROM["one_to_one"], MATCH_FROM["many"]
    assert f"(default: {once} where a record is taken once, else {many})" in said
    assert f"(default: {REVIEW_FROM})" in said


def test_the_example_case_of_the_readme_is_worded_as_cases_are():
    said = "Sembako dibayar 2 kali untuk 2025-04 s.d. 2025-06: BRI Rp600.000 (09-05-2025) dan POS Rp600.000 (07-05-2025); seluruhnya Rp1.200.000."
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(wordings()["GD-PY.dua"].sentence))
    assert said in text_of(ROOT / "README.md")
    assert re.fullmatch(pattern, said)


def test_the_guide_gives_each_kind_its_own_answers():
    with (ROOT / "schemas" / "case_kinds.csv").open(encoding="utf-8", newline="") as table:
        kinds = {row["kind"]: row["answers"] for row in csv.DictReader(table, delimiter=";")}
    said = {
        "IDENTITY": ("ID-", "BD-00"),
        "ELIGIBILITY": ("IE-", "EE-BB", "EE-TD", "PB-GP"),
        "PAYMENT": ("EE-RK", "PB-KR", "PB-LB", "PB-TS", "GD-"),
    }
    for kind, answers in kinds.items():
        assert kind.startswith(said[answers]), kind
