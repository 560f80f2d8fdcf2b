"""Write a month's reports into a folder: case lists, packets, return lists, notice-board lists, pages."""

from __future__ import annotations

import hashlib
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.masking import masked_text
from pipeline.report.packet_xlsx import packet_books
from pipeline.report.packing import Packet, area_names, area_stem, packets
from pipeline.report.people_csv import csv_bytes, csv_safe, people_csv
from pipeline.report.public import write_public
from pipeline.report.returns import write_returns
from pipeline.report.rows import case_rows
from pipeline.report.sheets import FileFact, minutes_page, visit_page
from pipeline.report.summary import PAGE_NAMES, summary_page
from pipeline.report.words import Words
from pipeline.store.files import make_folder, write_private
from pipeline.wording import in_english
from schemas import answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.report.model import MonthReport

BATCH_ROWS = 2_000
"""Rows of packets that are worded together: enough to be quick, few enough to be small (a worded row is 6 kB)."""


def write_reports(report: MonthReport, folder: Path) -> None:
    """Write everything people get of a month below `folder`; the same report gives the same bytes in every file.

    Subfolders: kasus (CSV and XLSX), pengembalian, publik, berita_acara, kunjungan; the page `ringkasan.html` beside them.
    Folders are 0700, files 0600. NIK and KK are masked everywhere. `scan_output` is the caller's last check before publishing.
    """
    make_folder(folder)
    rows, names = case_rows(report), area_names(report)
    made = packets(report, rows, names)
    files = _write_cases(report, rows, made, folder / "kasus")
    counts = {
        "kasus": sum(len(of_area) for of_area in files.values()) + 1,
        "pengembalian": len(write_returns(report, folder / "pengembalian")),
        "publik": len(write_public(report, folder / "publik", names)),
        "berita_acara": _write_minutes(report, rows, files, names, folder / "berita_acara"),
        "kunjungan": _write_visits(report, made, folder / "kunjungan"),
    }
    if "en" in report.languages:
        write_private(folder / "kasus" / f"cases_{report.period}_all_{report.run8}.csv", people_csv(_english(report, rows)))
    for language in dict.fromkeys(("id", *report.languages)):
        write_private(folder / PAGE_NAMES[language], summary_page(report, names, counts, language))


def _english(report: MonthReport, rows: pl.DataFrame) -> pl.DataFrame:
    """All cases in the order of the list, with the auditors' twin of each sentence."""
    told = report.cases.join(report.evidence.select("id_kasus", "facts"), on="id_kasus", how="left", maintain_order="left")
    told = told.select("id_kasus", "legal_basis", english=in_english(told))
    joined = rows.join(told, on="id_kasus", how="left", maintain_order="left")
    return joined.select(
        case_id="id_kasus",
        kind="jenis",
        status="status_kasus",
        age_months="bulan_ke",
        programme="program",
        area="area",
        reason=masked_text("english").fill_null(""),
        due="hak",
        ordered="perintah_bayar",
        paid="dibayar",
        received="diterima_survei",
        payer="penyalur",
        rule="id_aturan",
        legal_basis=pl.col("legal_basis").fill_null(""),
    )


def _write_cases(report: MonthReport, rows: pl.DataFrame, made: list[Packet], folder: Path) -> dict[str, list[FileFact]]:
    """The list of all cases and the packets; returns the packet files by area code."""
    make_folder(folder)
    whole = rows.select(answers.PACKET_COLUMNS)
    write_private(folder / f"kasus_{report.period}_semua_{report.run8}.csv", people_csv(whole, answers.IDENTIFIER_COLUMNS))
    month = Words().month(report.period)
    files: dict[str, list[FileFact]] = {}
    for some in _batches(made):
        texts = _packet_texts(some)
        books = packet_books(some, month, [_meta(report, packet, text) for packet, text in zip(some, texts, strict=True)])
        for packet, text, book in zip(some, texts, books, strict=True):
            for ending, content in ((".csv", text), (".xlsx", book)):
                write_private(folder / (packet.stem + ending), content)
                fact = FileFact(packet.stem + ending, packet.rows.height, hashlib.sha256(content).hexdigest())
                files.setdefault(packet.area_code, []).append(fact)
    return files


def _batches(made: Sequence[Packet]) -> Iterator[list[Packet]]:
    """Packets in their order, so many together that their rows are about BATCH_ROWS."""
    some: list[Packet] = []
    for packet in made:
        some.append(packet)
        if sum(p.rows.height for p in some) >= BATCH_ROWS:
            yield some
            some = []
    if some:
        yield some


def _packet_texts(some: Sequence[Packet]) -> list[bytes]:
    """The CSV twin of each packet."""
    safe = csv_safe(pl.concat([packet.rows.select(answers.PACKET_COLUMNS) for packet in some]), answers.IDENTIFIER_COLUMNS)
    ends = list(accumulate(packet.rows.height for packet in some))
    return [csv_bytes(safe.slice(end - packet.rows.height, packet.rows.height)) for packet, end in zip(some, ends, strict=True)]


def _meta(report: MonthReport, packet: Packet, twin: bytes) -> dict[str, str]:
    """What META says; `hash_isi` is the SHA-256 of the CSV twin as it went out."""
    return {
        "versi_templat": answers.PACKET_VERSION,
        "run_id": report.run_id,
        "periode": report.period,
        "kode_wilayah": packet.area_code,
        "nama_wilayah": packet.area_name,
        "tenggat": report.deadline.isoformat() if report.deadline else "",
        "bagian": f"{packet.part} dari {packet.parts}",
        "jumlah_kasus": str(packet.rows.height),
        "hash_isi": hashlib.sha256(twin).hexdigest(),
    }


def _write_minutes(report: MonthReport, rows: pl.DataFrame, files: dict[str, list[FileFact]], names: dict[str, str], folder: Path) -> int:
    written = 0
    for (code,), of_area in rows.group_by("area", maintain_order=True):
        make_folder(folder)
        area = str(code)
        page = minutes_page(report, names.get(area, "tanpa wilayah"), area, of_area, files.get(area, []))
        write_private(folder / (area_stem(report, "berita_acara", area, names) + ".html"), page)
        written += 1
    return written


def _write_visits(report: MonthReport, made: list[Packet], folder: Path) -> int:
    for packet in made:
        make_folder(folder)
        stem = packet.stem.replace("kasus_", "kunjungan_", 1)
        write_private(folder / f"{stem}.html", visit_page(report, packet))
    return len(made)
