"""What a pay list says of payment beside its status words: title, header, signature, tick, remark; and what kind of list it is by that.

When to reach for it: `disbursement.py` asks `spoken_states` for the words, which `states.py` turns into canonical states. The invariants:
a row's own word outranks the title; a bare yes or no is an answer only under a header that speaks of payment. Source: DOMAIN §2.2.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.context import codes_of, own_name
from pipeline.standardise.money.states import speak
from pipeline.standardise.text import fold_column, key, map_distinct, replace
from pipeline.standardise.visits.remarks import coded_word
from pipeline.standardise.words import is_blank, truth
from pipeline.words.asides import is_aside
from pipeline.words.legend import legend
from schemas.codes import PayState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.standardise.context import FileContext, SourceTable

_REALISED = re.compile(
    r"\b(REALISASI|SALUR|PENYALURAN|DISALURKAN|TERSALUR|PEMBAYARAN|BAYAR|DIBAYAR|DIBAYARKAN|TERBAYAR|TRANSAKSI|PENCAIRAN|CAIR"
    r"|DICAIRKAN|PAID|PAYMENT"
    r"|(?:SUDAH|TELAH) MENERIMA|TANDA TERIMA|DAFTAR TERIMA|BUKTI TERIMA|KWITANSI|DITERIMA|DITERIMAKAN|PENERIMAAN"
    r"|PENYERAHAN|SERAH TERIMA|DISBURSEMENT)\b"
)
_DONE_HEADER = re.compile(r"\b(REALISASI|TERBAYAR|TERSALUR|TEREALISASI)\b")
"""Words over the sums of a list that say they were paid, whatever its title plans."""
_PLANNED = re.compile(
    r"\b(CALON|NOMINATIF|DANOM|CLOSING|USULAN|RENCANA|SP2D|SPM|BUREKOL|PROPOSAL"
    r"|(?:AKAN|HENDAK|SIAP) (?:DI|MEN)(?:BAYAR|SALUR|CAIR|TERIMA|ERIMA)\w*)\b"
)
_NOMINATIVE = re.compile(r"\b(?:NOMINATIF|DANOM)\b")
_ORDER = re.compile(r"\b(?:SP2D|SPM)\b")
"""An order that was carried out on the day that the title gives ("SP2D 123 cair 12-05-2025") plans nothing any more."""
_UNPAID = re.compile(
    r"\b(GAGAL(?: (?:SALUR|BAYAR|TRANSFER))?|RETUR"
    r"|SALDO (?:KOSONG|NOL|NIHIL)|(?:SALDO )?MENGENDAP|REKENING (?:TIDAK AKTIF|PASIF|DORMANT|TERBLOKIR|DIBLOKIR)|EXCLUDE"
    r"|(?:TIDAK|BELUM) (?:SALUR|TERSALUR|DISALURKAN|BAYAR|TERBAYAR|DIBAYAR|DIBAYARKAN|CAIR|DICAIRKAN|TRANSAKSI|BERTRANSAKSI"
    r"|DITRANSAKSIKAN|DIAMBIL|AMBIL|MENGAMBIL|MENERIMA|DITERIMA|TERDISTRIBUSI|DISTRIBUSI|DIDISTRIBUSIKAN)"
    r"|(?:DISETOR|DISETORKAN)(?: KEMBALI)?(?: KE)? (?:RKUN|KAS(?: (?:NEGARA|DAERAH|UMUM))?)"
    r"|(?<!HADIR )TIDAK HADIR|DANA(?:NYA)?(?: \w+)? DIKEMBALIKAN|(?:PEMBAYARAN|PENYALURAN)(?: \w+){0,9}? DIBATALKAN"
    r"|PEMBATALAN (?:PEMBAYARAN|PENYALURAN)|DITARIK KEMBALI)\b"
)
"""Words of a title by which a list names those who were not paid."""
_NOT_SO = re.compile(
    r"\b(?:TANPA|NIHIL|BEBAS|(?:TIDAK|TDK) (?:ADA|TERDAPAT)|BUKAN|EKS|EX|BEKAS|MANTAN|DI ?LUAR|MITIGASI|ANTISIPASI|PENCEGAHAN)\b"
    rf"(?: (?!SALDO)\w+){{0,3}}? {_UNPAID.pattern}(?: (?:BUREKOL|OMSPAN|CEK REKENING))?"
    rf"|{_UNPAID.pattern}(?: \w+){{0,3}}? YANG (?:SUDAH|TELAH) (?:DI|TER|ME)\w+"
    rf"|{_UNPAID.pattern}(?: KPM| DATA| ORANG)? (?:0|NIHIL|NOL)(?: KPM)?(?!\w| \d)|(?<!\d )\b0 (?:KPM |DATA |ORANG )?{_UNPAID.pattern}"
)
"""Failures that a title denies or puts behind ("tanpa kendala gagal salur", "rekening tidak aktif yang sudah diaktifkan")."""
_CANCELLED = re.compile(r"DIBATALKAN|PEMBATALAN|DITARIK KEMBALI")
"""A payment that was made and taken back: so are all rows of such a letter, whatever its remarks."""
_TAKEN_BACK = "DIBATALKAN"
_OPENS = re.compile(r"\b(BUREKOL|(?:PEMBUKAAN|BUKA) (?:REKENING|REK|BUKU TABUNGAN))\b")
"""Words of a list that opens accounts and pays nobody."""
_BOTH = re.compile(
    r"\b(SUKSES|BERHASIL|SUDAH|DAN|ATAU|SERTA|MAUPUN|SUSULAN|ULANG"
    r"|KEMBALI(?! KE (?:RKUN|KAS))|LANJUTAN|TERMASUK|KECUALI|SELAIN|SEMULA|PENGALIHAN|DIALIHKAN|ALIHAN"
    r"|PELIMPAHAN|LIMPAHAN|PINDAHAN|PENGGANTI|PENGGANTIAN|MENGGANTIKAN|EKS|EX|BEKAS|TINDAK LANJUT"
    r"|SEBELUMNYA|SEMPAT|TADINYA|JADWAL|GELOMBANG|PENANGANAN|(?<!TIDAK )(?<!BELUM )(?:TERSALUR|TERBAYAR|TEREALISASI)"
    r"|SETELAH|SESUDAH|PASCA|USAI|PERBAIKAN|DIPERBAIKI|PEMULIHAN|PENYELESAIAN|MINUS|PERTAMA|PERNAH|AKAN)\b"
)
"""Beside such a word a title speaks of paid and unpaid rows alike, or of failures that are paid now ("Pos, pengalihan gagal BSI")."""
_TO_THEM = re.compile(
    r"\b(?:PENCAIRAN|PEMBAYARAN|PENYERAHAN|PENYALURAN|REALISASI)\b.*\b(?:BAGI|UNTUK|KEPADA)(?: (?:KPM|PENERIMA|PM|YANG|PARA))* "
    rf"{_UNPAID.pattern}"
)
"""Money handed to those who had none before ("pembayaran kepada KPM retur")."""
_TAKEN_ON = re.compile(r"\b(?:AMBIL|DIAMBIL|PENGAMBILAN|TERIMA|DITERIMA|PENERIMAAN|MENERIMA|SERAH|DISERAHKAN|PENYERAHAN)\b")
"""Words over a day on which money came into somebody's hands: it is no day of an attempt."""
_TITLE_DAY = re.compile(
    r"(?:\b(?:tanggal|tgl)\.? (?:pemindahbukuan|transfer|kredit|top ?up|pencairan|pembayaran|penyaluran|bayar|salur|realisasi)\s*[:=]?\s*"
    r"|(?<!tidak )(?<!belum )(?<!gagal )(?<!rencana )\b(?:cair|tersalur|terbayar|disalurkan|dibayarkan)(?: (?:tanggal|tgl)\.?)?\s+)"
    r"(\d{1,2}(?:[-/. ]\d{1,2}[-/. ]| [a-z]{3,9} )20\d{2})\b",
    re.IGNORECASE,
)
"""The day on which all sums of a list were transferred."""
_FAILED_BY = re.compile(
    r"\b(?:per|s\.?/?d\.?|sampai(?: dengan)?|hingga|posisi|keadaan)\s+(?:tanggal |tgl\.? )?"
    r"(\d{1,2}(?:[-/. ]\d{1,2}[-/. ]| [a-z]{3,9} )20\d{2})\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"\b(BUREKOL|CEK REKENING|VERIFIKASI REKENING|OMSPAN|SPM)\b")
_OF_A_HOST = re.compile(r"\b(?:RC|RESP|RESPON|RESPONS|RESPONSE|TRX|TXN)\b")
"""Words over what a bank's computer answered: its APPROVED is that of a payment."""
_SUCCESS = re.compile(r"(?:\d+ )?(?:SUKSES|BERHASIL|SUCCESS)(?: (?:SALUR|BAYAR|TRANSFER|CAIR))?")
"""The name of a sheet beside one of failures: its rows are those that went well."""
_DONE = ("SUKSES", "BERHASIL", "SELESAI", "OK", "SUCCESS")
"""A bare success under the title of a step before payment (`STATUS_BUREKOL`) is that step's, and pays nobody."""
_NOT_PAID, _NOT_TAKEN = "Tidak dibayar", "Tidak diambil"
_TAKEN = re.compile(r"\b(?:DI|TER)?AMBIL\b")
_TICK, _CROSS = re.compile(r"(?i)[√✓✔☑v]"), re.compile(r"(?i)[x✗✘×]")
_RECEIVED = "SUDAH DITERIMA"
_ALL_PAID = re.compile(r"\b(?:TELAH|SUDAH) (?:DI|TER|ME)?(?:BAYAR|SALUR|CAIR|TERIMA|NERIMA|SERAHKAN)\w*")
"""Words of a title by which a list names those who were paid."""
_STAGE = re.compile(r"\b(?:TAHAP|THP|TW|TRIWULAN) (?:KE )?(\d|I{1,3}|IV)\b")
_LATIN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SIGNATURE = re.compile(r"[^\W\d_]|[√✓✔]")
"""What a signature has, and the number of its place (`2. ……`) has not."""
_DENIED = re.compile(r"(?:TIDAK|TDK|BELUM|BLM) (?:DI|TER)?(?:BAYAR|SALUR|CAIR|REALISASI|TRANSFER|SERAH|TERIMA)(?:KAN)?")
"""A bare no: it says that nothing was paid, and not why."""


def _spoken(table: SourceTable, context: FileContext) -> str:
    """The words over a list, of its sheet and file together, without failures that they deny."""
    return _NOT_SO.sub(" ", key(f"{table.title} {table.sheet} {own_name(table, context)}"))


def with_title_day(table: SourceTable, source: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """A list of sums whose title says on which day they were transferred ("Tanggal pemindahbukuan: 14 Mei 2025"), with it as every row's
    `paid_on`, and one of failures with the day up to which it tells of them ("per 12 Mei 2025"); any other as it is: one with a status or
    days of its own, one that plans."""
    if {"state", "paid_on", "signed"} & set(source.columns) or "amount" not in source.columns:
        return source
    spoken = _spoken(table, context)
    said = (_FAILED_BY if _UNPAID.search(spoken) else _TITLE_DAY).search(f"{table.title} / {table.sheet}")
    if said is None or _PLANNED.search(_ORDER.sub(" ", spoken)):
        return source
    return source.with_columns(paid_on=pl.lit(said[1]))


def has_status(table: SourceTable, context: FileContext) -> bool:
    """Whether a blank status means that nothing is known: the list has a status or a day of payment, or is no list of payments made."""
    if {"state", "paid_on", "signed"} & set(table.frame.columns):
        return True
    if _DONE_HEADER.search(key(table.headers.get("amount", ""))) or _SUCCESS.fullmatch(key(table.sheet)):
        return False
    spoken = _spoken(table, context)
    return _is_planned(spoken) or bool(_UNPAID.search(spoken)) or not _REALISED.search(spoken)


def _is_planned(spoken: str) -> bool:
    """Whether words above a list call it one of who is to be paid; a nominative list of a realisation is none, nor one with the number of
    its order (SP2D)."""
    text = _ORDER.sub(" ", _NOMINATIVE.sub(" ", spoken)) if _DONE_HEADER.search(spoken) else spoken
    return bool(_PLANNED.search(text))


def is_realisation(table: SourceTable, context: FileContext) -> bool:
    """Whether title, sheet or file call a list with money one of what was paid (REALISASI), whatever its columns make of it."""
    spoken = _spoken(table, context)
    denied = _is_planned(spoken) or _UNPAID.search(spoken) or _OPENS.search(spoken)
    return "amount" in table.frame.columns and bool(_DONE_HEADER.search(spoken)) and not denied


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
    texts = [_NOT_SO.sub(" ", key(text)) for text in (*table.title.split(" / "), *named) if not is_aside(text)]
    speaking = [text for text in texts if _UNPAID.search(text)]
    found = list(dict.fromkeys(match[0] for text in speaking for match in _UNPAID.finditer(text)))
    said = " / ".join(found)
    if not found and not {"state", "paid_on", "amount"} & set(table.frame.columns):
        return _RECEIVED if any(_ALL_PAID.search(text) and not _PLANNED.search(text) for text in texts) else None
    known = len(found) == 1 or speak(said, context.lookups) is not None
    if _CANCELLED.search(said):
        return _TAKEN_BACK
    mixed = any(_BOTH.search(text) or _TO_THEM.search(text) or _stages(text) > 1 for text in speaking)
    return said if known and not mixed else None


def _stages(text: str) -> int:
    """How many stages a text names ("kepada KPM retur tahap 1" in a list of tahap 2: two)."""
    return len({_LATIN.get(stage, stage) for stage in _STAGE.findall(text)})


def _under_title(state: pl.Series, notes: pl.Series, paid_on: pl.Series, said: str, office: Path | None, *, taken: bool) -> pl.Series:
    """A status column in which the title speaks for the rows that say nothing themselves: no word, no reason, and where few have one no day
    (a day in most rows is that of the attempt, unless its header says that it is the day of `taken` money)."""
    silent = ~map_distinct(notes, lambda v: speak(v, office) is not None, pl.Boolean).fill_null(value=False)
    silent &= ~map_distinct(state, lambda v: not is_blank(v), pl.Boolean).fill_null(value=False)
    if taken or 2 * paid_on.null_count() > paid_on.len():
        silent &= paid_on.is_null()
    return state.set(silent, said)


def state_words(table: SourceTable, source: pl.DataFrame, context: FileContext) -> pl.Series:
    """The status column in words: its codes spelled out, success of a step before payment as that of the step, a signature as received."""
    codes = codes_of(table, "state") or legend(table.headers.get("state", "")) or legend(table.title)
    state = fold_column(source, "state")
    state = replace(state, {v: coded_word(codes, v) for v in state.drop_nulls().unique().to_list()}, pl.String) if codes else state
    if _OF_A_HOST.search(re.sub(r"[_\W]+", " ", table.headers.get("state", "").upper())):
        words = state.drop_nulls().unique().to_list()
        state = replace(state, {v: f"00 {v}" if key(v) == "APPROVED" else v for v in words}, pl.String)
    if step := _STEP.search(key(table.headers.get("state", ""))):
        words = state.drop_nulls().unique().to_list()
        state = replace(state, {v: f"SUKSES {step[0]}" if key(v) in _DONE else v for v in words}, pl.String)
    return _signed(source, state, context.lookups)


def with_title_and_remarks(
    table: SourceTable, source: pl.DataFrame, state: pl.Series, notes: pl.Series, paid_on: pl.Series, context: FileContext
) -> pl.Series:
    """`state_words` where the title has spoken for the rows that say nothing, and the remark beside it for a bare no."""
    if said := title_state(table, context):
        all_of_it = pl.Series(state.name, [said], dtype=pl.String).new_from_index(0, state.len())
        taken = bool(_TAKEN_ON.search(key(table.headers.get("paid_on", ""))))
        state = all_of_it if said == _TAKEN_BACK else _under_title(state, notes, paid_on, said, context.lookups, taken=taken)
    return _answered(table.headers.get("state", ""), state, (notes, fold_column(source, "note")), context.lookups)


def _signed(source: pl.DataFrame, state: pl.Series, office: Path | None) -> pl.Series:
    """A status column in which, where no known word does, the place of a signature speaks: a signature, or why there is none."""
    if "signed" not in source.columns:
        return state
    known = map_distinct(state, lambda v: not is_blank(v) and speak(v, office) is not None, pl.Boolean).fill_null(value=False)
    place = fold_column(source, "signed")
    why = map_distinct(place, lambda v: v if (said := speak(v, office)) and said.state != str(PayState.PAID) else None, pl.String)
    signed = map_distinct(place, lambda v: bool(_SIGNATURE.search(v)), pl.Boolean).fill_null(value=False)
    told = pl.select(pl.when(signed).then(pl.coalesce(why, pl.lit(_RECEIVED)))).to_series()
    return pl.select(pl.when(known | ~signed).then(state).otherwise(told)).to_series().alias(state.name)


def reasons(table: SourceTable, source: pl.DataFrame, office: Path | None) -> pl.Series:
    """The remarks beside a status; one no table knows, under a header that says whose reason it is (`Alasan Gagal`), with that word. A
    remark on another stage than the title's tells nothing of this payment."""
    stages = set(_STAGE.findall(key(f"{table.title} {table.sheet}")))
    notes = map_distinct(fold_column(source, "state_note"), lambda v: None if _of_another_stage(v, stages) else v, pl.String)
    said = _UNPAID.search(key(table.headers.get("state_note", "")))
    if said is None:
        return notes
    words = {v: v if is_blank(v) or speak(v, office) else f"{said[0]}: {v}" for v in notes.drop_nulls().unique().to_list()}
    return replace(notes, words, pl.String)


def _of_another_stage(remark: str, stages: set[str]) -> bool:
    """Whether a remark names stages, and none of these."""
    named = {_LATIN.get(stage, stage) for stage in _STAGE.findall(key(remark))}
    return bool(named and stages) and not named & {_LATIN.get(stage, stage) for stage in stages}


def _asked_of_payment(header: str) -> re.Match[str] | None:
    """The word by which a header asks whether money came."""
    return _REALISED.search(header) or _TAKEN.search(header) or re.fullmatch(r"(?:SUDAH )?TERIMA", header)


def _answered(header: str, state: pl.Series, remarks: Sequence[pl.Series], office: Path | None) -> pl.Series:
    """A status that only says no (`Tersalur`: Tidak; a tick under `Tidak Dibayar`) is the reason or remark beside it, else not paid.

    Yes and no are an answer under a header that speaks of payment.
    """
    words = {v: v for v in state.drop_nulls().unique().to_list() if not is_blank(v)}
    answers = {v: truth(v) for v in words}
    if any(_TICK.fullmatch(v) for v in words):  # beside ticks a cross denies
        answers |= {v: False for v in words if _CROSS.fullmatch(v)}
    if words and None not in answers.values() and (taken := _asked_of_payment(key(header))):
        no = _NOT_TAKEN if _TAKEN.search(taken[0]) else _NOT_PAID
        words = {v: f"{v} (sudah dibayar)" if said else no for v, said in answers.items()}
    denied = [word for word in words.values() if _DENIED.fullmatch(key(word))]
    told = replace(state, words, pl.String)
    if not denied:
        return told

    def reason(remark: str) -> str | None:
        """A remark that says why nothing was paid."""
        said = None if is_blank(remark) else speak(remark, office)
        return remark if said is not None and said.state != str(PayState.PAID) else None

    reasons = pl.coalesce([map_distinct(remark, reason, pl.String) for remark in remarks])
    return pl.select(pl.when(told.is_in(denied)).then(pl.coalesce(reasons, told)).otherwise(told)).to_series().alias(state.name)
