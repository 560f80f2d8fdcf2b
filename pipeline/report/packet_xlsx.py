"""The verifier's packet as a workbook: yellow answers with dropdowns, locked evidence, instructions, lists (CONVENTIONS)."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
import xlsxwriter

from pipeline.report.sheet_xml import Rows, Styles, column_letters, fill_rows, pattern_styles, rows_xml
from schemas import answers
from schemas.answers import ANSWER_COLUMNS, PACKET_COLUMNS, AnswerList
from schemas.kinds import answers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from pipeline.report.packing import Packet

CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001 (a fixed property of the file, not a time)
PROPOSAL_ROWS = 200
UNKNOWN_AREA = "KODE"
"""Stands for the code of the kelurahan while the rows of USULAN are worded, once for all packets."""
INK, LINE, HEAD, BAND, YELLOW, YELLOW_HEAD = "#1f2933", "#c9d1d9", "#e4e9ee", "#f6f8fa", "#fff9d6", "#f2d64b"
WIDTHS = {
    "urut": 5,
    "id_kasus": 18,
    "prioritas": 9,
    "jenis": 7,
    "nama": 21,
    "umur": 5,
    "alamat": 21,
    "rt": 4.5,
    "rw": 4.5,
    "alasan": 48,
    "keputusan": 20,
    "alasan_kode": 17,
    "jumlah_diterima": 15,
    "tgl_kunjungan": 13,
    "petugas": 14,
    "bukti": 10,
    "catatan": 24,
    "sumber_a": 34,
    "sumber_b": 34,
    "a_nama": 22,
    "b_nama": 22,
    "nik_samar": 19,
    "no_kk_samar": 19,
    "a_nik": 19,
    "b_nik": 19,
    "usul_nik": 19,
    "posisi_beda": 26,
    "sebab": 26,
}
NUMBERS = frozenset(
    (
        "urut",
        "prioritas",
        "umur",
        "jumlah_diterima",
        "bulan_ke",
        "skor",
        "hak",
        "perintah_bayar",
        "dibayar",
        "diterima_survei",
        "selisih",
        "desil",
        "batas_desil",
        "kali",
        "dibayar_1",
        "dibayar_2",
        "beda_angka",
    )
)
MONEY = frozenset(("jumlah_diterima", "hak", "perintah_bayar", "dibayar", "diterima_survei", "selisih", "dibayar_1", "dibayar_2"))
WRAPPED = frozenset(("nama", "alamat", "alasan", "catatan"))
KASUS_MEMBER, USULAN_MEMBER = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
PROTECTION = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "select_locked_cells": True}


def guidance(area: str, month: str) -> tuple[str, ...]:
    """The eight lines of PETUNJUK."""
    return (
        f"Paket ini memuat kasus di {area} untuk {month}. Semuanya indikasi, belum diverifikasi: bukan tuduhan.",
        "Buka lembar KASUS: satu baris satu kasus. Satu keluarga selalu berurutan, mengikuti RW lalu RT.",
        "Isi kolom kuning saja. keputusan dan alasan_kode dipilih dari daftar; yang belum terjawab biarkan kosong.",
        "prioritas 1 diselesaikan dulu di meja: a_nama dan b_nama satu orang atau dua? tanda_: = sama, ≈ mirip, ≠ beda, – kosong.",
        "prioritas 2 dan 3 perlu kunjungan atau telepon; prioritas 4 perbaikan data. Kolom alasan menjelaskan tiap kasus.",
        "Tanggal boleh 2025-05-31 atau 31/05/2025. Uang ditulis angka saja (600000). Pilihan LAINNYA wajib diberi catatan.",
        "Tetangga miskin yang belum pernah dibantu ditulis di lembar USULAN.",
        "Kirim kembali berkas ini walau baru sebagian terisi. Jangan ubah id_kasus, dan jangan sebarkan di luar petugas.",
    )


def packet_books(packets: Sequence[Packet], month: str, metas: Sequence[Mapping[str, str]]) -> list[bytes]:
    """The workbook of each packet, with what its META says. The same packet gives the same bytes: no time, no machine, no user in it.

    Rows of all packets are worded in one go: a city has more packets than a packet has rows, and each wording of few rows costs as much.
    """
    shells = [_shell(packet, month, meta) for packet, meta in zip(packets, metas, strict=True)]
    if not shells:
        return []
    cases = rows_xml([_rows(packet) for packet in packets], pattern_styles(shells[0], KASUS_MEMBER))
    proposals = pattern_styles(shells[0], USULAN_MEMBER)
    return [
        fill_rows(shell, {KASUS_MEMBER: rows, USULAN_MEMBER: _proposal_rows(packet.area_code, proposals)})
        for packet, shell, rows in zip(packets, shells, cases, strict=True)
    ]


def _shell(packet: Packet, month: str, meta: Mapping[str, str]) -> bytes:
    """The workbook of a packet with two pattern rows in place of its cases and proposals; every shell has the same styles."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Paket verifikasi Padan", "author": "Padan", "created": CREATED})
        sheets = {name: book.add_worksheet(name) for name in answers.SHEETS}
        formats = _Formats(book)
        _guidance_sheet(sheets["PETUNJUK"], formats, guidance(packet.area_name, month))
        _case_sheet(sheets["KASUS"], formats, packet)
        _proposal_sheet(sheets["USULAN"], formats)
        _list_sheet(book, sheets["DAFTAR"])
        _meta_sheet(sheets["META"], formats, meta)
        sheets["KASUS"].activate()
        sheets["DAFTAR"].hide()
    return buffer.getvalue()


