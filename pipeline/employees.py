"""Lists of civil servants, soldiers, police and their pensioners, told by what they are called: "DAFTAR PEGAWAI NEGERI SIPIL DAN PPPK".

Reach for it with title and sheet of a list that bears no mark of a visit, a payment or a registry: whoever stands on it holds an excluded
job (DOMAIN §4). The invariants: a list of those who hold none, of relatives, of candidates, or of wages tells of no job.
"""

from __future__ import annotations

import re

_JOB = re.compile(
    r"\b(?:pegawai negeri(?: sipil)?|aparatur sipil negara|asn|pns|pppk|p3k|tni|polri|anggota polri|pensiunan(?: pns| asn| tni| polri)?)\b",
    re.IGNORECASE,
)
_SHORT = {"APARATUR SIPIL NEGARA": "ASN"}
_OTHER = re.compile(
    r"\b(?:non|bukan|selain|tidak termasuk|kecuali|calon|usulan|honor(?:er|arium)?|gaji|thr|insentif|tunjangan"
    r"|keluarga|istri|suami|anak)\b",
    re.IGNORECASE,
)


def job_named(words: str) -> str | None:
    """The job that a list of employees is one of by its title or sheet name; None for any other list."""
    text = re.sub(r"[_\s]+", " ", words)
    found = _JOB.search(text)
    return None if found is None or _OTHER.search(text) else _SHORT.get(found[0].upper(), found[0].upper())
