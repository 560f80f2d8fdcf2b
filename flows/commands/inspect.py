"""`padan inspect`: one file, no month needed. What is it, what of it can be used, what not and why."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flows.clock import this_month
from flows.console import out, progress, say
from flows.options import DEFAULT_DATA, DataFolder
from pipeline.errors import BAD_INPUT, DONE, PadanError
from pipeline.store.files import label, mask_digits, open_regular

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.intake.accounts import Account
    from pipeline.intake.ingest import Ingested

MOST_REJECTS, NAMED_ROWS = 20, 8
KINDS = {
    "registry": "data terpadu, orang",
    "registry_family": "data terpadu, keluarga",
    "disbursement": "daftar bayar",
    "closing": "daftar calon penerima",
    "accounts": "daftar pembukaan rekening",
    "survey": "hasil kunjungan",
    "answers": "jawaban verifikator",
    "unknown": "jenis belum dikenal",
}
"""What each kind of list is called in an office."""
STATES = {
    "OK": "utuh",
    "REPAIRED": "dirapikan",
    "MISSING": "kosong",
    "SCIENTIFIC": "notasi ilmiah",
    "ROUNDED": "dibulatkan",
    "UNSAFE_NUMBER": "sel angka terlalu besar",
    "LENGTH": "bukan 16 angka",
    "CHARACTERS": "berisi huruf atau tanda",
    "IMPOSSIBLE": "mustahil",
    "TEMPORARY": "sementara",
    "TWO_NUMBERS": "dua nomor",
    "SWAPPED": "NIK dan KK tertukar",
    "SAME_AS_KK": "NIK sama dengan KK",
    "MASKED": "disamarkan pengirim",
}
"""What each state of a NIK or KK number (`codes.NikStatus`) is called in an office."""
PLAIN = "auto:persons"
"""The layout of a list of people of no known kind: readable, but nothing is judged from it."""


def inspect(
    *files: Path,
    json: Annotated[bool, Parameter(negative=(), help="One line of JSON a file, for programs.")] = False,
    out_dir: Annotated[Path | None, Parameter(name="--out", help="Also write tables and rejects into this folder.")] = None,
    period: Annotated[str | None, Parameter(help="Month to assume where the file names none (default: this month).")] = None,
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Say what a file is: kind, layout, header row, rows, rejects with reasons, control totals. Writes nothing but what `--out` asks for.

    Parameters
    ----------
    files
        Files as they came: CSV, text, XLSX, XLS, ODS, DOCX, DBF, ZIP, saved e-mails.

    Examples
    --------
    ```
    padan inspect "SP2D BPNT Mei.xlsx"
    padan inspect data/raw/2025-05/*.csv --json
    ```
    """
    if not files:
        raise PadanError("sebut paling sedikit satu berkas: padan inspect FILE.")
    import os

    month = this_month() if period is None else _checked(period)
    readable = []
    worst = DONE
    for path in files:
        try:
            os.close(open_regular(path))
            readable.append(path)
        except PadanError as error:
            worst = BAD_INPUT
            if json:
                out(dumps({"file": label(path.name), "problem": label(error.sentence)}))
            say(f"padan: {error}")
    if not readable:
        return worst
    from pipeline.read.contained.ahead import read_ahead
    from pipeline.store.office import office_settings
    from schemas.layouts import load_layouts

    settings = office_settings(data)
    named = [(path, label(path.name)) for path in readable]
    coming = read_ahead(named, layouts=load_layouts(data / "layouts"), limits=settings.limits)
    from pipeline.intake.ingest import ingest_read  # imported while the first file is read

    stems: set[str] = set()
    for _, name in named:
        with progress() as show:
            show(f"membaca {name}")
            got = ingest_read(next(coming), month, settings=settings, office=data)
        refused = problem_of(got)
        if refused is not None:
            worst = BAD_INPUT
            say(f"padan: {name}: {refused}")
        if json:
            out(dumps(as_json(got)))
        else:
            for line in lines_of(got, rejects=MOST_REJECTS):
                out(line)
        if out_dir is not None:
            stems.add(keep(got, out_dir, taken=stems))
    return worst


def _checked(month: str) -> str:
    from pipeline.store.raw import check_month

    return check_month(month)


