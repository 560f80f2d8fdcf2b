"""`padan answers`: take returned packets in, say how far the verifiers are, revoke or countersign an answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from flows.console import out, progress, say
from flows.options import DEFAULT_DATA, DataFolder, data_folder
from pipeline.errors import BAD_INPUT, DONE, PadanError

if TYPE_CHECKING:
    from pipeline.answers import IntakeReport
    from pipeline.read import ReadTable

MOST_REASONS = 20


def answers(
    *files: Path,
    status: Annotated[
        bool, Parameter(negative=(), help="Say how far it is, per kelurahan and verifier, and how often rules were right.")
    ] = False,
    revoke: Annotated[str | None, Parameter(help="Take back the standing answers to this case; needs --reason and --by.")] = None,
    sign: Annotated[str | None, Parameter(help="Put a second signature under the standing answers to this case; needs --by.")] = None,
    reason: Annotated[str, Parameter(help="Why an answer is revoked.")] = "",
    by: Annotated[str, Parameter(help="Who revokes or signs; with FILES: who answered where `petugas` is blank.")] = "",
    entry: Annotated[list[int] | None, Parameter(negative=(), help="Revoke or sign only this entry of the ledger (repeatable).")] = None,
    role: Annotated[Literal["VERIFIKATOR", "AUDIT"], Parameter(help="AUDIT: these answers outrank all others.")] = "VERIFIKATOR",
    second: Annotated[str | None, Parameter(help="Who signs all answers of FILES as the second person.")] = None,
    dated: Annotated[str | None, Parameter(help="Day (YYYY-MM-DD) of answers that state none.")] = None,
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Take in returned packets (XLSX, XLS, ODS, CSV): each valid answer lands, each other row gets a reason. `padan run` does it too.

    Parameters
    ----------
    files
        Packets as they came back, under any name.

    Examples
    --------
    ```
    padan answers kembali/*.xlsx
    padan answers temuan.xlsx --role AUDIT
    padan answers --status
    padan answers --revoke IE-7Q3K9X2MRT-4 --reason "salah alamat" --by "Rina"
    ```
    """
    folder = data_folder(data)
    if not (files or status or revoke or sign):
        raise PadanError("sebut paling sedikit satu paket yang kembali, atau --status, --revoke, --sign: padan answers FILE.")
    if revoke:
        from pipeline.answers import revoke as take_back

        take_back(folder, _id(revoke), reason, by, only=entry or ())
        out(f"{_id(revoke)}: dicabut. Kasusnya terbuka lagi pada jalan berikutnya.")
    if sign:
        from pipeline.answers import sign as countersign

        countersign(folder, _id(sign), by, only=entry or ())
        out(f"{_id(sign)}: ditandatangani {by}.")
    worst = _take(list(files), folder, role, _day(dated), second, by) if files else DONE
    if status:
        _status(folder)
    return worst


def _id(text: str) -> str:
    from pipeline.answers.ids import tidy

    return tidy(text)


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise PadanError("--dated adalah tanggal YYYY-MM-DD, misalnya 2025-05-31.") from None


def _take(files: list[Path], data: Path, role: str, dated: dt.date | None, second: str | None, by: str) -> int:
    from flows.clock import now
    from pipeline import store
    from pipeline.answers import known_cases, take_in
    from pipeline.answers.take_in import told
    from pipeline.read import read_file
    from pipeline.store.office import office_settings
    from schemas.answers import Role
    from schemas.codes import Kind
    from schemas.layouts import load_layouts

    store.check_folder(data)
    layouts, limits = load_layouts(data / "layouts"), office_settings(data).limits
    sheets: list[tuple[str, ReadTable]] = []
    worst = DONE
    with progress() as show:
        for path in files:
            name = store.label(path.name)
            show(f"membaca {name}")
            read = read_file(path, name, layouts=layouts, limits=limits)
            mine = [(read.sha256, table) for table in read.tables if table.kind == Kind.ANSWERS]
            if not mine:
                worst = BAD_INPUT
                say(f"padan: {name}: {read.problem or 'di dalamnya tidak ada jawaban: kolom id_kasus dan keputusan tidak ditemukan.'}")
            sheets += mine
        if not sheets:
            return worst
        key = store.ensure_key(data).secret
        report = take_in(data, sheets, known_cases(data), latest=now().date(), key=key, role=Role(role), dated=dated, second=second, by=by)
    _tell(report)
    out(told(report))
    return worst


def _tell(report: IntakeReport) -> None:
    """The first reasons, one line each."""
    import polars as pl

    reasons = report.lines.filter(pl.col("hasil").is_in(["DIABAIKAN", "BENTROK", "CATATAN"]))
    for line in reasons.head(MOST_REASONS).iter_rows(named=True):
        place = f"{line['berkas']} baris {line['baris']}" if line["berkas"] else "jawaban"
        say(f"{place} {line['id_kasus'] or ''} {line['aturan']}: {line['penjelasan']}")
    if reasons.height > MOST_REASONS:
        say(f"… dan {reasons.height - MOST_REASONS} lagi, semuanya di laporan")


def _status(data: Path) -> None:
    """Progress of the latest published month, conflicts, and precision of the rules."""
    from pipeline import store
    from pipeline.answers import in_force_at, precision, progress

    months = [m for m in store.published_months(data) if store.current(data, m)]
    decided = in_force_at(data)
    if not months:
        out("belum ada bulan yang terbit, jadi belum ada yang ditanya.")
        return
    run = store.current(data, months[-1]) or ""
    cases = store.read_table(store.run_folder(data, months[-1], run) / "tables" / "cases.parquet")
    areas, people = progress(decided.answers, decided.conflicts, cases)
    out(f"{months[-1]} jalan {run}: {areas['settled'].sum()} dari {areas['cases'].sum()} kasus selesai")
    told = cases.select("village_code", "village_name").drop_nulls().group_by("village_code", "village_name").len()
    names = dict(told.sort("len", "village_name").select("village_code", "village_name").iter_rows())  # what most cases write
    for row in areas.iter_rows(named=True):
        clash = f", {row['conflicts']} bentrok" if row["conflicts"] else ""
        place = f"{names.get(row['village_code'], '')} {row['village_code'] or 'tanpa kelurahan'}".strip()
        out(f"  {place}: {row['settled']} dari {row['cases']} selesai, {row['tried']} dicoba{clash}")
    for row in people.iter_rows(named=True):
        last = f", kunjungan terakhir {row['last_visit']}" if row["last_visit"] else ""
        out(f"  {row['petugas'] or 'tanpa nama'}: {row['answers']} jawaban, {row['settled']} selesai{last}")
    for row in decided.conflicts.iter_rows(named=True):
        out(f"  bentrok {row['id_kasus']}: {row['keputusan']} ({row['petugas']}; entri {row['entri']})")
    for row in precision(decided.answers).iter_rows(named=True):
        both = row["confirmed"] + row["refuted"]
        share = f"{row['precision']:.0%} ({row['low']:.0%}–{row['high']:.0%})" if row["precision"] is not None else "belum diketahui"
        out(f"  {row['kind']} {row['rule_id']} skor {row['band']}: benar {share} dari {both}, {row['unclear']} belum jelas")
