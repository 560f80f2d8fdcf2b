"""Sentences above, between or beneath the rows of a list that speak of others than its rows.

When to reach for it: before the words of a title are taken for the state of a list or of a section. The invariant: a note on where others
stand ("KPM yang gagal salur dimuat pada lampiran tersendiri"), on what is left of the money, or on what shall be done tells nothing of a
row.
"""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"^\W*(?:catatan|nb|n\.b|cat|perhatian|info|penting)\b"
    r"|\b(?:dimuat|termuat|terlampir|tercantum|(?:lampiran|daftar|berkas|lembar|sheet) (?:tersendiri|terpisah|lain)"
    r"|sisa (?:dana|uang|saldo|anggaran)|kas (?:negara|daerah|umum)|di ?luar (?:daftar|lampiran)|apabila|jika|bila(?:mana)?|agar|harap"
    r"|mohon|lihat|dapat (?:menghubungi|diambil))\b",
    re.IGNORECASE,
)


def is_aside(text: str) -> bool:
    """Whether a line of a list speaks of others than its rows."""
    return bool(_ASIDE.search(text))
