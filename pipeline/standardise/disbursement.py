"""Pay lists and closing lists: programme, payer, months, rupiah, what became of the money, numbers of account and card.

When to reach for it: `table.py` calls it for kinds DISBURSEMENT and CLOSING. The invariants: the row speaks before the title,
the title before the file's name, the file's name before the folder; what nobody says is null. Source: DOMAIN §2.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipeline.legend import legend
from pipeline.standardise import amounts, dates, periods
from pipeline.standardise.drawn import as_drawn
from pipeline.standardise.identity import plain_number
from pipeline.standardise.remarks import coded_word
from pipeline.standardise.states import carries_results, only_orders, pay_states, speak
from pipeline.standardise.text import fold_column, joined_by, key, map_distinct, parted, replace
from pipeline.standardise.words import find, find_all, is_blank, only, truth, whole
from schemas.codes import Kind, PayState
from schemas.months import first_day, shift, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.findings import Findings

_REALISED = re.compile(
    r"\b(REALISASI|SALUR|PENYALURAN|DISALURKAN|TERSALUR|PEMBAYARAN|BAYAR|DIBAYAR|TERBAYAR|TRANSAKSI|PENCAIRAN|CAIR|PAID|PAYMENT"
    r"|(?:SUDAH|TELAH) MENERIMA|TANDA TERIMA|DAFTAR TERIMA|BUKTI TERIMA|KWITANSI|DITERIMA|DITERIMAKAN|PENERIMAAN"
    r"|PENYERAHAN|SERAH TERIMA|DISBURSEMENT)\b"
)
_DONE_HEADER = re.compile(r"\b(REALISASI|TERBAYAR|TERSALUR|TEREALISASI)\b")
"""Words over the sums of a list that say they were paid, whatever its title plans."""
_PLANNED = re.compile(r"\b(CALON|NOMINATIF|DANOM|CLOSING|USULAN|RENCANA|SP2D|SPM|BUREKOL|PROPOSAL)\b")
_UNPAID = re.compile(
    r"\b(GAGAL(?: (?:SALUR|BAYAR|TRANSFER))?|RETUR"
    r"|SALDO (?:KOSONG|NOL|NIHIL)|REKENING (?:TIDAK AKTIF|PASIF|DORMANT|TERBLOKIR|DIBLOKIR)|EXCLUDE"
    r"|(?:TIDAK|BELUM) (?:SALUR|TERSALUR|DISALURKAN|BAYAR|TERBAYAR|DIBAYAR|DIBAYARKAN|CAIR|TRANSAKSI|DIAMBIL|AMBIL))\b"
)
"""Words of a title by which a list names those who were not paid."""
_OPENS = re.compile(r"\b(BUREKOL|(?:PEMBUKAAN|BUKA) (?:REKENING|REK|BUKU TABUNGAN))\b")
"""Words of a list that opens accounts and pays nobody."""
_BOTH = re.compile(r"\b(SUKSES|BERHASIL|SUDAH|DAN|ATAU|SERTA|MAUPUN|SUSULAN|ULANG|KEMBALI|LANJUTAN)\b")
"""Beside such a word a title speaks of paid and unpaid rows alike, or of failures that are paid now."""
CASHLESS = ("BERAS", "PBI-JK")
"""Programmes whose lists hold no rupiah."""
_ONE_MONTH, _THREE_MONTHS = 200_000, 600_000
"""Sembako of one month and of three, in rupiah."""
_LONG_BEFORE, _STAGES = 31, (2, 3, 4, 6)
"""Days before the first day of a stage from which on nobody is paid for it; months of the stages of a year."""
_LEAST_ROWS = 3
"""From this many rows of three months' money on, a list pays quarters."""
_STEP = re.compile(r"\b(BUREKOL|CEK REKENING|VERIFIKASI REKENING|OMSPAN|SPM)\b")
_DONE = ("SUKSES", "BERHASIL", "SELESAI", "OK", "SUCCESS")
"""A bare success under the title of a step before payment (`STATUS_BUREKOL`) is that step's, and pays nobody."""
_NOT_PAID = "Tidak dibayar"
_RECEIVED = "SUDAH DITERIMA"
_DENIED = re.compile(r"(?:TIDAK|TDK|BELUM|BLM) (?:DI|TER)?(?:BAYAR|SALUR|CAIR|REALISASI|TRANSFER|SERAH|TERIMA)(?:KAN)?")
"""A bare no: it says that nothing was paid, and not why."""
_NUMBER = re.compile(r"^[0-9]{4,25}$")
_FETCHED = re.compile(r"\b(?:WAKIL|DIWAKILI|MEWAKILI|PERWAKILAN|PENGAMBIL|DIAMBIL|KUASA)\b")


