"""Lists with headers nobody had listed: the share of columns rightly mapped, no column wrongly, every row used.

The truth stands in `unseen_headers.toml`. Values fit their field, so that what a column holds can speak for it.
"""

import csv
import datetime as dt
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.intake.ingest import ingest_read
from pipeline.read import FileRead, read_file
from schemas.layouts import load_layouts
from schemas.settings import Settings

CASES = tomllib.loads(Path(__file__).with_name("unseen_headers.toml").read_text(encoding="utf-8"))["case"]
LAYOUTS, SETTINGS, ROWS = load_layouts(), Settings(), 24
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "KGS M AMIN", "NYIMAS FATIMAH", "SUPARMI", "AHMAD YANI", "DEWI LESTARI", "JOKO SUSILO")
UNSURE = {"r2": {"family_key"}, "s2": {"amount"}, "s4": {"deceased"}, "s5": {"card"}, "s3": {"received"}}
"""Fields beyond the truth that a reader may take with reason."""


def day(date: dt.date, style: list[str]) -> str:
    return date.isoformat() if "iso" in style else f"{date:%d-%m-%Y}"


def cell(field: str, i: int, style: list[str]) -> str:
    born, paid, woman = dt.date(1950 + i % 45, 1 + i % 12, 1 + i % 28), dt.date(2025, 5, 5 + i % 20), i % 2
    nik = f"167108{born.day + 40 * woman:02d}{born:%m%y}{9001 + i:04d}"
    kin, state = ("KEPALA KELUARGA", "ISTRI", "ANAK")[i % 3], ("SUKSES SALUR", "GAGAL CEK REKENING")[i % 7 == 3]
    texts = {
        **dict.fromkeys(("nik", "head_nik"), nik), **dict.fromkeys(("name", "head_name"), NAMES[i % 8]),
        "no_kk": f"167108{1 + i % 28:02d}{1 + i % 12:02d}{10 + i % 14:02d}{9101 + i // 2:04d}", "sex": "LP"[woman],
        "birth_date": day(born, style), "birth_place": "PALEMBANG", "birth_place_date": f"PALEMBANG, {day(born, style)}",
        "mother_name": "SALMAH", "address": f"JL. MELATI NO. {i}", "rt": f"{1 + i % 9:03d}", "rw": f"{1 + i % 4:03d}",
        "rt_rw": f"{1 + i % 9:03d}/{1 + i % 4:03d}", "hamlet": "DUSUN 1", "village_name": "SAKO BARU", "village_code": "1671081007",
        "district_name": "SAKO", "regency_name": "KOTA PALEMBANG", "person_key": f"{990000 + i}", "family_key": f"{880000 + i}",
        "relationship": kin, "desil": str(1 + i % 6), "registry_status": "AKTIF", "deceased": "TIDAK", "members": str(2 + i % 4),
        "occupation": ("BURUH HARIAN", "PETANI")[woman], "programme": ("SEMBAKO", "PKH")[woman], "payer": "BRI",
        "period": "Tahap 2 Tahun 2025", "month": "Mei 2025", "state": state, "state_note": "" if i % 7 != 3 else "REKENING TIDAK AKTIF",
        **dict.fromkeys(("paid_on", "visited_on"), day(paid, style)), "account": f"0012{i:06d}01", "card": f"60130100{i:08d}",
        "component": ("SD", "BALITA", "LANSIA")[i % 3], "result": ("LAYAK", "TIDAK LAYAK MAMPU", "PINDAH")[i % 3],
        "received": ("YA", "TIDAK")[i % 5 == 2], **dict.fromkeys(("amount", "amount_received"), str((600, 400, 225, 750)[i % 4] * 1000)),
        "enumerator": ("RINA", "AGUS")[woman], "note": "rumah kayu", "submitted_at": f"{paid}T08:00:00.000+07:00",
        "submission_id": f"uuid-{i:04d}",
    }  # fmt: skip
    return texts.get(field, "")


def table(case: dict[str, Any]) -> tuple[list[list[str]], list[tuple[str, str]]]:
    style = case.get("style", [])
    columns = [tuple(part.strip() for part in column.rsplit("=>", 1)) for column in case["columns"]]
    heads = [head for head, _ in columns]
    ticks = [field for _, field in columns if field.startswith("result_tick:")]
    rows = [[title] for title in case.get("titles", [])] + ([[]] if "titles" in case else [])
    if "two" in style:
        top, below = zip(*(head.split("|") for head in heads), strict=True)
        rows += [[part if n == 0 or part != top[n - 1] else "" for n, part in enumerate(top)], list(below)]
    else:
        rows.append([head.replace("\\n", "\n") for head in heads])
    for i in range(ROWS):
        row = []
        for n, (_, field) in enumerate(columns):
            if field in ticks:
                row.append("v" if ticks.index(field) == i % len(ticks) else "")
            elif field.startswith("programme_flag:"):
                row.append(("YA", "TIDAK")[i % 2])
            else:
                row.append(cell(field, i, style) if field else str(i + 1) if n == 0 else f"X{i}")
        rows.append(row)
    return rows, columns  # type: ignore[return-value]


def written(case: dict[str, Any], rows: list[list[str]], folder: Path) -> FileRead:
    style = case.get("style", [])
    path = folder / f"{case['name']}.{'xlsx' if 'x' in style else 'csv'}"
    if "x" in style:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(number, column, text)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL if "quoted" in style else csv.QUOTE_MINIMAL).writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return read_file(path, path.name, layouts=LAYOUTS, limits=SETTINGS.limits)


def truth(columns: list[tuple[str, str]]) -> dict[str, str]:
    wanted = {}
    for head, field in columns:
        shown = " ".join(dict.fromkeys(part for part in head.split("|") if part)) if "|" in head else head.replace("\\n", "\n")
        for name in {"rt_rw": ("rt", "rw"), "birth_place_date": ("birth_place", "birth_date")}.get(field, (field,) if field else ()):
            wanted[name] = shown
    return wanted


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, str], FileRead]]:
    folder = tmp_path_factory.mktemp("unseen")
    found = {}
    for case in CASES:
        rows, columns = table(case)
        found[case["name"]] = (truth(columns), written(case, rows, folder))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_no_column_is_taken_for_another_and_every_row_is_used(case: dict[str, Any], outcomes: Any) -> None:
    wanted, file = outcomes[case["name"]]
    (sheet,) = file.tables
    assert (sheet.problem, str(sheet.kind)) == (None, case["kind"])
    assert {name: head for name, head in sheet.headers.items() if name in wanted and head != wanted[name]} == {}
    assert set(sheet.headers) - set(wanted) <= UNSURE.get(case["name"], set())
    assert sum(account.used for account in ingest_read(file, "2025-05", settings=SETTINGS).accounts) == ROWS


def test_nearly_every_wanted_column_is_found(outcomes: Any) -> None:
    pairs = [
        (name in file.tables[0].headers, f"{case}: {head}") for case, (wanted, file) in outcomes.items() for name, head in wanted.items()
    ]
    missed = sorted(label for found, label in pairs if not found)
    assert len(missed) <= 0.02 * len(pairs), missed


def test_a_column_taken_by_what_it_holds_is_told(outcomes: Any) -> None:
    notes = [note for _, file in outcomes.values() for note in file.tables[0].notes if "menurut isinya" in note]
    assert notes
    assert all("padan layout adopt" in note for note in notes)
