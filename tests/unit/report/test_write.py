"""The whole folder: names, modes, the same bytes, nothing leaks, ten thousand cases."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import stat
import time

import openpyxl
import pytest

from pipeline.report import scan_output, write_reports
from schemas.answers import ANSWER_COLUMNS
from tests.report_month import month_report, ten_answers


def tree(folder):
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("reports") / "reports"
    umask = os.umask(0o000)
    try:
        write_reports(month_report(300, languages=("id", "en")), target)
    finally:
        os.umask(umask)
    return target


def test_everything_has_its_place_and_name(folder):
    names = set(tree(folder))
    stem = "2025-05_1671081002_SAKO_3f9c1e7a"
    assert {
        "ringkasan.html",
        "summary.html",
        "kasus/kasus_2025-05_semua_3f9c1e7a.csv",
        f"kasus/kasus_{stem}.csv",
        f"kasus/kasus_{stem}.xlsx",
        f"publik/penerima_{stem}.csv",
        f"berita_acara/berita_acara_{stem}.html",
        f"kunjungan/kunjungan_{stem}.html",
        "pengembalian/BRI.csv",
        "pengembalian/BRI.xlsx",
    } <= names
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) for name in names)


def test_only_the_owner_may_read(folder):
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_nothing_leaks_and_a_repeat_gives_the_same_bytes(folder, tmp_path):
    scan_output(folder)
    write_reports(month_report(300, languages=("id", "en")), tmp_path / "again")
    assert tree(tmp_path / "again") == tree(folder)


def test_hashes_in_the_minutes_and_in_meta_are_those_of_the_files(folder):
    for page in (folder / "berita_acara").iterdir():
        text = page.read_text("utf-8")
        files = tree(folder / "kasus")
        told = re.findall(r'class="break">([^<]+)</td><td class="n">(\d+)</td><td class="hash">([0-9a-f]{64})', text)
        assert told
        assert all(files[name] == digest for name, _, digest in told)
    for book in (folder / "kasus").glob("*.xlsx"):
        meta = dict(openpyxl.load_workbook(book)["META"].iter_rows(values_only=True))
        twin = book.with_suffix(".csv").read_bytes()
        assert meta["hash_isi"] == hashlib.sha256(twin).hexdigest()
        assert int(meta["jumlah_kasus"]) == twin.count(b"\r\n") - 1


def test_decisions_stand_in_the_list_of_all_and_packets_ask_blank(tmp_path):
    report = month_report(60, answers=ten_answers(month_report(60)))
    write_reports(report, tmp_path)
    lines = {}
    for path in (tmp_path / "kasus").glob("*.csv"):
        for line in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"):
            lines.setdefault("semua" in path.name, []).append([line[c] for c in ANSWER_COLUMNS])
    assert sum(bool(line[0]) for line in lines[True]) == 10
    assert not any(any(line) for line in lines[False])


@pytest.mark.slow
def test_ten_thousand_cases_take_seconds(tmp_path):
    report = month_report(10_000)
    start = time.perf_counter()
    write_reports(report, tmp_path)
    scan_output(tmp_path)
    assert time.perf_counter() - start < 60
    assert len(list((tmp_path / "kasus").glob("*.xlsx"))) == 20


def test_the_english_list_is_written_only_by_option(tmp_path):
    for languages, wanted in ((("id",), 0), (("id", "en"), 1)):
        folder = tmp_path / "-".join(languages)
        write_reports(month_report(30, languages=languages), folder)
        assert len(list((folder / "kasus").glob("cases_*_all_*.csv"))) == wanted
        assert (folder / "summary.html").is_file() == bool(wanted)
    (listed,) = (tmp_path / "id-en" / "kasus").glob("cases_*_all_*.csv")
    head = listed.read_text(encoding="utf-8-sig").splitlines()[0]
    assert head.startswith('"case_id";"kind";"status";"age_months";"programme";"area";"reason"')
