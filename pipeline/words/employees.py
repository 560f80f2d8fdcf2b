"""Lists of civil servants, soldiers, police and their pensioners, told by what they are called: "DAFTAR PEGAWAI NEGERI SIPIL DAN PPPK".

Reach for it with title and sheet of a list that bears no mark of a visit, a payment or a registry: whoever stands on it holds an excluded
job (DOMAIN §4). The invariants: the job is what the list is of, the first word of a title or the one behind `daftar` (people who live in
`Asrama Polri` hold no job by that); a list of those who hold none, of relatives, of candidates, or of wages tells of no job.
"""

from __future__ import annotations

import re

_JOB = re.compile(
    r"(?:^|/|\b(?:daftar|data|rekap(?:itulasi)?|list|nominatif))\s*(?:nama(?:[ -]nama)?\s+)?(?:seluruh\s+|para\s+|anggota\s+)*"
    r"(pegawai negeri(?: sipil)?|aparatur sipil negara|asn|pns|pppk|p3k|tni|polri|pensiunan(?: pns| asn| tni| polri)?"
    r"|penerima pensiun(?:an)?)\b",
    re.IGNORECASE,
)
_SHORT = {"APARATUR SIPIL NEGARA": "ASN", **dict.fromkeys(("PENERIMA PENSIUN", "PENERIMA PENSIUNAN"), "PENSIUNAN")}
_OTHER = re.compile(
    r"\b(?:non|bukan|selain|tidak termasuk|kecuali|calon|usulan|honor(?:er|arium)?|gaji|thr|insentif|tunjangan"
    r"|keluarga|istri|suami|anak)\b",
    re.IGNORECASE,
)


def job_named(words: str) -> str | None:
    """The job (in capitals: PNS) that a list of employees is one of; None for any other list. words: title and sheet, `/` between."""
    text = re.sub(r"[_\s]+", " ", words).strip()
    found = _JOB.search(text)
    return None if found is None or _OTHER.search(text) else _SHORT.get(found[1].upper(), found[1].upper())


def job_by_numbers(name: str) -> str | None:
    """The job of people who all bear a NIP in a list that no title names; None where the name of its file is of others (`istri PNS`)."""
    text = re.sub(r"[_\s]+", " ", name).strip()
    return job_named(text) or (None if _OTHER.search(text) else "ASN")


_EMPLOYED = re.compile(
    r"(?i)^\W*(?:\d+\W+)?(cpns|pns|pppk|p3k|asn|tni|polri|pegawai negeri(?: sipil)?|aparatur sipil negara)\b"
    r"(?!.*\b(?:non|bukan|pensiun\w*|honor\w*)\b)"
)


def job_of_staff(status: str) -> str | None:
    """The excluded job (in capitals) that somebody's status in a list of staff is; None for any other (`Guru Honor`, `GTY/PTY`). Who is on
    probation (CPNS) holds it."""
    found = _EMPLOYED.search(status)
    return found[1].upper().replace("CPNS", "PNS") if found else None