def own_name(table: SourceTable, context: FileContext) -> str:
    """The file's name below the month's folder, words written together apart: the folder's own digits are no word of the sender."""
    return parted(table.name.split("/", 1)[1] if table.name.startswith(f"{context.period}/") else table.name)


def codes_of(table: SourceTable, field: str) -> Mapping[str, str]:
    """Code → word of a field, where the layout's hints name them."""
    return dict((table.hints.get("codes") or {}).get(field, {}))


_POST_OFFICE = re.compile(r"\b(DANOM|KPRK|KANTOR ?POS|KCP ?POS|KPC|KANTOR BAYAR)\b")
"""Words of a title or a column's header that only the post office uses (DOMAIN §2.1)."""


def _post_office(table: SourceTable) -> str | None:
    """The post office, where the title or a column of a list that names no payer speaks its words."""
    said = (table.title, table.sheet, *table.headers.values(), *table.unmapped)
    return "POS" if any(_POST_OFFICE.search(key(text)) for text in said) else None


def _spoken(table: SourceTable, context: FileContext, lookup: str) -> str | None:
    """The one value that title, sheet or the file's name speaks of, else what the layout takes for granted; None where none or several."""
    title = only(find_all(lookup, table.title, context.lookups))
    sheet = only(find_all(lookup, table.sheet, context.lookups, file_name=True))
    name = only(find_all(lookup, own_name(table, context), context.lookups, file_name=True))
    granted = table.hints.get("programme" if lookup == "programme_words" else "payer", "")
    return title or sheet or name or str(granted) or None


def programmes(table: SourceTable, source: pl.DataFrame, context: FileContext, findings: Findings) -> tuple[pl.Series, pl.Series]:
    """(canonical programme, word as written) of every row. Unknown words: PRO-01; two programmes in one word: PRO-02, null.

    A word that names PKH beside another programme is PKH where the row has a PKH component.
    """
    raw = fold_column(source, "programme")
    codes, office = codes_of(table, "programme"), context.lookups
    said = map_distinct(raw, lambda v: None if is_blank(v) else coded_word(codes, v), pl.String)

    def values(word: str) -> tuple[str, ...]:
        exact = find("programme_words", word, office)
        several = find_all("programme_words", word, office)
        return several if len(several) > 1 else ((exact[0],) if exact else several)

    one = map_distinct(said, lambda v: only(values(v)), pl.String)
    count = map_distinct(said, lambda v: len(values(v)), pl.Int64)
    with_pkh = map_distinct(said, lambda v: "PKH" in values(v) or None, pl.Boolean)
    component = fold_column(source, "component").is_not_null()
    one = pl.select(pl.when(with_pkh & component & (count > 1)).then(pl.lit("PKH")).otherwise(one)).to_series()
    rows = source["source_row"]
    for rule, some in (("PRO-01", (count == 0)), ("PRO-02", (count > 1) & one.is_null())):
        findings.words(rule, "programme", rows.filter(some.fill_null(value=False)), raw.filter(some.fill_null(value=False)))
    fallback = _spoken(table, context, "programme_words")
    filled = pl.select(pl.when(said.is_null()).then(pl.lit(fallback, dtype=pl.String)).otherwise(one)).to_series()
    return filled.alias("programme"), raw.alias("programme_raw")