def _rows(packet: Packet) -> Rows:
    """The cases of a packet as its sheet shows them: households apart by a band, rows as high as their longest text."""
    rows = packet.rows.select(PACKET_COLUMNS)
    band = packet.rows.select((pl.col("household").rle_id() % 2 == 1).alias("band"))["band"]
    return Rows(rows, band, _lines(rows))


LETTER = 0.95
"""Column width that one letter takes in the widest font a packet is opened with; words are broken whole."""


def _lines(rows: pl.DataFrame) -> pl.Series:
    """How many lines the longest wrapped cell of each row takes: not every program fits the height of a row to its text by itself."""
    wrapped = [pl.col(name).fill_null("").str.len_chars() * LETTER / WIDTHS[name] for name in sorted(WRAPPED)]
    return rows.select(pl.max_horizontal(wrapped).ceil().clip(1, 12).cast(pl.Int64).alias("lines"))["lines"]


COMMON = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top", "border": 1, "border_color": LINE}
"""What every format begins with."""


class _Formats:
    """Formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[frozenset[tuple[str, Any]], Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties over the common ones."""
        return self.of(frozenset(properties.items()))

    def of(self, look: frozenset[tuple[str, Any]]) -> Any:
        """The same, of properties as a set."""
        if look not in self._made:
            self._made[look] = self._book.add_format(COMMON | dict(sorted(look)))
        return self._made[look]


@cache
def _cell_look(name: str, *, band: bool) -> frozenset[tuple[str, Any]]:
    """How a data cell looks: answers yellow and open, the rest locked; text cells are text."""
    look: dict[str, Any] = {"locked": name not in ANSWER_COLUMNS}
    if name in ANSWER_COLUMNS:
        look["bg_color"] = YELLOW
    elif band:
        look["bg_color"] = BAND
    if name in WRAPPED:
        look["text_wrap"] = True
    if name == "tgl_kunjungan":
        look["num_format"] = "yyyy-mm-dd"
    elif name in NUMBERS:
        look |= {"num_format": "#,##0"} if name in MONEY else {"num_format": "0", "align": "center"}
    else:
        look |= {"num_format": "@", "quote_prefix": True}
    return frozenset(look.items())


def _guidance_sheet(sheet: Worksheet, formats: _Formats, lines: Iterable[str]) -> None:
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 110)
    for row, line in enumerate(lines):
        sheet.write_number(row, 0, row + 1, formats.get(border=0, bold=True))
        sheet.write_string(row, 1, line, formats.get(border=0, text_wrap=True, font_size=12))
    sheet.hide_gridlines(2)
    _one_page_wide(sheet)
    sheet.protect("", PROTECTION)


