"""What was done with money, from the root of the verb: belum/tidak/sudah + (di-, ter-, ber-, me-) root (-kan).

When to reach for it: `states.py`, for a status that no table of words knows. The invariants: a payment is believed only where nothing but
who, when and how stands beside the verb ("Diambil suami", never "Diambil orang lain"); what may or will be is no deed.
"""

from __future__ import annotations

import re

from schemas.codes import PayState

_GIVE = r"BAYAR|SALUR|CAIR|KREDIT|TRANSFER|SERAH|REALISASI|TOP ?UP|OVERBOOK(?:ING)?|PINDAH ?BUKU|KIRIM|BERI"
_TAKE = r"TRANSAKSI|AMBIL|TARIK|GESEK|WAKIL"
_VERB = rf"(?:DI|TER|BER|MEM?|MEN|MENG)?(?:(?P<give>{_GIVE})|(?P<take>{_TAKE}))(?:KAN|I)?"
_ABOUT = r"(?:(?:DANA|UANG|BANSOS|BANTUAN|SALDO|REKENING|KPM|PENERIMA|YBS|MASIH|STATUS) )*"
_DENIED = re.compile(rf"{_ABOUT}(?P<how>BELUM|TIDAK)(?: (?:PERNAH|ADA|SEMPAT|MELAKUKAN|DI|BERHASIL))* {_VERB}(?: .*)?")
_DONE = re.compile(rf"{_ABOUT}(?:(?:SUDAH|TELAH|BERHASIL|SUKSES|SELESAI) )+(?:DI )?{_VERB}(?P<rest>(?: .*)?)")
_PASSIVE = re.compile(rf"(?=DI|TER){_VERB}(?P<rest> .*)")
_WHO = frozenset(
    (
        *("SUAMI", "ISTRI", "ISTERI", "ANAK", "ORANG", "TUA", "IBU", "AYAH", "BAPAK", "SAUDARA", "KAKAK", "ADIK", "CUCU", "KELUARGA"),
        *("AHLI", "WARIS", "WALI", "KPM", "YBS", "PENERIMA", "PENGURUS", "SENDIRI", "LANGSUNG", "OLEH", "KE", "KEPADA", "VIA", "LEWAT"),
        *("MELALUI", "DI", "PADA", "TGL", "TANGGAL", "TUNAI", "CASH", "SEMUA", "SELURUHNYA", "ATM", "AGEN", "EWARUNG", "KANTOR", "LUNAS"),
        *("TAHAP", "PENUH", "REKENING", "MASING"),
    )
)
_PAYERS = frozenset({"POS", "PT", "PTPOS", "BANK", "BRI", "BNI", "BTN", "BSI", "MANDIRI", "HIMBARA", "INDONESIA"})


def deed(words: str) -> str | None:
    """The state that a status of one clause tells by its verb, or None.

    Examples: "BELUM DITRANSAKSIKAN KPM" PAID_NOT_TAKEN; "BERHASIL DITRANSAKSIKAN", "DIAMBIL SUAMI" PAID; "BELUM DIKREDITKAN" IN_PROCESS.
    """
    if found := _DENIED.fullmatch(words):
        if found["take"]:
            return str(PayState.PAID_NOT_TAKEN)
        return str(PayState.IN_PROCESS if found["how"] == "BELUM" else PayState.FAILED_ACCOUNT)
    found = _DONE.fullmatch(words) or _PASSIVE.fullmatch(words)
    if found is None:
        return None
    known = _WHO if found["take"] else _WHO | _PAYERS
    return str(PayState.PAID) if all(word in known or word.isdigit() for word in found["rest"].split()) else None