def payers(table: SourceTable, source: pl.DataFrame, context: FileContext) -> pl.Series:
    """Payer of every row: the canonical code; else what layout, title, sheet or file name say; else the word as written, in capitals.

    A word no table knows gives way to what the whole list says (a column of branch offices), unless it names a bank.
    """
    raw = fold_column(source, "payer")
    whole_list = _spoken(table, context, "payer_words") or _post_office(table)

    def code(word: str) -> str | None:
        if is_blank(word):
            return None
        found = find("payer_words", word, context.lookups)
        if found:
            return found[0]
        return key(word) if whole_list is None or "BANK" in key(word) else whole_list

    said = map_distinct(raw, code, pl.String)
    return (
        pl.select(pl.coalesce(said, pl.lit(whole_list, dtype=pl.String)).alias("payer")).to_series() if whole_list else said.alias("payer")
    )


def _texts(table: SourceTable, context: FileContext) -> list[tuple[str, str]]:
    header = "" if "period" in table.headers else table.headers.get("amount", "")  # "Triwulan II (April-Juni)" over the sums
    said = [(part, "title") for part in (header, *table.title.split(" / "), table.title, table.sheet)]
    return [(periods.without_days(text), where) for text, where in [*said, (Path(own_name(table, context)).stem, "file")] if text]


def _from_texts(
    texts: list[tuple[str, str]], programme: str | None, year: int | None, folder: str, a_year: int = 4
) -> tuple[periods.Months | None, str]:
    """Months a title, sheet or file name speaks of (a year said elsewhere in them counts), and which of them."""
    said = year or next((y for text, _ in texts if (y := _year(text))), None)
    for text, where in texts:
        months = periods.parse_period(text, folder, programme=programme, year=said, a_year=a_year)
        if months:
            return months, where
    return None, "folder"


def _year(text: str) -> int | None:
    years = sorted(set(re.findall(r"(?<!\d)20[12]\d(?!\d)", text)))
    return int(years[0]) if len(years) == 1 else None


def _folder_months(programme: str | None, amount: int | None, folder: str) -> periods.Months:
    """What a list covers that says nothing: its folder's month; the whole quarter for PKH, and for Sembako paid as three months."""
    quarter = (int(folder[5:]) - 1) // 3 * 3 + 1
    if (programme == "PKH" and folder >= "2025-01") or (programme == "SEMBAKO" and amount == _THREE_MONTHS):
        first = f"{folder[:4]}-{quarter:02d}"
        return periods.Months(first, shift(first, 2))
    return periods.Months(folder, folder)


def _top_stage(frame: pl.DataFrame, texts: list[tuple[str, str]]) -> int:
    """The highest tahap a list names for Sembako, in its rows, else in its title or file name; 0 where it names none."""
    said = frame.filter(pl.col("programme") == "SEMBAKO")["period"].drop_nulls().unique().sort().to_list()
    numbers = [number for text in said if (number := periods.stage_number(text))]
    titles = [number for text, _ in texts if not text.strip().isdigit() and (number := periods.stage_number(text))]
    return max(numbers or titles or [0])


def _stages_a_year(number: int | None, top: int, amount: int | None) -> int:
    """Sembako stages a year before 2025: four, unless the list goes on to tahap 5 (then six) or 7 (then twelve).

    Rp600.000 is three months whatever the list: a tahap up to 4 is then a quarter. Source: DOMAIN §2.1 (four tahap a year).
    """
    if top <= 4 or (amount == _THREE_MONTHS and (number or 0) <= 4):
        return 4
    return 6 if top <= 6 else 12


def _said(
    text: str, year: int | None, texts: list[tuple[str, str]], programme: str | None, folder: str, a_year: int
) -> periods.Months | None:
    """Months of a period cell. A tahap without a year takes the year of title or file name, unless it would then lie ahead."""
    number = periods.stage_number(text)
    bare = whole(text).isdigit()
    for guess in (year or _from_year(texts), year):
        if bare and number:
            months = periods.stage(number, guess, programme, folder, a_year) if number <= 4 or programme == "SEMBAKO" else None
        else:
            months = periods.parse_period(text, folder, programme=programme, year=guess, a_year=a_year)
        if months is None or months.first <= shift(folder, 2) or guess == year:
            return months
    return None


