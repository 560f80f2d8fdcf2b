"""What became of a payment: status words, notes, amount and day of payment of one row to one canonical state.

When to reach for it: pay lists and closing lists. The invariants: being on the list is not being paid; a word no table knows is UNKNOWN
and told; standing on a closing list proves no payment, but its own status words do. Source: DOMAIN §2.2 and check 16.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.money.deeds import deed
from pipeline.standardise.money.events import in_his_place, last_event, mended, no_trouble, paid_again, parts, without_undone
from pipeline.standardise.text import key, map_distinct
from pipeline.standardise.words import find, is_blank
from pipeline.words.shorthand import in_full
from schemas.codes import ExclusionGround, PayState

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.standardise.findings import Findings

_DONE = ("TOP UP", "TOPUP", "SUDAH", "SUKSES", "BERHASIL", "SP2D")
_SHORT_NO = re.compile(r"\b(TAK|GAK|NGGAK|TIDAK/BELUM|BELUM/TIDAK)\b")
_JOBS = ("PEKERJAAN", "ASN", "PNS", "TNI", "POLRI", "PENSIUN", "BUMN", "BUMD", "PPPK")
_DENIALS = frozenset(
    (
        *("TIDAK", "BELUM", "BUKAN", "GAGAL", "BATAL", "TANPA", "KURANG", "MENUNGGU", "PROSES", "AKAN", "RENCANA", "RETUR", "SEBAGIAN"),
        *("DIAJUKAN", "PENGAJUAN", "DIUSULKAN", "USULAN", "PERLU", "SIAP", "DIJADWALKAN", "JADWAL", "MINTA", "MOHON", "CALON"),
    )
)
_WENT_WELL = frozenset({"SUKSES", "BERHASIL", "SELESAI", "SUDAH", "TELAH", "MASUK", "TERIMA", "DITERIMA", "LUNAS", "SUCCESS", "DONE", "OK"})
_STEPS = frozenset(
    {"BUREKOL", "SPM", "SP2D", "OMSPAN", "VERIFIKASI", "CEK", "BUKA", "PEMBUKAAN", "CLOSING", "SI", "AKTIVASI", "DISTRIBUSI"}
)
_MONEY = frozenset(
    (
        *("TOP", "TOPUP", "TRANSAKSI", "BAYAR", "DIBAYAR", "DIBAYARKAN", "PEMBAYARAN", "TERBAYAR", "SALUR", "TERSALUR", "PENYALURAN"),
        *("DISALURKAN", "CAIR", "PENCAIRAN", "DICAIRKAN", "KREDIT", "TRANSFER", "DITRANSFER", "DANA", "UANG", "TUNAI", "SERAH"),
    )
)
"""Words of which a status is put together: denial, success, steps before the money, the money itself (DOMAIN §2.2)."""
_OPEN = ["SI", "SI_DONE", "IN_PROCESS"]
_CLOSED = ["EMPTY", "FAILED_ACCOUNT", "RETURNED", "PAID_NOT_TAKEN", "EXCLUDED"]
_ORDER, _FINAL = re.compile(r"\b(CLOSING|CALON|SK|USULAN)\b"), ("PAID", "RETURNED", "PAID_NOT_TAKEN", "EMPTY")
_FAILED = ("FAILED_ACCOUNT", "RETURNED")
_ACCOUNT = re.compile(r"\bREK\b\.?\s*")
_GONE, _BACK = ["PAID"], ["RETURNED", "PAID_NOT_TAKEN"]
UNKNOWN = str(PayState.UNKNOWN)


@dataclass(frozen=True)
class Spoken:
    """One status word: the state it names (`SI` where amount and proof decide) and the ground of an exclusion."""

    state: str
    ground: str | None


def ground_of(text: str) -> str | None:
    """The ground a note gives for an exclusion, or None."""
    words = key(text)
    if any(word in words for word in ("MENINGGAL", "WAFAT")) or words in {"MD", "ALM"}:
        return str(ExclusionGround.MENINGGAL)
    if any(f" {word}" in f" {words}" for word in _JOBS):
        return str(ExclusionGround.PEKERJAAN)
    if any(word in words for word in ("GIS", "GROUND CHECK", "GC KEMENSOS")):
        return str(ExclusionGround.TIDAK_LAYAK_GIS)
    if "TIDAK LAYAK" in words:
        return str(ExclusionGround.TIDAK_LAYAK_DAERAH)
    return None


def _composed(word: str) -> tuple[str, str] | None:
    """(state, "") of a word that says by itself what went well: money ("Dana masuk rekening") is PAID, an earlier step ("Burekol sukses")
    IN_PROCESS. None for anything denied, and where both or neither are spoken of."""
    words = set(key(word.replace("-", " ")).split())
    if words & _DENIALS or not words & _WENT_WELL:
        return None
    step, money = words & _STEPS, words & _MONEY
    return (str(PayState.IN_PROCESS), "") if step and not money else (str(PayState.PAID), "") if money and not step else None


def speak(word: str, office: Path | None = None) -> Spoken | None:
    """What a status word says; None where no table knows it."""
    plain = _SHORT_NO.sub("TIDAK", _ACCOUNT.sub("REKENING ", in_full(word.upper())))
    if in_his_place(plain):
        return Spoken(str(PayState.PAID), None)
    if no_trouble(plain):
        return None
    said = last_event(without_undone(plain))
    found = _told(said, office) or _one_failure(said, office)
    if found is None:
        return None
    state, ground = found if found[0] not in _FAILED else (_since(said, found[0], office), found[1])
    if state is None:
        return None
    if state == "SI" and any(done in key(word) for done in _DONE):
        state = "SI_DONE"
    if state == str(PayState.EXCLUDED):
        return Spoken(state, ground or ground_of(word))
    return Spoken(state, None)


def _one_failure(word: str, office: Path | None) -> tuple[str, str] | None:
    """The one failure that the parts of a word give as the reason ("belum bisa, rekening tidak aktif"), where the whole says nothing."""
    told = {found for part in parts(word) if (found := _told(part, office))} if "," in word or ";" in word else set()
    return told.pop() if len(told) == 1 and next(iter(told))[0] in _FAILED else None


_MONTHS = "JAN|FEB|MAR|APR|MEI|JUN|JUL|AGU|AGT|AGS|SEP|OKT|NOV|DES"
_OF_WHAT = re.compile(
    rf"\b(?:BANSOS|BANTUAN|PROGRAM|SEMBAKO|BPNT|PKH|BST|BLT(?: ?DD| DESA| DANA DESA)?|(?:BULAN )?(?:{_MONTHS})[A-Z]*|S D|20\d\d|TAHUN"
    r"|(?:TAHAP|THP|TW|TRIWULAN|TERMIN|PERIODE)(?: (?:\d{1,2}|[IVX]+))?)\b"
)
"""What was paid and for when, in the words of a bank's mutation ("SALUR SEMBAKO APR-JUN 2025")."""
_ANSWERED_BY_BANK = re.compile(r"00 (?:APPROVED|SUCCESS|TRANSACTION APPROVED)\b.*")
"""A bank's own code for a payment that went through (ISO 8583), with its English word; the others are known by their words."""


