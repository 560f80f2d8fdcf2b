"""Three sets of layouts in which a town is written down (DOMAIN §1–3): who sends what.

A: DTSEN v3 pair (text), BRI card list and PKH closing as workbooks, post office as text, Kobo export, auditors' sheet.
B: SIKS-NG "BNBA" workbook and DTSEN v2 families, BNI card list as text, post office as workbook,
verval sheets with ticks and codes.
C: 2026 dictionary as text with a later snapshot beside it, Mandiri list with a sheet a kelurahan, "ODK" export.
The post office's layout is a guess (none is public): unverified.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.synth.layout import Layout
from pipeline.synth.noise import Habits
from pipeline.synth.records import Style

Words = dict[str, tuple[str, ...]]
WORDS_FULL: Words = {
    "LAYAK": ("Layak", "LAYAK"),
    "TIDAK_LAYAK_MAMPU": ("Tidak Layak (Mampu)", "MAMPU"),
    "TIDAK_LAYAK_PEKERJAAN": ("ASN/TNI/POLRI",),
    "MENINGGAL_TUNGGAL": ("Meninggal Dunia",),
    "MENINGGAL_ADA_AHLI": ("Meninggal Dunia", "MENINGGAL ADA AHLI WARIS"),
    "DITEMUI": ("Ditemui",),
    "PINDAH": ("Pindah",),
    "GANDA": ("Ganda",),
    "TIDAK_DITEMUKAN": ("Tidak Ditemukan", "Alamat Tidak Ditemukan"),
    "MENOLAK": ("Menolak",),
    "BELUM_DIDATA": ("",),
    "UNKNOWN": ("perlu dicek lagi",),
}
WORDS_FOUND: Words = {k: ("Ditemui",) if k in {"LAYAK", "DITEMUI"} else ("Tidak Ditemui",) for k in WORDS_FULL}
WORDS_TICKS: Words = {
    "LAYAK": ("LAYAK",),
    "TIDAK_LAYAK_MAMPU": ("MAMPU",),
    "TIDAK_LAYAK_PEKERJAAN": ("ASN",),
    "MENINGGAL_TUNGGAL": ("MENINGGAL",),
    "MENINGGAL_ADA_AHLI": ("MENINGGAL",),
    "PINDAH": ("PINDAH",),
    "GANDA": ("GANDA",),
    "TIDAK_DITEMUKAN": ("TIDAK DITEMUKAN",),
    "MENOLAK": ("MENOLAK",),
}
WORDS_CODES: Words = {
    **WORDS_FULL,
    "PINDAH": ("PD",),
    "TIDAK_DITEMUKAN": ("TT",),
    "MENOLAK": ("MM",),
    "MENINGGAL_TUNGGAL": ("MD",),
    "MENINGGAL_ADA_AHLI": ("MD",),
}


@dataclass(frozen=True)
class Source:
    """One file: its layout and its habits of damage."""

    layout: Layout
    habits: Habits
    words: Words | None = None  # of a survey
    paid_word: str = "Sukses Salur"


@dataclass(frozen=True)
class LayoutSet:
    """All senders of a town."""

    name: str
    bank: str
    registry_tells_death: bool
    members: Source
    families: Source
    card_list: Source
    post: Source
    post_early: Source
    closing: Source
    village_fund: Source
    first_form: Source
    second_form: Source
    later_members: Source | None = None  # a snapshot after the closing, which must not be used
    later_families: Source | None = None


def _registry(layout: Layout) -> Source:
    """A registry comes from one hand of BPS: nothing in it is damaged."""
    return Source(layout, Habits(workbook=False, share=0.0, keep_kk=True))


def _village_fund(layout: Layout, habits: Habits) -> Source:
    return Source(layout, habits, paid_word="Sudah Diterima")


def layout_set(name: str, period: str, first_month: str, cut: int) -> LayoutSet:
    """Set `A`, `B` or `C` for a month; `cut` is how many characters of a name the bank keeps."""
    year, stage = period[:4], (int(period[5:]) - 1) // 3 + 1
    title = f"TAHAP {stage} TAHUN {year}"
    return {"A": _set_a, "B": _set_b, "C": _set_c}[name](period, first_month, cut, title)


def _set_a(period: str, first_month: str, cut: int, title: str) -> LayoutSet:
    paper, book = Habits(workbook=False, share=1.0), Habits(workbook=True, share=1.0)
    year = period[:4]
    member_layout = Layout(
        f"{period}/DATA_SINTETIS_anggota_keluarga_dtsen_v3_{year}_16.71.csv",
        "V3_MEMBERS",
        Style("iso", sex="code"),
        delimiter="|",
        quote="all",
        newline="\n",
    )
    family_layout = Layout(
        f"{period}/DATA_SINTETIS_keluarga_dtsen_v3_{year}_16.71.csv", "V3_FAMILIES", delimiter="|", quote="all", newline="\n"
    )
    post = Layout(
        f"{period}/pos/DATA_SINTETIS_danom_pos_sako.csv",
        "POST_TEXT",
        Style("dashes", money="dots", code="bps", period="months", rt="three"),
        ("DAFTAR NOMINATIF PENYALURAN BANTUAN SOSIAL PT POS INDONESIA", f"{title} KANTOR BAYAR SAKO"),
        delimiter=";",
    )
    return LayoutSet(
        name="A",
        bank="BRI",
        registry_tells_death=False,
        members=_registry(member_layout),
        families=_registry(family_layout),
        card_list=Source(
            Layout(
                f"{period}/BRI/Daftar Salur KKS Sako.xlsx",
                "KKS_BOOK",
                Style("dmy", money="rp"),
                (f"DAFTAR KPM SEMBAKO DAN PKH {title}", "BANK PENYALUR : BRI", "KECAMATAN SAKO KOTA PALEMBANG"),
                total="amount",
                signature=True,
                ghosts=40,
            ),
            Habits(workbook=True, cut=cut),
        ),
        post=Source(post, paper, paid_word="TERBAYAR"),
        post_early=Source(replace(post, path=f"{first_month}/DATA_SINTETIS_pos_bayar_awal.csv"), paper, paid_word="TERBAYAR"),
        closing=Source(
            Layout(
                f"{period}/PKH/FINAL CLOSING PKH.xlsx",
                "CLOSING_BOOK",
                Style("dmy"),
                (f"FINAL CLOSING PKH {title}", "KOTA PALEMBANG"),
                numbers_row=True,
            ),
            book,
        ),
        village_fund=_village_fund(
            Layout(
                f"{period}/BLT DD.xlsx",
                "VILLAGE_FUND",
                Style("words", money="number", period="months"),
                ("DAFTAR PENERIMA BLT DANA DESA", f"TAHUN ANGGARAN {year}"),
                total="amount",
                signature=True,
            ),
            book,
        ),
        first_form=Source(
            Layout(f"{period}/survei/DATA_SINTETIS_kobo_verval.csv", "KOBO", Style("iso"), delimiter=";", quote="all"),
            Habits(workbook=False, upper=False),
            WORDS_FULL,
        ),
        second_form=Source(
            Layout(
                f"{period}/survei/Sampel PDTT.xlsx",
                "AUDIT_BOOK",
                Style("cell", code="dotted"),
                ("INSTRUMEN PENGUJIAN KPM", "KOTA PALEMBANG KECAMATAN SAKO"),
                ghosts=200,
            ),
            book,
            WORDS_FOUND,
        ),
    )


def _set_b(period: str, first_month: str, cut: int, title: str) -> LayoutSet:
    paper, book = Habits(workbook=False), Habits(workbook=True)
    year = period[:4]
    post = Layout(
        f"{period}/Laporan Pos.xlsx",
        "POST_BOOK",
        Style("cell", money="number", period="roman"),
        ("LAPORAN REALISASI BAYAR PT POS INDONESIA", f"PROGRAM SEMBAKO DAN PKH {title}"),
        two_rows=True,
        numbers_row=True,
        total="amount",
        signature=True,
    )
    return LayoutSet(
        name="B",
        bank="BNI",
        registry_tells_death=True,
        members=Source(
            Layout(
                f"{first_month}/BNBA DTSEN SAKO.xlsx",
                "BNBA",
                Style("dmy", sex="word", code="dotted"),
                ("BNBA DTSEN (SIKS-NG)",),
                two_rows=True,
                signature=True,
                ghosts=60,
            ),
            Habits(workbook=True, share=0.0, keep_kk=True),
        ),
        families=_registry(Layout(f"{first_month}/keluarga_dtsen_v2_{year}_SINTETIS.xlsx", "V2_FAMILIES")),
        card_list=Source(
            Layout(
                f"{period}/bank/DATA_SINTETIS_bni_kks.csv",
                "KKS_TEXT",
                Style("dmy", money="rp"),
                delimiter=",",
                quote="all",
                bom=True,
            ),
            Habits(workbook=False, cut=cut),
        ),
        post=Source(post, book, paid_word="Terbayar"),
        post_early=Source(replace(post, path=f"{first_month}/Laporan Pos awal.xlsx"), book, paid_word="Terbayar"),
        closing=Source(
            Layout(f"{period}/DATA_SINTETIS_pkh_closing.csv", "CLOSING_BOOK", Style("dmy", period="roman"), delimiter=";", quote="all"),
            paper,
        ),
        village_fund=_village_fund(
            Layout(
                f"{period}/BLT-DD SINTETIS.csv",
                "VILLAGE_FUND",
                Style("words", money="comma"),
                ("DAFTAR PENERIMA BLT DANA DESA",),
                delimiter=";",
            ),
            paper,
        ),
        first_form=Source(
            Layout(
                f"{period}/Verval Lapangan.xlsx",
                "TICKS_BOOK",
                Style("dmy"),
                ("HASIL VERIFIKASI DAN VALIDASI LAPANGAN", "KECAMATAN SAKO"),
                two_rows=True,
                signature=True,
                ghosts=30,
            ),
            book,
            WORDS_TICKS,
        ),
        second_form=Source(
            Layout(f"{period}/Verval susulan.xlsx", "CODES_BOOK", Style("dmy"), ("VERVAL SUSULAN KECAMATAN SAKO",)),
            replace(book, all_rounded=True),
            WORDS_CODES,
        ),
    )


def _set_c(period: str, first_month: str, cut: int, title: str) -> LayoutSet:
    paper, book = Habits(workbook=False), Habits(workbook=True)
    members = Layout(
        f"{first_month}/DTSEN/DATA_SINTETIS individu.csv", "DICTIONARY", Style("dashes", sex="code"), delimiter=";", quote="all", bom=True
    )
    families = Layout(f"{first_month}/DTSEN/DATA_SINTETIS keluarga.csv", "V3_FAMILIES", delimiter=";", quote="all", bom=True)
    post = Layout(
        f"{period}/DANOM SINTETIS.csv",
        "POST_TEXT",
        Style("dmy", money="comma", period="months"),
        (f"PT POS INDONESIA {title}",),
        delimiter="\t",
    )
    return LayoutSet(
        name="C",
        bank="MANDIRI",
        registry_tells_death=False,
        members=_registry(members),
        families=_registry(families),
        later_members=_registry(replace(members, path=f"{period}/DTSEN/DATA_SINTETIS individu.csv")),
        later_families=_registry(replace(families, path=f"{period}/DTSEN/DATA_SINTETIS keluarga.csv")),
        card_list=Source(
            Layout(
                f"{period}/Realisasi Mandiri.xlsx",
                "KPM_BOOK",
                Style("cell", money="cents", period="roman"),
                (f"REALISASI PENYALURAN BANSOS {title}", "PENYALUR BANK MANDIRI"),
                two_rows=True,
                signature=True,
                ghosts=25,
                by_village=True,
            ),
            Habits(workbook=True, cut=cut + 5),
        ),
        post=Source(post, paper, paid_word="TERBAYAR"),
        post_early=Source(replace(post, path=f"{first_month}/DANOM SINTETIS.csv"), paper, paid_word="TERBAYAR"),
        closing=Source(Layout(f"{period}/CLOSING PKH.xlsx", "CLOSING_BOOK", Style(), ("FINAL CLOSING PKH",)), book),
        village_fund=_village_fund(
            Layout(f"{period}/BLT-DD.xlsx", "VILLAGE_FUND", Style("dmy", period="months"), ("PENERIMA BLT DANA DESA",)),
            book,
        ),
        first_form=Source(
            Layout(f"{period}/DATA_SINTETIS_odk.csv", "ODK", Style("iso"), delimiter=",", bom=True), replace(paper, upper=False), WORDS_FULL
        ),
        second_form=Source(
            Layout(f"{period}/Verval RT.xlsx", "CODES_BOOK", Style("words"), ("VERVAL RT/RW KECAMATAN SAKO",), numbers_row=True),
            book,
            WORDS_CODES,
        ),
    )