def _whole_quarters(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """A Sembako list that names one month a row, or none at all, and pays three (Rp600.000 in most rows) pays that month's quarter: PER-03.

    Named months only from 2025 on (four tahap a year). What is paid short or over belongs to the quarter of its list too; a row of one
    month's money stays what it says, and so does a single quarter among others of one month's money.
    """
    sembako = pl.col("programme") == "SEMBAKO"
    nowhere = pl.col("period_source") == "folder"
    single = pl.col("period_from") == pl.col("period_to")
    for mine, told in ((sembako & nowhere, False), (sembako & ~nowhere & single & (pl.col("period_from") >= "2025-01"), True)):
        paid = frame.filter(mine & (pl.col("amount") > 0))
        rows = paid.filter(pl.col("amount") == _THREE_MONTHS)
        if rows.height < _LEAST_ROWS or 2 * rows.height < paid.height:
            continue
        if told:
            findings.once("PER-03", "period", row=int(rows["source_row"].min()), n=rows.height)  # type: ignore[arg-type]
        quarter = (pl.col("period_from").str.slice(5).cast(pl.Int32) - 1) // 3 * 3
        year = pl.col("period_from").str.head(5)
        months = {
            name: pl.concat_str(year, month.cast(pl.String).str.zfill(2))
            for name, month in (("period_from", quarter + 1), ("period_to", quarter + 3))
        }
        move = mine & single & pl.col("amount").ne_missing(_ONE_MONTH)
        frame = frame.with_columns(pl.when(move).then(value).otherwise(name).alias(name) for name, value in months.items())
    return frame


def row_periods(
    table: SourceTable, source: pl.DataFrame, programme: pl.Series, amount: pl.Series, context: FileContext, findings: Findings
) -> pl.DataFrame:
    """Months covered by every row: `period_from, period_to, period_raw, period_source`. Words nobody can read: PER-01, next source.

    Sembako of Rp600.000 without a readable period is the folder's quarter: PER-02.
    """
    raw = {c: fold_column(source, c) for c in ("period", "month", "year")}
    frame = pl.DataFrame({**raw, "programme": programme, "amount": amount, "source_row": source["source_row"]})
    months_codes = codes_of(table, "period")
    texts = _texts(table, context)
    top = _top_stage(frame, texts)
    said_by = ("period", "month", "year", "programme", "amount")
    keys = [c for c in said_by if frame[c].n_unique() > 1] or ["period"]
    distinct = frame.unique(keys).select(said_by).sort(pl.all(), nulls_last=True)
    out: list[tuple[str, str, str, bool]] = []
    for period, month, year_text, code, rupiah in distinct.iter_rows():
        year = int(whole(year_text)) if year_text and re.fullmatch(r"20\d\d", whole(year_text)) else None
        said = None
        if period and not is_blank(period):
            text = months_codes.get(period, period)
            said = _said(text, year, texts, code, context.period, _stages_a_year(periods.stage_number(text), top, rupiah))
        if said is None and month and not is_blank(month):
            said = periods.month_column(month, year or _from_year(texts), context.period)
        unread = said is None and any(text and not is_blank(text) for text in (period, month))
        where = "row"
        if said is None:
            said, where = _from_texts(texts, code, year, context.period, _stages_a_year(None, top, rupiah))
        if said is None:
            said = _folder_months(code, rupiah, context.period)
        out.append((said.first, said.last, where, unread))
    schema = {"period_from": pl.String, "period_to": pl.String, "period_source": pl.String, "unread": pl.Boolean}
    found = pl.concat([distinct.select(keys), pl.DataFrame(out, schema=schema, orient="row")], how="horizontal")
    frame = joined_by(frame, found, keys)
    lost = frame.filter("unread")
    if lost.height:
        findings.once("PER-01", "period", row=int(lost["source_row"].min()), n=lost.height)  # type: ignore[arg-type]
    quarter = frame.filter((pl.col("period_source") == "folder") & (pl.col("programme") == "SEMBAKO") & (pl.col("amount") == _THREE_MONTHS))
    if quarter.height:
        detail = f"{quarter['period_from'][0]} s.d. {quarter['period_to'][0]}"
        findings.once("PER-02", "period", row=int(quarter["source_row"].min()), n=quarter.height, detail=detail)  # type: ignore[arg-type]
    frame = _whole_quarters(frame, findings)
    said_text = pl.concat_str(["period", "month", "year"], separator=" ", ignore_nulls=True).replace("", None)
    return frame.select("period_from", "period_to", said_text.alias("period_raw"), "period_source")


def of_their_days(rows: pl.DataFrame, paid_on: pl.Series, findings: Findings) -> pl.DataFrame:
    """The periods of `row_periods`; where all days of payment lie long before the one that only the name of file or folder says, those of
    the days (PER-04). A list of last quarter sent once more under this month's name pays nothing of this quarter."""
    mine = pl.col("period_source").is_in(["file", "folder"])
    named = rows.with_columns(paid_on=paid_on).filter(mine)
    newest, dated = named["paid_on"].max(), named["paid_on"].count()
    if not isinstance(newest, dt.date) or dated < max(_LEAST_ROWS, named.height / 2):
        return rows  # a few old days among rows without any say nothing of the list
    first, last = named.group_by("period_from", "period_to").len().sort("len", "period_from", "period_to").row(-1)[:2]
    if newest + dt.timedelta(_LONG_BEFORE) >= first_day(min(named["period_from"].to_list())):
        return rows
    month = f"{newest:%Y-%m}"
    length = len(span(first, last))
    begins = month if length == 1 else shift(month, -((newest.month - 1) % length)) if length in _STAGES else None
    if begins is None:
        return rows
    ends = shift(begins, length - 1)
    findings.once("PER-04", "paid_on", n=named.height, detail=f"{begins} s.d. {ends}")
    return rows.with_columns(
        period_from=pl.when(mine).then(pl.lit(begins)).otherwise("period_from"),
        period_to=pl.when(mine).then(pl.lit(ends)).otherwise("period_to"),
    )


def _from_year(texts: list[tuple[str, str]]) -> int | None:
    return next((year for text, _ in texts if (year := _year(text))), None)


def _identifier(source: pl.DataFrame, column: str) -> pl.Series:
    """An account or card number as text: no quotes, blanks, `.0`; words such as NOKKS and numbers Excel destroyed are null."""
    raw = fold_column(source, column)
    if raw.null_count() == raw.len():
        return raw.alias(column)
    text = raw.str.replace(r'^="(.*)"$', "$1").str.strip_chars("'\"` ").str.replace(r"[.,]0$", "").str.replace_all(r"[ .\-]", "")
    text = pl.select(pl.when(text.str.contains(_NUMBER.pattern)).then(text)).to_series()
    if f"{column}__cell" in source.columns:
        lost = (source[f"{column}__cell"] == "number") & (text.str.len_chars() >= 16) & text.str.ends_with("0")
        text = text.set(lost.fill_null(value=False), None)
    zero = text.str.contains(r"^0+$").fill_null(value=False)
    return text.set(zero, None).alias(column)


def has_status(table: SourceTable, context: FileContext) -> bool:
    """Whether a blank status means that nothing is known: the list has a status or a day of payment, or is no list of payments made."""
    if {"state", "paid_on", "signed"} & set(table.frame.columns):
        return True
    if _DONE_HEADER.search(key(table.headers.get("amount", ""))):
        return False
    spoken = key(f"{table.title} {table.sheet} {own_name(table, context)}")
    return bool(_PLANNED.search(spoken)) or bool(_UNPAID.search(spoken)) or not _REALISED.search(spoken)


def opens_accounts(table: SourceTable, amount: pl.Series, paid_on: pl.Series, context: FileContext) -> bool:
    """Whether a list says whose account is whose (burekol): title, name or status column call it so; no money, no day of payment."""
    spoken = (table.title, table.sheet, own_name(table, context), table.headers.get("state", ""))
    return not (amount > 0).any() and paid_on.null_count() == paid_on.len() and any(_OPENS.search(key(text)) for text in spoken)


def title_state(table: SourceTable, context: FileContext) -> str | None:
    """The state that title, sheet or file name gives to all rows of a list ("daftar TIDAK TERBAYAR"); None where none does. Of a list with
    a status or days of payment only the title does.

    A title of paid and unpaid rows ("sukses dan gagal"), and one of failures that are paid again ("susulan"), says nothing of a single row.
    """
    named = () if {"state", "paid_on"} & set(table.frame.columns) else (table.sheet, Path(own_name(table, context)).stem)
    texts = [key(text) for text in (*table.title.split(" / "), *named)]
    speaking = [text for text in texts if _UNPAID.search(text)]
    found = list(dict.fromkeys(match[0] for text in speaking for match in _UNPAID.finditer(text)))
    said = " / ".join(found)
    known = len(found) == 1 or speak(said, context.lookups) is not None
    return said if known and not any(map(_BOTH.search, speaking)) else None


def _under_title(state: pl.Series, notes: pl.Series, paid_on: pl.Series, said: str, office: Path | None) -> pl.Series:
    """A status column in which the title speaks for the rows that say nothing themselves: no word, no reason, and where few have one no day
    (a day in most rows is that of the attempt)."""
    silent = ~map_distinct(notes, lambda v: speak(v, office) is not None, pl.Boolean).fill_null(value=False)
    silent &= ~map_distinct(state, lambda v: not is_blank(v), pl.Boolean).fill_null(value=False)
    if 2 * paid_on.null_count() > paid_on.len():
        silent &= paid_on.is_null()
    return state.set(silent, said)


def _signed(source: pl.DataFrame, state: pl.Series, office: Path | None) -> pl.Series:
    """A status column in which a recipient's signature speaks where no known word does."""
    if "signed" not in source.columns:
        return state
    known = map_distinct(state, lambda v: not is_blank(v) and speak(v, office) is not None, pl.Boolean).fill_null(value=False)
    signed = map_distinct(fold_column(source, "signed"), lambda v: not is_blank(v), pl.Boolean).fill_null(value=False)
    return state.set(signed & ~known, _RECEIVED)


def _reasons(table: SourceTable, source: pl.DataFrame, office: Path | None) -> pl.Series:
    """The remarks beside a status; one no table knows, under a header that says whose reason it is (`Alasan Gagal`), with that word."""
    notes = fold_column(source, "state_note")
    said = _UNPAID.search(key(table.headers.get("state_note", "")))
    if said is None:
        return notes
    words = {v: v if is_blank(v) or speak(v, office) else f"{said[0]}: {v}" for v in notes.drop_nulls().unique().to_list()}
    return replace(notes, words, pl.String)


def _answered(header: str, state: pl.Series, remarks: Sequence[pl.Series], office: Path | None) -> pl.Series:
    """A status that only says no (`Tersalur`: Tidak; a tick under `Tidak Dibayar`) is the reason or remark beside it, else not paid.

    Yes and no are an answer under a header that speaks of payment.
    """
    words = {v: v for v in state.drop_nulls().unique().to_list() if not is_blank(v)}
    answers = {v: truth(v) for v in words}
    if words and None not in answers.values() and _REALISED.search(key(header)):
        words = {v: f"{v} (sudah dibayar)" if said else _NOT_PAID for v, said in answers.items()}
    denied = [word for word in words.values() if _DENIED.fullmatch(key(word))]
    told = replace(state, words, pl.String)
    if not denied:
        return told

    def reason(remark: str) -> str | None:
        said = None if is_blank(remark) else speak(remark, office)
        return remark if said is not None and said.state != str(PayState.PAID) else None

    reasons = pl.coalesce([map_distinct(remark, reason, pl.String) for remark in remarks])
    return pl.select(pl.when(told.is_in(denied)).then(pl.coalesce(reasons, told)).otherwise(told)).to_series().alias(state.name)


def _substitute(table: SourceTable, source: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """NIK and name of who took a KPM's place. Whoever only fetched the money for him (`Diwakili oleh`) took nobody's place."""
    nik, name = plain_number(fold_column(source, "substitute_nik")), fold_column(source, "substitute_name")
    named = map_distinct(name, lambda v: None if is_blank(v) or not re.search(r"[^\W\d_]", v) else v, pl.String)
    header = " ".join(key(table.headers.get(c, "")) for c in ("substitute_name", "substitute_nik"))
    if _FETCHED.search(header):
        nik, named = (pl.Series([None], dtype=pl.String).new_from_index(0, source.height) for _ in range(2))
    return nik.alias("substitute_nik"), named.alias("substitute_name")


def disbursement_columns(
    table: SourceTable, source: pl.DataFrame, context: FileContext, findings: Findings
) -> tuple[pl.DataFrame, amounts.Dialect]:
    """Columns of `tables.Disbursement` behind the person's, and the dialect of the amounts (for the file's own totals)."""
    programme, programme_raw = programmes(table, source, context, findings)
    spoken_of = f"{table.title} / {table.sheet} / {table.headers.get('amount', '')}"
    money = not programme.is_in(CASHLESS).fill_null(value=False).any()
    amount, amount_raw, dialect = amounts.parse_column(source, "amount", findings, spoken_of, money=money)
    if "paid_on" in source.columns:
        source = source.with_columns(dates.with_year(source["paid_on"].cast(pl.String), context.period).alias("paid_on"))
    paid_on, _ = dates.parse_column(source, "paid_on", context.events(), findings)
    codes = codes_of(table, "state") or legend(table.headers.get("state", "")) or legend(table.title)
    state = fold_column(source, "state")
    state = replace(state, {v: coded_word(codes, v) for v in state.drop_nulls().unique().to_list()}, pl.String) if codes else state
    if step := _STEP.search(key(table.headers.get("state", ""))):
        words = state.drop_nulls().unique().to_list()
        state = replace(state, {v: f"SUKSES {step[0]}" if key(v) in _DONE else v for v in words}, pl.String)
    notes = _reasons(table, source, context.lookups)
    state = _signed(source, state, context.lookups)
    amount, state = as_drawn(source, amount, state, findings)
    if said := title_state(table, context):
        state = _under_title(state, notes, paid_on, said, context.lookups)
    state = _answered(table.headers.get("state", ""), state, (notes, fold_column(source, "note")), context.lookups)
    spoken = pl.DataFrame({
        "source_row": source["source_row"], "state": state, "state_note": notes,
        "card_state": fold_column(source, "card_state"), "amount": amount, "paid_on": paid_on,
        "unread_mark": fold_column(source, "unread_mark"),
        "in_kind": programme.is_in(CASHLESS).fill_null(value=False),
    })  # fmt: skip
    named = "CLOSING" in key(f"{table.title} {table.sheet} {own_name(table, context)}")
    closing = table.kind == Kind.CLOSING or only_orders(spoken) or (named and not {"state", "paid_on"} & set(source.columns))
    opens = opens_accounts(table, amount, paid_on, context)
    if closing or opens:
        closing = not opens and not carries_results(spoken, named_closing=named, office=context.lookups)
    states = pay_states(spoken, closing=closing, has_status=has_status(table, context), findings=findings, office=context.lookups)
    if opens:  # an account is no payment
        made = pl.col("state") == str(PayState.PAID)
        states = states.with_columns(state=pl.when(made).then(pl.lit(str(PayState.IN_PROCESS))).otherwise("state"))
    columns = pl.DataFrame(
        [
            programme,
            programme_raw,
            payers(table, source, context),
            amount.alias("amount"),
            amount_raw.alias("amount_raw"),
            paid_on.alias("paid_on"),
            _identifier(source, "account"),
            _identifier(source, "card"),
            fold_column(source, "component").alias("component"),
            *_substitute(table, source),
            pl.select(pl.coalesce(fold_column(source, "note"), spoken["state_note"], fold_column(source, "result")))
            .to_series()
            .alias("note"),
        ]
    )
    months = of_their_days(row_periods(table, source, programme, amount, context, findings), paid_on, findings)
    if not (closing or opens) and "amount" not in source.columns and {"state", "paid_on"} & set(source.columns):
        cash = ~programme.is_in(CASHLESS).fill_null(value=False)
        if cash.any():
            unused = ", ".join(dict.fromkeys(header.strip() for header in table.unmapped if header.strip()))
            findings.once("UANG-06", "amount", n=source.height, detail=f"Kolom yang tidak dipakai: {unused}." if unused else "")
    listed = pl.lit(str(Kind.CLOSING if closing else Kind.DISBURSEMENT))
    kind = pl.when(programme.is_null() & opens).then(pl.lit(str(Kind.ACCOUNTS))).otherwise(listed).alias("list_kind")
    return pl.concat([columns, months, states], how="horizontal").with_columns(kind), dialect
