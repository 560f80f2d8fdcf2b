"""The words for kinds of places in every province: what a village is called, what lies in it, what it lies in.

When to reach for it: to tell a line, a title or a cell that names a place. The invariants: a word of `OFTEN` begins many a name too
(Kampung Baru, Lembang Jaya), so that it counts only where no surer word stands. What headers say is in `schemas/layouts/synonyms.toml`.
Source: UU 6/2014 art. 6 and the names of the 2025 list; MARGA and SUKU are left out, which head columns of clans.
"""

from __future__ import annotations

import re

VILLAGES = "KELURAHAN|KEL|DESA|KALURAHAN|GAMPONG|NAGARI|PEKON|TIYUH|NAGORI|KEPENGHULUAN"
"""Words for a village that are hardly ever part of its name."""
OFTEN = "KAMPUNG|KAMPONG|LEMBANG|OHOI|KUTE|FINUA|NEGERI"
"""Words for a village that begin names of villages, hamlets, districts and other things as well."""
HAMLETS = "DUSUN|LINGKUNGAN|JORONG|KORONG|BANJAR DINAS|BANJAR ADAT|BANJAR|PADUKUHAN|PEDUKUHAN|DUKUH|JURONG|LORONG|GRUMBUL|TEMPEK"
DISTRICTS = "KECAMATAN|KEC|DISTRIK|KAPANEWON|KEMANTREN"
_KINDS = {
    "Kelurahan": re.compile(rf"(?i)^\W*(?:{VILLAGES}|{OFTEN})\b\W*\w"),
    "Lingkungan": re.compile(rf"(?i)^\W*(?:{HAMLETS})\b\W*\w"),
    "Kecamatan": re.compile(rf"(?i)^\W*(?:{DISTRICTS})\b\W*\w"),
    "RW": re.compile(r"(?i)^\W*RW\b\W*\d"),
    "RT": re.compile(r"(?i)^\W*RT\b\W*\d"),
}


def kind_of_place(text: str) -> str:
    """What a text names, by the word before the name, as a list would head it ("KELURAHAN PANJER": Kelurahan); "" for any other text."""
    return next((kind for kind, said in _KINDS.items() if said.match(text)), "")
