"""Lists of other offices that no title names, told by what every row holds: a day of death, or the job of a civil servant.

Reach for it before the kind of a list is decided. The invariant: nearly every row must say it, in a list without a mark of a registry or
a payment; a registry in which some are dead or employed is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.marks import ASKED, STANDING
from pipeline.read.columns.recognise import SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns, Samples

_LEAST = 3
_NOT_OF_OTHERS = (STANDING - {"deceased", "mother_name"}) | ASKED | {"amount", "state", "paid_on", "result", "programme"}
_JOB = re.compile(r"(?i)(?:c?pns|pppk|p3k|asn|tni|polri|pegawai negeri|aparatur sipil|pensiunan (?:pns|tni|polri|asn))\b.*")


def registers(headings: Sequence[Heading], title: str, samples: Samples, found: Columns) -> None:
    """Say in `found.called` what a list of the dead is, or one without a title of people who all bear a NIP beside their office; of one of
    employees the column of jobs is what it tells of everybody."""
    found.called = tuple(h.text for h in headings if _DEATH & set(tokens(h.text)) and "tgl" not in tokens(h.text))
    if found.called and {"nik", "name"} & {name for name, c in found.fields.items() if _DEATH & set(tokens(headings[c].text))}:
        found.called = (*found.called, "daftar kematian")
    if _DEATHS.search(title) and "deceased_on" in found.fields and not _OF_PAYMENT & found.fields.keys():
        _remarks_alone(headings, found)
    if (marks := _NOT_OF_OTHERS & found.fields.keys()) <= {"registry_status"}:
        column = _status_of_staff(headings, title, samples, found)
        if column is not None:
            found.fields.pop("registry_status", None)  # of the office's staff, not of a registry of the poor
            found.fields["result"] = column
            found.called, found.hints = (*found.called, "daftar pegawai negeri"), {**found.hints, "staff": True}
            return
    if marks:
        return
    if _in_every_row(samples, found, "deceased_on", re.compile(r".*\d.*")):
        found.called = (*found.called, "daftar kematian")
    elif _in_every_row(samples, found, "occupation", _JOB) and found.fields.keys() & {"nik", "no_kk"}:
        found.fields["result"] = found.fields.pop("occupation")
    elif " / " not in title and _in_every_row(samples, found, "nip", _NIP) and any(_OFFICE & set(tokens(h.text)) for h in headings):
        found.called, found.hints = (*found.called, "daftar asn"), {**found.hints, "employees": True}


_DEATHS = re.compile(r"(?i)\b(?:register|daftar|data|buku|rekap(?:itulasi)?|laporan)\b.{0,20}\b(?:kematian|meninggal)\b")
_OF_PAYMENT = frozenset({"amount", "paid_on", "programme", "payer", "card", "account", "period", "desil", "relationship"})


def _remarks_alone(headings: Sequence[Heading], found: Columns) -> None:
    """Remarks in a register of deaths (`Keterangan`: batal, masih hidup) are remarks, whatever their words mean elsewhere."""
    for name in ("state", "result", "registry_status"):
        column = found.fields.get(name)
        if column is not None and set(tokens(headings[column].text)) & {"ket", "keterangan", "catatan"} and "note" not in found.fields:
            found.fields["note"] = found.fields.pop(name)


_STAFF = re.compile(
    r"(?i)\b(?:daftar|data|duk|rekap(?:itulasi)?|nominatif)\b.{0,30}\b(?:pegawai|guru|karyawan|personil|personel"
    r"|tenaga (?:kependidikan|pendidik|kesehatan)|aparatur|staf|kepegawaian|ptk|gtk)\b"
)
_EMPLOYED = frozenset({"kepegawaian", "pegawai", "asn", "ptk"})
_HOW_EMPLOYED = frozenset({"status", "jenis", "kedudukan"})


def _status_of_staff(headings: Sequence[Heading], title: str, samples: Samples, found: Columns) -> int | None:
    """The column of a list of an office's or a school's staff that says how each is employed (PNS, PPPK, honor); None in any other list."""
    if not _STAFF.search(title) and not _in_some_rows(samples, found, "nip", _NIP):
        return None
    for column, heading in enumerate(headings):
        words = set(tokens(heading.text))
        if words & _EMPLOYED and words & _HOW_EMPLOYED and any(_JOB.fullmatch(cell.strip()) for cell in samples.column(column)):
            return column
    return None


def _in_some_rows(samples: Samples, found: Columns, name: str, pattern: re.Pattern[str]) -> bool:
    """Whether any cell of a field fits."""
    return name in found.fields and any(pattern.fullmatch(cell.strip()) for cell in samples.column(found.fields[name]))


_NIP = re.compile(r"(?:19|20)\d{6}\s*(?:19|20)\d{4}\s*[12]\s*\d{3}")
_OFFICE = frozenset({"gol", "golongan", "pangkat", "jabatan", "unit", "instansi", "skpd", "opd", "dinas", "eselon", "tmt"})
_DEATH = frozenset({"kematian", "almarhum", "almarhumah", "jenazah", "mendiang"})
"""Words of headers that only a list of deaths has (`No. Akta Kematian`, `Nama Almarhum`)."""


def _in_every_row(samples: Samples, found: Columns, name: str, pattern: re.Pattern[str]) -> bool:
    """Whether the cells of a field fit in nearly every row that names somebody."""
    who = next((found.fields[n] for n in ("name", "nik") if n in found.fields), None)
    if name not in found.fields or who is None:
        return False
    rows = [cell for cell, one in zip(samples.column(found.fields[name]), samples.column(who), strict=True) if one.strip()]
    return len(rows) >= _LEAST and sum(bool(pattern.fullmatch(cell.strip())) for cell in rows) >= SHARE * len(rows)