def problem_of(got: Ingested) -> str | None:
    """Why a file is of no use (refused, no table of a known kind, not one row), or None. A plain list of people can be read: no problem."""
    readable = [a for a in got.accounts if a.kind != "unknown" or a.layout == PLAIN]
    if readable and not (got.problem and all(a.read == 0 for a in readable)):
        return None
    return got.problem or " ".join(got.notes) or "tidak ada tabel yang dikenal jenisnya. Bandingkan judulnya dengan `padan layout list`."


def dumps(value: dict[str, Any]) -> str:
    """One line of JSON in which no run of 16 digits stands, numbers included."""
    return mask_digits(json_text.dumps(_small(value), ensure_ascii=False, default=str))


def _small(value: Any) -> Any:
    if isinstance(value, int) and abs(value) >= 10**15:
        return str(value)
    if isinstance(value, dict):
        return {k: _small(v) for k, v in value.items()}
    return [_small(v) for v in value] if isinstance(value, (list, tuple)) else value


def account_json(account: Any) -> dict[str, Any]:
    """One table's account as plain values."""
    import dataclasses

    return {k: v for k, v in dataclasses.asdict(account).items() if k != "sha256"}


def as_json(got: Ingested) -> dict[str, Any]:
    """A file's account: totals over its tables, each table, each reject (never its value)."""
    tables = [account_json(a) for a in got.accounts]
    total = {k: sum(int(t.get(k) or 0) for t in tables) for k in ("read", "used", "rejected", "duplicates", "skipped")}
    first = tables[0] if tables else {}
    rejects = got.rejects.drop("value", strict=False).head(1000).to_dicts()
    return {
        "file": got.name,
        "id": got.sha256[:12],
        "bytes": got.size,
        "kind": first.get("kind"),
        "layout": first.get("layout"),
        **total,
        "problem": problem_of(got),
        "notes": list(got.notes),
        "tables": tables,
        "rejects": rejects,
    }


def lines_of(got: Ingested, *, rejects: int) -> list[str]:
    """A file's account in plain lines; at most `rejects` rejected rows are listed."""
    from pipeline.intake.accounts import say_unused

    lines = [f"{got.name}"]
    if got.problem is not None and not any(a.layout == PLAIN for a in got.accounts):
        return [mask_digits(line) for line in (f"{got.name}: {got.problem}", *(line for a in got.accounts for line in proposed(a)))]
    for a in got.accounts:
        sheet = f" › {a.sheet}" if a.sheet else ""
        lines.append(f"  {KINDS.get(a.kind, a.kind)} ({a.kind}){sheet}, tata letak {a.layout}")
        if about := about_table(a, programmes_of(got, a.sheet)):
            lines.append(f"    {about}")
        lines += [f"    {line}" for line in measured(a)]
        lines.append(f"    dibaca {a.read} = dipakai {a.used} + ditolak {a.rejected} + duplikat {a.duplicates}; dilewati {a.skipped}")
        if a.unused:
            lines.append(f"    tidak dipakai: {say_unused(a.unused)}")
        elif a.unmapped:
            lines.append(f"    tidak dibaca: {', '.join(label(h) for h in a.unmapped)}")
        lines += proposed(a)
    lines += [f"  {note}" for note in got.notes]
    lines += told_together(got, rejects)
    return [mask_digits(line) for line in lines]


def told_together(got: Ingested, most: int) -> list[str]:
    """What is told of a file's rows, one line for all rows of a column of which the same is said; at most `most` lines, in order."""
    by = ["sheet", "column", "rule_id", "sentence"]
    groups = got.rejects.group_by(by, maintain_order=True).agg("row")
    lines = []
    for one in groups.head(most).iter_rows(named=True):
        rows = [str(row) for row in one["row"] if row]
        named = ", ".join(rows[:NAMED_ROWS]) + (f" dan {len(rows) - NAMED_ROWS} baris lagi" if len(rows) > NAMED_ROWS else "")
        place = " ".join(part for part in (one["sheet"], f"baris {named}" if rows else "", one["column"]) if part)
        lines.append(f"    {one['rule_id']} {place}: {one['sentence']}")
    left = f"… dan {groups.height - most} hal lagi " if groups.height > most else ""
    if left or any(len(rows) > NAMED_ROWS for rows in groups["row"].to_list()):
        lines.append(f"    {left}(--out FOLDER menulis semuanya, baris demi baris)")
    return lines


