"""Which kind of list a table is, decided by the fields it has, the words above it and the values of doubtful columns.

Reach for it once headers are assigned. A list of people that shows no sign of a registry, payment or survey stays UNKNOWN
(`auto:persons`): readable, but nothing is judged from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.marks import ASKED, LISTED, STANDING, SURVEY, VISIT, ticked
from pipeline.read.refusal import shown
from pipeline.words.employees import job_named
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.columns.headers import Vocabulary

_VISITS: Mapping[str, float] = {
    "result": 5, "result_tick": 5, "submission_id": 4, "submitted_at": 4, "received": 4, "amount_received": 3, "visited_on": 1.5,
    "enumerator": 1.5,
}  # fmt: skip
_PAYMENTS: Mapping[str, float] = {
    **dict.fromkeys(("amount", "state", "paid_on"), 3.5), **dict.fromkeys(("card_state", "substitute_nik", "substitute_name"), 2),
    **dict.fromkeys(LISTED, 0.5),
}  # fmt: skip
_STANDINGS: Mapping[str, float] = {
    **dict.fromkeys(("desil", "registry_status", "is_inactive", "deleted", "padan"), 2.5), "relationship": 1.5,
    **dict.fromkeys(("deceased", "mother_name", "programme_flag", "members"), 1),
}  # fmt: skip
"""What each field says for a list of visits, of payments, of people's standing (a registry): summed, never the first word taken."""
_MOST_PAID = 6.0
"""Most that columns of money say together: a form of visits often repeats them from the list that was visited."""
_LEAST_VISITED = 2.0
"""Below this, marks of a visit (a day, an officer's name) say nothing by themselves."""
_FAMILY = frozenset({"desil", "members"})
_OF_A_FAMILY = frozenset({"birth_date", "sex", "relationship", "head_name", "person_key", "family_key"})
_PERSON = frozenset({"nik", "name", "birth_date", "relationship", "person_key", "sex"})
_MONEY = frozenset({"amount", "state", "paid_on"})
"""What a list of names and places must say besides, to be one of payments."""
_NUMBERED = frozenset({"nik", "head_nik", "no_kk"})
IDENTIFIERS = ("nik", "head_nik", "no_kk", "card", "account", "person_key", "family_key")

_REGISTRY_WORDS = re.compile(r"\b(dtks|dtsen|bdt|p3ke|regsosek|siks|data terpadu|basis data terpadu|tunggal sosial)\b", re.IGNORECASE)
_CLOSING_WORDS = re.compile(r"\b(final closing|closing|sp2d|nominatif|calon penerima|usulan|rencana salur|kuota)\b", re.IGNORECASE)
_SET_WORDS = re.compile(
    r"\b(final closing|calon penerima|(sk|surat keputusan)? ?penetapan (penerima|kpm)|daftar penetapan)\b", re.IGNORECASE
)
"""Titles of a list of those who shall be paid, whatever its remarks say."""
_PAID_WORDS = re.compile(
    r"\b(penyaluran|terbayar|tersalur|realisasi|pembayaran|pencairan|rekonsiliasi|hasil salur)\b"
    r"|(?<!tidak )(?<!belum )(?<!gagal )(?<!rencana )\bcair (?:tanggal |tgl\.? ?)?\d",
    re.IGNORECASE,
)
_UNPAID_WORDS = re.compile(
    r"\b(retur|saldo mengendap|(?:gagal|tidak|belum) (?:salur|tersalur(?:kan)?|disalurkan|bayar|terbayar|dibayar(?:kan)?|cair|transfer"
    r"|(?:ber|di)?transaksi(?:kan)?))\b",
    re.IGNORECASE,
)
_CALLED_WORDS = re.compile(r"\b(closing|calon penerima|usulan|rencana salur|kuota)\b", re.IGNORECASE)
"""What became of money that was sent ("DAFTAR RETUR SP2D") is a pay list, unless people are called or proposed for the next stage."""
_RECEIPT_WORDS = re.compile(
    r"\b(tanda terima|bukti terima|kwitansi|penyaluran|pembayaran|pencairan|realisasi|penyerahan|penerimaan|serah terima"
    r"|daftar (penerima|terima|bayar|pembayaran|penerimaan))\b",
    re.IGNORECASE,
)
"""A signed list of those who got their money (a village's BLT): its sums received are sums paid."""
_ATTENDED_WORDS = re.compile(
    r"\b(?:daftar hadir|absen(?:si)?|presensi|tanda terima|bukti terima)\b.{0,40}"
    r"\b(?:pencairan|pembayaran|penyaluran|pengambilan|penerimaan)\b(?! (?:kartu|kks|buku|atm|undangan))",
    re.IGNORECASE,
)
"""Who came for the money, on a list that may hold names and signatures alone."""
_PAYER_WORDS = re.compile(r"\b(?:bri|bni|mandiri|btn|bsi|bank|himbara|(?:pt\.? ?|kantor )?pos)\b", re.IGNORECASE)
_STAGE_WORDS = re.compile(r"\b(?:tahap|thp|triwulan|tw|termin|alokasi|periode)\b", re.IGNORECASE)
_SURVEY_WORDS = re.compile(
    r"\b(verval|verifikasi|survei|survey|ground ?check|kunjungan|musdes|muskel|monev|monitoring|cek lapangan|pengecekan|kroscek)\b",
    re.IGNORECASE,
)

