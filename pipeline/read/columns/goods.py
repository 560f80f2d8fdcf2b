"""Columns of goods that were handed over (`Beras (kg) | Telur (butir) | Minyak`), as an e-warong or a village writes them.

Reach for it while the columns of one table are settled. The invariants: a column of quantities is no mark of a programme (a registry's
`BERAS: Ya`); what was handed over is a state only in a list that says so in its title, has no other state and is no visit; how much money
it was worth is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.marks import STANDING, visited
from pipeline.read.columns.recognise import SHARE
from pipeline.read.columns.together import Join
from pipeline.read.refusal import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns, Samples

_UNIT = r"(?:kg|kilo(?:gram)?|gr?|gram|ltr|liter|lt|butir|btr|biji|tray|rak|ikat|bks|bungkus|pcs|ekor|karung|krg|sak|papan|buah|pack|dus)"
_GOODS = (
    r"(?:beras|telur|telor|minyak|gula|daging|ayam|ikan|sayur(?:an|mayur)?|buah(?:[ -]buahan)?|tahu|tempe|kacang|kentang|susu|tepung|terigu"
    r"|mie?|jeruk|apel|pisang|pir|pear|bawang|wortel|labu|lele|bandeng|kopi|teh|garam)"
)
_HEADER = re.compile(
    rf"(?:(?:jumlah|jml|qty|kuantum|volume|berat|komoditas|barang|bahan pangan) )*{_GOODS}"
    rf"(?: (?:goreng|ayam|sapi|ras|hijau|tanah|merah|instan|pasir|premium|medium|lokal|segar"
    rf"|siam|malang|beras|nila|lele|terigu|bubuk|\d+(?:[.,]\d+)?|{_UNIT}|/|@|rp))*"
)
_OF_RICE = re.compile(r"(?i)\b(?:beras|bantuan pangan|cadangan pangan|cpp)\b")
_WEIGHED = re.compile(r"(?:(?:jumlah|jml|berat|kuantum|volume|total|alokasi) )*(?:kg|kilogram|liter|karung|sak|zak)")
_QUANTITY = re.compile(rf"(?i)(?:\d{{1,3}}(?:[.,]\d+)?|½|setengah)\s*{_UNIT}?\.?|-|0|[vx√✓✔]|ya|ada|tidak")
_MEASURED = re.compile(rf"(?i)\d{{1,3}}(?:[.,]\d+)?\s*{_UNIT}\.?|\d{{2,3}}|[2-9]|\d+[.,]\d+")
_IN_UNITS = re.compile(rf"(?i)\b{_UNIT}\b")
_HANDED = re.compile(
    r"(?i)\b(?:bast|penyaluran|salur|terima|penerimaan|penyerahan|serah terima|pengambilan|realisasi|transaksi|distribusi|pembagian"
    r"|pencairan|pembelanjaan|belanja)\b"
)
_PLANNED = re.compile(
    r"(?i)\b(?:rencana|calon|kuota|kebutuhan|pesanan|pemesanan|usulan|harga|jadwal|undangan|belum|tidak|gagal"
    r"|alokasi(?! (?:bulan|tahap|tahun|jan|feb|mar|apr|mei|jun|jul|ag|sep|okt|nov|des|20\d\d)\w*))\b"
)
_TOLD = "Barang di kolom {columns} dibaca sebagai bantuan yang sudah diterima; nilainya dalam rupiah tidak diketahui."


def goods(headings: Sequence[Heading], samples: Samples, words: str) -> tuple[int, ...]:
    """The columns of goods with quantities: two or more, or one of which header or cells give a measure; in a list of rice by its title
    (`words`) one of kilos alone (`Jumlah (Kg)`)."""
    named = _WEIGHED if _OF_RICE.search(words) else _HEADER
    fitting = [c for c, heading in enumerate(headings) if _HEADER.fullmatch(_plain(heading)) or named.fullmatch(_plain(heading))]
    found = [c for c in fitting if _are_quantities(samples.column(c))]
    if len(found) > 1 or any(_measured(headings[c], samples.column(c)) for c in found):
        return tuple(found)
    return ()


def handed_over(headings: Sequence[Heading], words: str, columns: Sequence[int], found: Columns) -> bool:
    """Whether a list of goods tells who got them. words: its title and sheet."""
    if not columns or visited(found.fields) or {"amount", "state", "paid_on"} & found.fields.keys() or STANDING & found.fields.keys():
        return False
    said = " / ".join([words, *(heading.text for heading in headings)])
    return bool(_HANDED.search(words)) and not _PLANNED.search(said)


def place_goods(headings: Sequence[Heading], columns: Sequence[int], found: Columns) -> None:
    """What was handed over as the state of each row, where no signature tells it."""
    if {"state", "signed"} & found.fields.keys():
        return
    found.fields["state"] = columns[0]
    found.joins["state"] = Join(tuple(columns), words=dict.fromkeys(columns, "SUDAH DITERIMA"))
    found.notes.append(_TOLD.format(columns=", ".join(f"'{shown(headings[c].text)}'" for c in columns)))


def _plain(heading: Heading) -> str:
    return " ".join(re.sub(r"[()\[\].:/]", " ", heading.readings[-1].lower()).split())


def _are_quantities(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and sum(bool(_QUANTITY.fullmatch(cell)) for cell in filled) >= SHARE * len(filled)


def _measured(heading: Heading, cells: Sequence[str]) -> bool:
    """Whether header or cells say how much it is, not whether."""
    if _IN_UNITS.search(heading.text):
        return True
    filled = [cell.strip() for cell in cells if cell.strip() not in ("", "-", "0")]
    return bool(filled) and sum(bool(_MEASURED.fullmatch(cell)) for cell in filled) >= SHARE * len(filled)