def _told(word: str, office: Path | None) -> tuple[str, str] | None:
    if _ANSWERED_BY_BANK.fullmatch(key(word)):
        return str(PayState.PAID), ""
    found = find("pay_states", word, office) or _composed(word)
    done = None if found else deed(key(word))
    if found or done:
        return (done, "") if done else found
    bare = " ".join(_OF_WHAT.sub(" ", key(word)).split())
    return find("pay_states", bare, office) if bare != key(word) else None


def _since(word: str, failed: str, office: Path | None) -> str | None:
    """What became of a failure: PAID where it was paid again, None where a payment is told behind it without an order or it was put right,
    else itself."""
    state: str | None = failed
    seen = False
    for part in parts(word):
        found = _told(part, office)
        if found and found[0] in _FAILED:
            state, seen = failed, True
        elif seen and paid_again(part):
            state = str(PayState.PAID)
        elif seen and (mended(part) or (found and found[0] == str(PayState.PAID))):
            state = None
    return state


def _mapped(series: pl.Series, office: Path | None) -> tuple[pl.Series, pl.Series]:
    said = {v: speak(v, office) for v in series.drop_nulls().unique().sort().to_list() if not is_blank(v)}
    states = map_distinct(series, lambda v: said[v].state if said.get(v) else None, pl.String)  # type: ignore[union-attr]
    grounds = map_distinct(series, lambda v: said[v].ground if said.get(v) else None, pl.String)  # type: ignore[union-attr]
    return states, grounds


def carries_results(frame: pl.DataFrame, *, named_closing: bool, office: Path | None = None) -> bool:
    """Whether a list laid out like a closing list tells what became of the money, and so is a pay list.

    `frame` as for `pay_states`. A filled day of payment beside a status or an amount tells it; so does a final word (paid, returned, not
    taken, empty) or a known word beside an amount, unless title, sheet or file name call the list a closing (`named_closing`): its
    words are then judged row by row. Words of mere order (calon, SK, closing) and words no table knows tell nothing by themselves.
    """
    words = frame["state"].drop_nulls().unique().sort().to_list()
    spoken = {word: said.state for word in words if not is_blank(word) and (said := speak(word, office)) and not _ORDER.search(key(word))}
    worded, paid = pl.col("state").is_not_null(), pl.col("amount").fill_null(0) > 0
    if frame.filter(pl.col("paid_on").is_not_null() & (worded | paid)).height:
        return True
    if named_closing:
        return False
    final = [word for word, state in spoken.items() if state in _FINAL]
    return frame.filter(pl.col("state").is_in(final) | (pl.col("state").is_in(list(spoken)) & paid)).height > 0


def only_orders(frame: pl.DataFrame) -> bool:
    """Whether a list's status column holds words of mere order alone (`Final Closing`, `SK/CALON`) and no row a day of payment."""
    words = [key(word) for word in frame["state"].drop_nulls().unique().to_list() if not is_blank(word)]
    return bool(words) and all(_ORDER.search(word) for word in words) and frame["paid_on"].null_count() == frame.height