_ITEM = re.compile(r"\s*(?:[A-Z]|[IVX]{1,4}|\d{1,2})\s*[.)]\s*\S")
_RESULT_WORDS = re.compile(r"\b(?:layak|mampu|meninggal|wafat|pindah|graduasi|tidak (?:di)?temu(?:kan|i)?)\b", re.IGNORECASE)
_WISHED_WORDS = re.compile(r"\b(?:usul(?:an|kan)?|diusulkan|calon|pengganti|diajukan|cadangan|baru)\b", re.IGNORECASE)
_DEATH_WORDS = re.compile(
    r"\b(?:kematian|almarhum(?:ah)?|(?:daftar|data|penduduk|warga|orang|peserta|kpm) (?:yang )?meninggal(?: dunia)?)\b", re.IGNORECASE
)
_AID_WORDS = re.compile(r"\b(bansos|bantuan|sembako|bpnt|pkh|blt|bst|kpm|pbi|kks|penerima manfaat|program)\b", re.IGNORECASE)


_PACKET = frozenset({"alasankode", "jumlahditerima", "tglkunjungan", "hashbukti", "statuskasus", "bulanke", "idaturan", "sumbera"})
_PROPOSAL = frozenset({"kodewilayah", "jumlahanggota", "tglkunjungan"})


def packet_sheet(keys: Iterable[str]) -> str:
    """Which sheet of a returned packet a header row belongs to, by header keys: answers, usulan, lists (its DAFTAR), or "": none.

    `id_kasus` beside `keputusan` or beside three other columns of the packet, or `keputusan` beside five of them, is a packet. A reason of
    a proposal stands in lists of villages too (to strike somebody off, most of all): its own columns tell the packet's sheet from those.
    """
    have = set(keys)
    packet = len(have & _PACKET)
    if ("idkasus" in have and ("keputusan" in have or packet >= 3)) or ("keputusan" in have and packet >= 5):
        return "answers"
    if {"alasanusulan", "nama"} <= have and have & _PROPOSAL:
        return "usulan"
    return "lists" if {"keputusanidentitas", "keputusankelayakan"} <= have else ""


_FUNERAL_AID = re.compile(r"\b(?:santunan|uang duka|bantuan (?:duka|kematian|pemakaman)|dana (?:duka|kematian))\b", re.IGNORECASE)
"""Money for a funeral: who gets it stands beside whoever died."""
_NOT_OF_DEATHS = frozenset({"desil", "padan", "registry_status", "is_inactive", "deleted", "amount", "state", "paid_on", "result"})
"""Fields of a registry, a pay list or a survey, in which deaths stand beside the living."""


_OF_AID = frozenset({"amount", "state", "paid_on", "card_state", "programme", "period", "month", "component", "card", "drawn"})
"""Fields of a payment of aid: wages and pensions go through a bank as well."""


