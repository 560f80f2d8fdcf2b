"""Pages to print: the visit sheet (no NIK on it) and the berita acara, whose counts and hashes are those of the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.report.pages import render
from pipeline.report.rows import CLOSED
from pipeline.report.words import Words
from schemas.answers import DECISIONS
from schemas.kinds import answers_of, case_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.model import MonthReport
    from pipeline.report.packing import Packet

IDS_LISTED = 60
"""Open cases whose ids still fit on the one page of a berita acara; more are told by count only."""


@dataclass(frozen=True)
class FileFact:
    """A written file as the berita acara prints it."""

    name: str
    cases: int
    sha256: str


def minutes_page(report: MonthReport, area: str, code: str, rows: pl.DataFrame, files: Sequence[FileFact]) -> bytes:
    """The berita acara of one kelurahan: counts per kind, open ids, files with SHA-256, room to sign. One A4 page."""
    shut = pl.col("status_kasus").is_in(CLOSED)
    counted = rows.group_by("jenis").agg((~shut).sum().alias("open"), shut.sum().alias("closed"), pl.len().alias("all"))
    by_kind = {r["jenis"]: r for r in counted.iter_rows(named=True)}
    kinds = [{"kind": kind, "title": facts.title(), **by_kind[kind]} for kind, facts in case_kinds().items() if kind in by_kind]
    waiting = rows.filter(~shut)
    desk = waiting.filter(pl.col("place") == "meja").height
    return render(
        "berita_acara.html",
        style="print.css",
        language="id",
        office=report.office,
        synthetic=report.synthetic,
        area=area,
        code=code,
        month=Words().month(report.period),
        run_id=report.run_id,
        total=rows.height,
        open=waiting.height,
        closed=rows.height - waiting.height,
        desk=desk,
        field=waiting.height - desk,
        kinds=kinds,
        ids=waiting["id_kasus"].to_list() if waiting.height <= IDS_LISTED else [],
        files=files,
    )


def visit_page(report: MonthReport, packet: Packet) -> bytes:
    """The visit sheet of one packet: pairs to settle at the desk first, then homes in walking order. No numbers of persons."""
    cases = [_case(r) for r in packet.rows.iter_rows(named=True)]
    field = [c for c in cases if c["place"] == "lapangan"]
    return render(
        "kunjungan.html",
        style="print.css",
        language="id",
        office=report.office,
        synthetic=report.synthetic,
        area=packet.area_name,
        month=Words().month(report.period),
        part=packet.part,
        parts=packet.parts,
        stem=packet.stem,
        desk=sorted((c for c in cases if c["place"] == "meja"), key=lambda c: (c["prioritas"], c["urut"])),
        homes=_homes(field),
        visits=len(field),
    )


_SHOWN = ("urut", "id_kasus", "prioritas", "nama", "umur", "alamat", "rt", "rw", "alasan", "program", "a_nama", "a_tgl_lahir")
_SHOWN_TOO = ("b_nama", "b_tgl_lahir", "tanda_nama", "tanda_tgl", "place", "household")


def _case(row: dict[str, Any]) -> dict[str, Any]:
    born = {name: "-".join(reversed(str(row[name] or "").split("-"))) for name in ("a_tgl_lahir", "b_tgl_lahir")}
    words = [word.replace("_", " ") for word in DECISIONS[answers_of(row["jenis"], row["id_aturan"])]]
    return {name: row[name] for name in (*_SHOWN, *_SHOWN_TOO)} | born | {"words": words}


def _homes(cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cases of one household under one address line, in the order they come."""
    homes: list[dict[str, Any]] = []
    last = None
    for case in cases:
        if case["household"] != last:
            homes.append({"rw": case["rw"], "rt": case["rt"], "address": case["alamat"], "cases": []})
            last = case["household"]
        homes[-1]["cases"].append(case)
    return homes