def pay_states(frame: pl.DataFrame, *, closing: bool, has_status: bool, findings: Findings, office: Path | None = None) -> pl.DataFrame:
    """State of every row: columns `state, state_raw, exclusion_ground`, in row order.

    `frame` has `source_row, state, state_note, card_state` (folded text), `amount`, `paid_on`. A note or card that says the money did
    not arrive or came back outranks a status that only says it was sent. `has_status` says whether the list has a status
    column at all: without one, a pay list's row with an amount is PAID; with one, a blank status needs a day of payment. `in_kind` (may
    be absent) marks rows of aid without rupiah, whose day of handing over proves what an amount proves elsewhere. An amount below
    zero takes money back, whatever its word. A row with an `unread_mark` (may be absent: a strike or colour that nobody explains) and
    without a word is UNKNOWN; a day of payment outweighs a colour, not a strike.
    """
    blank_free = {c: map_distinct(frame[c], lambda v: None if is_blank(v) else v, pl.String) for c in ("state", "state_note")}
    state, ground = _mapped(blank_free["state"], office)
    note, note_ground = _mapped(blank_free["state_note"], office)
    card, _ = _mapped(frame["card_state"], office)
    note = pl.select(pl.coalesce(note, card)).to_series()
    grounds_said = map_distinct(blank_free["state_note"], ground_of, pl.String)
    proof = map_distinct(blank_free["state_note"], lambda v: any(d in key(v) for d in _DONE[:2]) or None, pl.Boolean)
    in_kind = frame["in_kind"] if "in_kind" in frame.columns else pl.Series("in_kind", [False]).new_from_index(0, frame.height)
    mark = (
        frame["unread_mark"]
        if "unread_mark" in frame.columns
        else pl.Series("unread_mark", [None], pl.String).new_from_index(0, frame.height)
    )
    frame = frame.select("source_row", "amount", "paid_on", in_kind.alias("in_kind"), mark).with_columns(
        said=blank_free["state"], noted=blank_free["state_note"], state=state, ground=ground, note=note, note_ground=note_ground,
        grounds_said=grounds_said, proof=proof.fill_null(value=False),
    )  # fmt: skip
    silent = pl.col("said").is_null()
    word = pl.when(silent).then(pl.coalesce("noted")).otherwise("said")
    overruled = (pl.col("state").is_in(_OPEN) & pl.col("note").is_in(_CLOSED)) | (
        pl.col("state").is_in(_GONE) & pl.col("note").is_in(_BACK)
    )
    base = pl.when(silent | overruled).then("note").otherwise("state")
    frame = frame.with_columns(word=word, base=base)
    amount, paid_on = pl.col("amount"), pl.col("paid_on").is_not_null()
    proven = (amount.fill_null(0) > 0) | (pl.col("in_kind") & amount.is_null() & paid_on)
    si = (
        pl.when(amount == 0)
        .then(pl.lit("EMPTY"))
        .when(proven & (paid_on | pl.col("proof")))
        .then(pl.lit("PAID"))
        .otherwise(pl.lit("IN_PROCESS"))
    )
    done = pl.when(amount == 0).then(pl.lit("EMPTY")).when(proven).then(pl.lit("PAID")).otherwise(pl.lit("IN_PROCESS"))
    nothing_said = pl.col("base").is_null() & silent
    marked = pl.col("unread_mark").is_not_null() & (~paid_on | pl.col("unread_mark").str.contains("(?i)coret"))
    unspoken = (
        pl.when(amount == 0).then(pl.lit("EMPTY"))
        .when(pl.lit(value=closing)).then(pl.lit("IN_PROCESS"))
        .when(marked).then(pl.lit(UNKNOWN))
        .when(proven & (paid_on | pl.lit(value=not has_status))).then(pl.lit("PAID"))
        .otherwise(pl.lit(UNKNOWN))
    )  # fmt: skip
    paid = pl.when(amount == 0).then(pl.lit("EMPTY")).otherwise(pl.lit("PAID"))
    result = (
        pl.when(amount < 0).then(pl.lit("RETURNED"))
        .when(nothing_said).then(unspoken)
        .when(pl.col("base") == "SI").then(si if not closing else pl.lit("IN_PROCESS"))
        .when(pl.col("base") == "SI_DONE").then(done if not closing else pl.lit("IN_PROCESS"))
        .when(pl.col("base") == "PAID").then(paid)
        .otherwise(pl.col("base").fill_null(UNKNOWN))
    )  # fmt: skip
    unknown = frame.filter(pl.col("said").is_not_null() & pl.col("state").is_null())
    findings.words("STA-01", "state", unknown["source_row"], unknown["said"])
    grounds = pl.coalesce("ground", "note_ground", "grounds_said")
    return frame.select(
        state=result,
        state_raw="word",
        exclusion_ground=pl.when(result == "EXCLUDED").then(grounds),
    )
