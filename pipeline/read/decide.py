"""Which kind of list a table is, decided by the fields it has, the words above it and the values of doubtful columns.

Reach for it once headers are assigned. A list of people that shows no sign of a registry, payment or survey stays UNKNOWN
(`auto:persons`): readable, but nothing is judged from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.read.refusal import shown
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.headers import Vocabulary

_SURVEY = frozenset({"result", "received", "amount_received"})
_VISIT = frozenset({"submission_id", "submitted_at", "visited_on", "enumerator"})
_PAYMENT = frozenset({"state", "paid_on", "amount", "card_state", "substitute_nik", "substitute_name"})
_LISTED = frozenset({"programme", "period", "card", "account", "payer", "component"})
_REGISTRY = frozenset({"desil", "registry_status", "is_inactive", "deleted", "padan", "relationship", "deceased", "mother_name"})
_FAMILY = frozenset({"desil", "members"})
_PERSON = frozenset({"nik", "name", "birth_date", "relationship", "person_key", "sex"})
IDENTIFIERS = ("nik", "head_nik", "no_kk", "card", "account", "person_key", "family_key")

_REGISTRY_WORDS = re.compile(r"\b(dtks|dtsen|bdt|p3ke|regsosek|siks|data terpadu|basis data terpadu|tunggal sosial)\b", re.IGNORECASE)
_CLOSING_WORDS = re.compile(r"\b(final closing|closing|sp2d|nominatif|calon penerima|usulan|rencana salur|kuota)\b", re.IGNORECASE)
_PAID_WORDS = re.compile(r"\b(penyaluran|terbayar|tersalur|realisasi|pembayaran|pencairan|rekonsiliasi|hasil salur)\b", re.IGNORECASE)
_RECEIPT_WORDS = re.compile(
    r"\b(tanda terima|bukti terima|kwitansi|penyaluran|pembayaran|pencairan|realisasi"
    r"|daftar (penerima|terima|bayar|pembayaran|penerimaan))\b",
    re.IGNORECASE,
)
"""A signed list of those who got their money (a village's BLT): its sums received are sums paid."""
_SURVEY_WORDS = re.compile(
    r"\b(verval|verifikasi|survei|survey|ground ?check|kunjungan|musdes|muskel|monev|monitoring|cek lapangan|pengecekan|kroscek)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Decision:
    """The kind, how it is called (`auto:…`), and the sentence that says what is missing for it (None: nothing)."""

    kind: Kind
    layout: str
    problem: str | None = None
    missing: tuple[str, ...] = ()


_PACKET = frozenset({"alasankode", "jumlahditerima", "tglkunjungan", "hashbukti", "statuskasus", "bulanke", "idaturan", "sumbera"})


def packet_sheet(keys: Iterable[str]) -> str:
    """Which sheet of a returned packet a header row belongs to, by header keys: answers, usulan, lists (its DAFTAR), or "": none.

    `id_kasus` beside `keputusan` or beside three other columns of the packet, or `keputusan` beside five of them, is a packet.
    """
    have = set(keys)
    packet = len(have & _PACKET)
    if ("idkasus" in have and ("keputusan" in have or packet >= 3)) or ("keputusan" in have and packet >= 5):
        return "answers"
    if "alasanusulan" in have and have & {"nama", "alamat"}:
        return "usulan"
    return "lists" if {"keputusanidentitas", "keputusankelayakan"} <= have else ""


def kind_of(fields: Iterable[str], words: str) -> tuple[Kind, str]:
    """The kind of a list by its fields; `words`: title and sheet name. Persons without any sign: UNKNOWN, "persons"."""
    have = set(fields)
    ticks = any(f.startswith("result_tick:") for f in have)
    survey = bool(have & _SURVEY) or ticks
    visit, paid, listed = have & _VISIT, have & _PAYMENT, have & _LISTED
    registry = bool(have & _REGISTRY) or any(f.startswith("programme_flag:") for f in have)
    if {"id_kasus", "keputusan"} <= have:
        return Kind.ANSWERS, "answers"
    if have & _SURVEY == {"amount_received"} and not (visit - {"visited_on"} or paid or ticks) and _RECEIPT_WORDS.search(words):
        return Kind.DISBURSEMENT, "disbursement"
    handed_over = have & _SURVEY == {"received"} and "paid_on" in have and have & {"period", "month", "account", "card", "payer"}
    if handed_over and not (visit or ticks) and not _SURVEY_WORDS.search(words):
        return Kind.DISBURSEMENT, "disbursement"
    if survey and (not have & {"state", "paid_on"} or visit or have & {"received", "amount_received"}):
        return Kind.SURVEY, "survey"
    if visit and not paid and (len(visit) > 1 or _SURVEY_WORDS.search(words) or have & {"submission_id", "submitted_at"}):
        return Kind.SURVEY, "survey"
    if paid or (listed and not registry):
        return _payment(have, words)
    if registry or have & {"members"} or _REGISTRY_WORDS.search(words):
        return _registry(have)
    if "no_kk" in have and have & {"birth_date", "sex", "relationship", "head_name", "person_key", "family_key"}:
        return _registry(have)
    return Kind.UNKNOWN, "persons"


def _payment(have: set[str], words: str) -> tuple[Kind, str]:
    if have & {"state", "paid_on", "card_state"} or _PAID_WORDS.search(words):
        return Kind.DISBURSEMENT, "disbursement"
    if _CLOSING_WORDS.search(words) or "amount" not in have or "component" in have:
        return Kind.CLOSING, "closing"
    return Kind.DISBURSEMENT, "disbursement"


def _registry(have: set[str]) -> tuple[Kind, str]:
    keyed = have & {"no_kk", "family_key"}
    if keyed and have & _FAMILY and not have & _PERSON:
        return Kind.REGISTRY_FAMILY, "registry_family"
    return Kind.REGISTRY, "registry"


def missing_fields(kind: Kind, fields: Iterable[str]) -> tuple[str, ...]:
    """Fields without which a list of this kind says nothing; empty when it has enough."""
    have = set(fields)
    named, placed = have & {"name", "head_name"}, have & {"village_name", "village_code", "address", "birth_date", "rt"}
    identified = have & set(IDENTIFIERS)
    if kind is Kind.ANSWERS:
        return tuple(f for f in ("id_kasus", "keputusan") if f not in have)
    if kind is Kind.REGISTRY_FAMILY:
        return () if have & {"no_kk", "family_key"} else ("no_kk",)
    if kind is Kind.SURVEY:
        return () if identified or (named and placed) else ("nik",) if named else ("nik", "name")
    if kind is Kind.REGISTRY:
        short = () if have & {"nik", "head_nik", "person_key", "no_kk"} else ("nik",)
        return short if named or have & {"nik", "head_nik"} else (*short, "name")
    if kind in (Kind.DISBURSEMENT, Kind.CLOSING):
        return () if identified else ("nik",)
    return () if have & {"nik", "head_nik"} else ("nik",)


_NAMES = {"nik": "NIK", "name": "Nama", "no_kk": "No. KK", "id_kasus": "id_kasus", "keputusan": "keputusan"}


def say_missing(missing: Sequence[str], seen: Sequence[str]) -> str:
    """The sentence for a list that lacks a needed column: which, what stands there, what to do."""
    wanted = " dan ".join(_NAMES.get(name, name) for name in missing)
    listed = ", ".join(f"'{shown(h)}'" for h in seen[:12]) or "tidak ada"
    more = f" dan {len(seen) - 12} lainnya" if len(seen) > 12 else ""
    return (
        f"kolom {wanted} tidak ditemukan. Judul kolom yang ada: {listed}{more}. "
        f"Minta pengirim menambahkan kolom {wanted}, atau daftarkan tata letaknya dengan 'padan layout adopt'."
    )


def say_twice(fields: Mapping[str, Sequence[str]]) -> str:
    """The sentence for two columns that claim one needed field."""
    pairs = "; ".join(" dan ".join(f"'{shown(h)}'" for h in headers) for headers in fields.values())
    return (
        f"ada lebih dari satu kolom untuk hal yang sama ({pairs}), sehingga tidak jelas mana yang berlaku. "
        "Hapus atau ganti judul salah satunya, lalu kirim ulang."
    )


def decide_open(candidates: Sequence[str], values: Sequence[str], vocabulary: Vocabulary, taken: Iterable[str]) -> str | None:
    """The field of a column whose header is doubtful, by its values: the candidate that most of them fit, and at least half.

    Ties: the first candidate; the standing of a person first where the list has a registry's columns and none of a visit.
    """
    have = set(taken)
    free = [name for name in candidates if name not in have]
    if len(have & _REGISTRY) > 1 and not have & (_VISIT | _SURVEY):
        free.sort(key=lambda name: name != "registry_status")
    seen = list(dict.fromkeys(" ".join(v.split()) for v in values if v and v.strip()))[:500]
    if not seen:
        return None
    shares = [(sum(bool(vocabulary.values[n].fullmatch(v)) for v in seen) / len(seen), n) for n in free if n in vocabulary.values]
    best = max(shares, default=(0.0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] >= 0.5 else None


_DEFAULT_OPEN = {
    Kind.SURVEY: ("amount_received", "result", "note"),
    Kind.DISBURSEMENT: ("amount", "state", "state_note", "paid_on"),
    Kind.CLOSING: ("amount", "state", "state_note"),
    Kind.REGISTRY: ("registry_status",),
    Kind.REGISTRY_FAMILY: ("registry_status",),
}


def default_open(candidates: Sequence[str], kind: Kind, taken: Iterable[str], *, words: bool) -> str | None:
    """The field of a doubtful column whose values say nothing, by the kind of list; a remark (`words`) is never a status."""
    have = set(taken)
    remarks = ("note", "state_note")
    for name in _DEFAULT_OPEN.get(kind, ()):
        if name in candidates and name not in have and (not words or name in remarks):
            return name
    return None