def _one_page_wide(sheet: Worksheet) -> None:
    """A4 landscape, as many pages long as it takes."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)


def _case_sheet(sheet: Worksheet, formats: _Formats, packet: Packet) -> None:
    count = packet.rows.height
    for index, name in enumerate(PACKET_COLUMNS):
        answer = name in ANSWER_COLUMNS
        look = formats.get(bold=True, text_wrap=True, bg_color=YELLOW_HEAD if answer else HEAD)
        sheet.set_column(index, index, WIDTHS.get(name, 12))
        sheet.write_string(0, index, name, look)
        sheet.write_blank(1, index, None, formats.of(_cell_look(name, band=False)))
        sheet.write_blank(2, index, None, formats.of(_cell_look(name, band=True)))
    sheet.freeze_panes(1, PACKET_COLUMNS.index("nama") + 1)
    sheet.autofilter(0, 0, count, len(PACKET_COLUMNS) - 1)
    _case_lists(sheet, packet)
    _one_page_wide(sheet)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, count, PACKET_COLUMNS.index(ANSWER_COLUMNS[-1]))
    sheet.set_header(f"&L{packet.stem.replace('&', '')}&Rindikasi, belum diverifikasi")
    sheet.set_footer("&LRahasia: hanya untuk petugas&R&P / &N")
    sheet.protect("", PROTECTION)


def _case_lists(sheet: Worksheet, packet: Packet) -> None:
    """Dropdowns and checks, exactly on the answer columns of the data rows."""
    count = packet.rows.height
    at = {name: PACKET_COLUMNS.index(name) for name in ANSWER_COLUMNS}
    lists = [answers_of(kind, rule) for kind, rule in packet.rows.select("jenis", "id_aturan").iter_rows()]
    for wanted in AnswerList:
        ranges = _runs([row for row, used in enumerate(lists, start=1) if used is wanted], column_letters(at["keputusan"]))
        if ranges:
            _dropdown(sheet, ranges, wanted.value, "Keputusan", answers.HINTS[wanted])
    reasons = "Mengapa demikian. LAINNYA wajib diberi catatan. Boleh kosong."
    _dropdown(sheet, [_span(at["alasan_kode"], count)], answers.REASON_RANGE, "Alasan", reasons)
    sheet.data_validation(
        _span(at["jumlah_diterima"], count),
        {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": "Jumlah",
            "error_message": "Tulis angka rupiah tanpa titik, misalnya 600000.",
        },
    )
    sheet.data_validation(
        _span(at["tgl_kunjungan"], count),
        {
            "validate": "date",
            "criteria": ">=",
            "value": dt.date(2015, 1, 1),
            "error_type": "warning",
            "error_title": "Tanggal",
            "error_message": "Tulis tanggal kunjungan, misalnya 2025-05-31.",
        },
    )


def _span(column: int, count: int) -> str:
    letters = column_letters(column)
    return f"{letters}2:{letters}{count + 1}"


def _runs(rows: list[int], letters: str) -> list[str]:
    """Zero-based rows as ranges of one column: [1, 2, 5] → ["K2:K3", "K6:K6"]."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return [f"{letters}{first + 1}:{letters}{last + 1}" for first, last in ranges]


def _dropdown(sheet: Worksheet, ranges: list[str], name: str, title: str, hint: str) -> None:
    sheet.data_validation(
        ranges[0],
        {
            "validate": "list",
            "source": f"={name}",
            "ignore_blank": True,
            "input_title": title,
            "input_message": hint,
            "error_type": "stop",
            "error_title": title,
            "error_message": "Pilih dari daftar, atau kosongkan bila belum ada jawaban.",
            "other_cells": [],
            "multi_range": " ".join(ranges),
        },
    )


def _proposal_sheet(sheet: Worksheet, formats: _Formats) -> None:
    for index, name in enumerate(answers.PROPOSAL_COLUMNS):
        sheet.set_column(index, index, WIDTHS.get(name, 16))
        sheet.write_string(0, index, name, formats.get(bold=True, bg_color=YELLOW_HEAD))
        number, given = name in ("urut", "jumlah_anggota"), name in ("urut", "kode_wilayah")
        look = formats.get(locked=given, bg_color=HEAD if given else YELLOW, num_format="0" if number else "@")
        for row in (1, 2):
            sheet.write_blank(row, index, None, look)
    sex = answers.PROPOSAL_COLUMNS.index("jenis_kelamin")
    sheet.data_validation(1, sex, PROPOSAL_ROWS, sex, {"validate": "list", "source": "=daftar_jenis_kelamin", "error_type": "warning"})
    sheet.freeze_panes(1, 2)
    _one_page_wide(sheet)
    sheet.repeat_rows(0)
    sheet.protect("", PROTECTION)


def _proposal_rows(area: str, styles: Styles) -> str:
    """Two hundred empty, numbered rows that know their kelurahan."""
    return _empty_proposals(styles).replace(UNKNOWN_AREA, area) if area.isdigit() else _empty_proposals(styles, "")


@cache
def _empty_proposals(styles: Styles, area: str = UNKNOWN_AREA) -> str:
    numbers = pl.DataFrame({"urut": range(1, PROPOSAL_ROWS + 1)}, schema={"urut": pl.Int64})
    rows = numbers.with_columns(pl.lit(area if n == "kode_wilayah" else "").alias(n) for n in answers.PROPOSAL_COLUMNS[1:])
    return rows_xml([Rows.plain(rows)], styles)[0]


def _list_sheet(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    lists = {name.value: words for name, words in answers.DECISIONS.items()}
    lists[answers.REASON_RANGE] = answers.REASONS
    lists["daftar_jenis_kelamin"] = ("L", "P")
    for index, (name, words) in enumerate(lists.items()):
        letters = column_letters(index)
        sheet.write_string(0, index, name)
        sheet.write_column(1, index, words)
        book.define_name(name, f"=DAFTAR!${letters}$2:${letters}${len(words) + 1}")
    sheet.protect("", PROTECTION)


def _meta_sheet(sheet: Worksheet, formats: _Formats, meta: Mapping[str, str]) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 70)
    for row, key in enumerate(answers.META_KEYS):
        sheet.write_string(row, 0, key, formats.get(bold=True, bg_color=HEAD))
        sheet.write_string(row, 1, meta.get(key, ""), formats.get(num_format="@"))
    _one_page_wide(sheet)
    sheet.protect("", PROTECTION)