def kind_of(fields: Iterable[str], words: str, day: str = "") -> tuple[Kind, str]:
    """The kind of a list by all its fields and its words together (`words`: title and sheet name; `day`: the header of `visited_on`,
    which may call itself the day of a visit).

    Persons without any sign: UNKNOWN, "persons". Ties: payments before visits before a registry.
    """
    have = set(fields)
    if {"id_kasus", "keputusan"} <= have:
        return Kind.ANSWERS, "answers"
    of_deaths = not have & (_NOT_OF_DEATHS - ({"amount"} if _FUNERAL_AID.search(words) else set()))
    if "deceased_on" in have and _DEATH_WORDS.search(words) and of_deaths:
        return Kind.SURVEY, "survey"  # a list of deaths tells of each person what a visit would
    visits, payments, standing = _evidence(have, words, day)
    employees = job_named(words) and (have & _NUMBERED or ("name" in have and have & {"birth_date", "nip"})) and not standing
    if employees and not visits and not have & _OF_AID:
        return Kind.SURVEY, "survey"  # a list of employees tells of each person what a visit would
    if payments and payments >= max(visits, standing):
        return _payment(have, words)
    if visits >= standing and visits:
        return Kind.SURVEY, "survey"
    if _SET_WORDS.search(words) and not standing and have & {"nik", "no_kk"}:
        return Kind.CLOSING, "closing"
    if employees or (have & _NUMBERED and not standing and _is_part_of_results(words)):
        return Kind.SURVEY, "survey"
    if standing or ("no_kk" in have and have & _OF_A_FAMILY):
        return _registry(have)
    return Kind.UNKNOWN, "persons"


def _is_part_of_results(words: str) -> bool:
    """Whether titles are those of a visit's minutes, with a part for each result ("B. KPM yang tidak layak karena sudah mampu")."""
    parts = [part for part in words.split(" / ") if _ITEM.match(part)]
    return bool(parts and _SURVEY_WORDS.search(words) and _RESULT_WORDS.search(parts[-1])) and not _WISHED_WORDS.search(parts[-1])


def _evidence(have: set[str], words: str, day: str) -> tuple[float, float, float]:
    """What the fields and the words above a list say for visits, for payments and for a registry."""
    names = {name.split(":", 1)[0] for name in have}
    visits = sum(_VISITS.get(name, 0) for name in names)
    payments = min(_MOST_PAID, sum(_PAYMENTS.get(name, 0) for name in names))
    standing = sum(_STANDINGS.get(name, 0) for name in names)
    seen = _SURVEY_WORDS.search(words) and names & ASKED and not names & {"amount", "state", "paid_on"}
    receipt = not seen and (bool(_RECEIPT_WORDS.search(words)) or _of_a_payer(names, words))
    if receipt and names & VISIT <= ASKED | {"visited_on"} and "result" not in names and not ticked(have):
        visits, payments = 0, payments + 3.5 * bool(names & ASKED)  # a signed list: what was received is what was paid
    elif receipt and payments:
        payments += 1
    elif _UNPAID_WORDS.search(words) and names & _NUMBERED and not visits and not standing and not _CALLED_WORDS.search(words):
        payments += 3.5  # "DAFTAR KPM GAGAL SALUR": who stands there was not paid, whatever its columns are called
    if not (payments or visits or standing) and _ATTENDED_WORDS.search(words) and _AID_WORDS.search(words):
        payments = 3.5
    if "visited_on" in names and _SURVEY_WORDS.search(" ".join(tokens(day))):
        visits += 2
    if _SURVEY_WORDS.search(words) and visits:
        visits += 2
    if _REGISTRY_WORDS.search(words) and not payments:
        standing += 2
    return visits if visits >= _LEAST_VISITED else 0, payments, standing


def _of_a_payer(names: set[str], words: str) -> bool:
    """Whether the title of a list with a column of money names a payer and a stage ("BNI KC JAYAPURA / Sembako Tahap 1"), and no visit."""
    named = _PAYER_WORDS.search(words) and _STAGE_WORDS.search(words) and not _SURVEY_WORDS.search(words)
    return bool(named) and bool({"amount", "amount_received"} & names)


def _payment(have: set[str], words: str) -> tuple[Kind, str]:
    if _SET_WORDS.search(words) and not have & {"amount", "paid_on", "account"}:
        return Kind.CLOSING, "closing"
    if have & {"state", "paid_on", "card_state"} or _PAID_WORDS.search(words) or (have & ASKED and _RECEIPT_WORDS.search(words)):
        return Kind.DISBURSEMENT, "disbursement"
    if (have & _NUMBERED) and _UNPAID_WORDS.search(words) and not _CALLED_WORDS.search(words):
        return Kind.DISBURSEMENT, "disbursement"
    if _CLOSING_WORDS.search(words) or "amount" not in have or "component" in have:
        return Kind.CLOSING, "closing"
    return Kind.DISBURSEMENT, "disbursement"


def _registry(have: set[str]) -> tuple[Kind, str]:
    keyed = have & {"no_kk", "family_key"}
    if keyed and not have & _PERSON and (have & _FAMILY or ("head_name" in have and "head_nik" not in have)):
        return Kind.REGISTRY_FAMILY, "registry_family"
    return Kind.REGISTRY, "registry"


