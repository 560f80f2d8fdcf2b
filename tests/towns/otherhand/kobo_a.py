"""The Kobo export of layout set A: grouped headers, several lines in a field, forms corrected by later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dirt import Channel, day
from .layout_common import record_visit
from .sheets import Text

if TYPE_CHECKING:
    from .model import Town, Visit

KOBO = Channel(
    0.22,
    0.01,
    0.03,
    kk_missing=0.25,
    name_variant=0.22,
    name_typo=0.08,
    name_short=0.12,
    dob_missing=0.12,
    dob_swap=0.02,
    dob_year=0.012,
)
RESULTS = {
    "LAYAK": "layak",
    "MAMPU": "tidak_layak_mampu",
    "PEKERJAAN": "tidak_layak_pekerjaan",
    "MENINGGAL_TUNGGAL": "meninggal_tanpa_ahli_waris",
    "MENINGGAL_ADA": "meninggal_ada_ahli_waris",
    "PINDAH": "pindah",
    "TIDAK_DITEMUKAN": "tidak_ditemukan",
    "GANDA": "ganda",
    "MENOLAK": "menolak",
    "KOSONG": "",
}


def write_kobo(town: Town) -> None:
    rng = town.rng
    file = Text(town.raw, f"{town.period}/survei/Verval_KPM_-_all_versions_-_labels_-_{town.period.end}.csv", ";", quote=True)
    file.write(
        [
            "start",
            "end",
            "identitas/nama_kpm",
            "identitas/nik",
            "identitas/no_kk",
            "identitas/tgl_lahir",
            "lokasi/kelurahan",
            "lokasi/rt",
            "lokasi/rw",
            "lokasi/alamat",
            "lokasi/_gps",
            "hasil/hasil_kunjungan",
            "hasil/keterangan",
            "bantuan/program_bantuan",
            "bantuan/jumlah_diterima",
            "petugas",
            "foto_rumah_URL",
            "_id",
            "_uuid",
            "_submission_time",
            "_validation_status",
            "_index",
        ]
    )
    visits = list(town.visits)
    rng.shuffle(visits)
    for number, visit in enumerate(visits, 1):
        family, written = visit.family, visit.written
        remark = visit.remark or ("tetangga membenarkan,\nkondisi rumah sedang" if rng.random() < 0.06 else "")
        clock = f"{8 + number % 9:02d}:{number * 7 % 60:02d}:{number * 13 % 60:02d}"
        cells = [
            f"{visit.day}T{clock}.000+07:00",
            f"{visit.day}T{clock}.000+07:00",
            written.name,
            written.nik_text,
            written.kk_text,
            day(written.born, "iso"),
            family.village.name if rng.random() < 0.8 else rng.choice(family.village.spellings),
            str(family.rt),
            str(family.rw),
            family.address,
            "",
            RESULTS[visit.result],
            remark,
            {"SEMBAKO": "sembako", "PKH": "pkh", None: ""}[visit.programme],
            "" if visit.received is None else str(visit.received),
            f"petugas_{number % 7 + 1}",
            "",
            str(400_000 + number),
            f"{number:08x}-0000-4000-8000-{number:012x}",
            f"{visit.day}T{'23' if not visit.replaced and _later(town, visit) else '03'}:{number * 7 % 60:02d}:00Z",
            "",
            str(number),
        ]
        record_visit(town, visit, file.write(cells))
    file.close(bom=True)


def _later(town: Town, visit: Visit) -> bool:
    return any(other.replaced and other.family is visit.family for other in town.visits)