def programmes_of(got: Ingested, sheet: str) -> list[str]:
    """The programmes that the good rows of one table name, in order of the alphabet."""
    parts = [f.filter(f["source_sheet"] == sheet)["programme"] for f in (got.disbursements, got.surveys) if f.height]
    return sorted({str(name) for part in parts for name in part.unique().drop_nulls()})


def about_table(account: Account, programmes: list[str]) -> str:
    """Who sent a table, for which programmes, for which months, of which registry snapshot; "" where none of it is known."""
    first, last = account.period_from, account.period_to
    parts = [
        f"pengirim {label(account.sender)}" if account.sender else "",
        f"program {', '.join(label(name) for name in programmes)}" if programmes else "",
        f"periode {first}" + (f" s.d. {last}" if last and last != first else "") if first else "",
        f"data terpadu per {account.snapshot}" if account.snapshot else "",
    ]
    return "; ".join(part for part in parts if part)


def measured(account: Account) -> list[str]:
    """Where the header stands, which codes a table speaks, how far its numbers can be believed, and whether its totals agree."""
    codes = {"kemendagri": "kode wilayah Kemendagri", "bps": "kode wilayah BPS"}.get(account.area_system or "", "")
    kin = f"kode hubungan keluarga {account.relationship_table}" if account.relationship_table else ""
    header = f"judul kolom baris {account.header_row}" if account.header_row else ""
    header = f"bagian '{label(account.section)}' mulai baris {account.header_row}" if account.section else header
    lines = ["; ".join(part for part in (header, codes, kin) if part)]
    for number in account.trust:
        if number.grade:
            counts = ", ".join(f"{STATES.get(status, status)} {n}" for status, n in number.counts)
            numeric = f"; {number.number_cells} sel berupa angka" if number.number_cells else ""
            lines.append(f"kolom {label(number.header)}: mutu {number.grade} ({counts}){numeric}")
    for total in account.totals:
        stated = "tidak terbaca" if total.stated is None else f"{total.stated:,}".replace(",", ".")
        agrees = "sama dengan isi barisnya" if total.difference == 0 else f"isi barisnya {total.counted:,}".replace(",", ".")
        place = f"di baris {total.row}" if total.row else "di judul"
        lines.append(f"jumlah{' penerima' * (total.field == 'rows')} {place}: {stated}, {agrees}")
    return [line for line in lines if line]


def proposed(account: Account) -> list[str]:
    """Of a table no layout fits: the nearest layout, what is missing for it, and a layout file to complete."""
    if account.proposal is None:
        return []
    lacking = f"; kolom yang kurang: {', '.join(account.missing)}" if account.missing else ""
    near = [f"    tata letak terdekat: {account.nearest}{lacking}"] if account.nearest else []
    body = [f"      {line}" for line in account.proposal.splitlines()[1:]]
    return [*near, "    usulan tata letak (lengkapi, simpan sebagai layouts/NAMA.toml di folder data):", *body]


def keep(got: Ingested, folder: Path, *, taken: Collection[str] = ()) -> str:
    """Write a file's tables and rejects (Parquet; the rejects as a CSV for people too, numbers masked) into a folder.

    Returns what the names of its files begin with: the file's own name, numbered where `taken` holds it.
    """
    from pipeline import store
    from pipeline.report.people_csv import people_csv
    from pipeline.report.returns import file_rows
    from pipeline.store.files import write_private

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(got.name).name)[:80]
    stem = next(name for n in range(1, len(taken) + 2) if (name := plain if n == 1 else f"{plain}-{n}") not in taken)
    for kind in ("registry", "families", "disbursements", "surveys", "rejects"):
        frame = getattr(got, kind)
        if not frame.is_empty():
            store.write_table(frame, folder / f"{stem}.{kind}.parquet")
    if got.rejects.height:
        write_private(folder / f"{stem}.pengembalian.csv", people_csv(file_rows(got.rejects)))
    (folder / f"{stem}.json").write_text(dumps(as_json(got)) + "\n", encoding="utf-8")
    return stem