def missing_fields(kind: Kind, fields: Iterable[str]) -> tuple[str, ...]:
    """Fields without which a list of this kind says nothing; empty when it has enough."""
    have = set(fields)
    named = have & {"name", "head_name"}
    placed = have & {"village_name", "village_code", "address", "birth_date", "nip", "rt", "rt_rw", "hamlet"}
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
        wallet = "phone" in have and have & {"state", "paid_on"}  # whose telephone it is, another list tells (`standardise.by_account`)
        return () if identified or wallet or (named and placed and have & _MONEY) else ("nik",)
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


def say_misnamed(header: str) -> str:
    """The sentence for a list whose NIKs stand under the header of something else."""
    return (
        f"kolom NIK tidak ditemukan, padahal kolom '{shown(header)}' berisi NIK. "
        "Minta pengirim membetulkan judul kolom itu, atau daftarkan tata letaknya dengan 'padan layout adopt'."
    )


def say_twice(fields: Mapping[str, Sequence[str]]) -> str:
    """The sentence for two columns that claim one needed field."""
    pairs = "; ".join(" dan ".join(f"'{shown(h)}'" for h in headers) for headers in fields.values())
    return (
        f"ada lebih dari satu kolom untuk hal yang sama ({pairs}), sehingga tidak jelas mana yang berlaku. "
        "Hapus atau ganti judul salah satunya, lalu kirim ulang."
    )


def is_foreign(fields: Iterable[str], words: str) -> bool:
    """Whether a list speaks of no aid: no number of a person or a family, no place, no programme or payer, no such word in its titles."""
    named = {*IDENTIFIERS, *LISTED, "village_name", "village_code", "address", "state", "result", "desil"}
    aid = (_REGISTRY_WORDS, _CLOSING_WORDS, _PAID_WORDS, _RECEIPT_WORDS, _PAYER_WORDS, _SURVEY_WORDS, _AID_WORDS)
    return not named & set(fields) and not any(pattern.search(words) for pattern in aid)


def say_foreign(seen: Sequence[str]) -> str:
    """The sentence for a list that is none of aid."""
    listed = ", ".join(f"'{shown(h)}'" for h in seen[:12]) or "tidak ada"
    return (
        "ini tampaknya bukan daftar bantuan: tidak ada NIK, nomor KK, wilayah, program, atau penyalur di dalamnya. "
        f"Judul kolom yang ada: {listed}. Pindahkan berkasnya dari folder ini; bila memang daftar bantuan, "
        "minta pengirim menambahkan kolom NIK."
    )


def decide_open(candidates: Sequence[str], values: Sequence[str], vocabulary: Vocabulary, taken: Iterable[str]) -> str | None:
    """The field of a column whose header is doubtful, by its values: the candidate that most of them fit, and at least half.

    Ties: the first candidate; the standing of a person first where the list has a registry's columns and none of a visit.
    """
    have = set(taken)
    free = [name for name in candidates if name not in have and not (name == "result" and ticked(have))]
    if len(have & STANDING) > 1 and not have & SURVEY:
        free.sort(key=lambda name: name != "registry_status")
    seen = list(dict.fromkeys(" ".join(v.split()) for v in values if v and v.strip()))[:500]
    if not seen:
        return None
    remarked = "note" in candidates and _of_members(have)  # who of them died or moved, as registries remark
    if remarked and not any(map(_FOUND_WORDS.search, seen)):
        free = [name for name in free if name != "result"]
    shares = [(sum(bool(vocabulary.values[n].fullmatch(v)) for v in seen) / len(seen), n) for n in free if n in vocabulary.values]
    best = max(shares, default=(0.0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] >= 0.5 else None


def _of_members(have: set[str]) -> bool:
    """Whether a list tells of each member of its families who he is, and bears no mark of a visit."""
    return {"relationship", "no_kk"} <= have and bool(have & {"birth_date", "sex", "occupation"}) and not (have & SURVEY or ticked(have))


_FOUND_WORDS = re.compile(r"(?i)layak|mampu|miskin|ditemu|tolak|\bgraduasi\b|kunjung|survei")
"""Words of what a visit found of a family."""


_DEFAULT_OPEN = {
    Kind.SURVEY: ("amount_received", "result", "note"),
    Kind.DISBURSEMENT: ("amount", "state", "state_note", "paid_on"),
    Kind.CLOSING: ("amount", "state", "state_note"),
    Kind.REGISTRY: ("registry_status", "note"),
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
