"""Make names as people of Palembang carry them: titles by lineage, mononyms, MUHAMMAD, SITI and NUR, Zipf frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_MALE = """
AHMAD ABDULLAH HASAN HUSEN IBRAHIM ISMAIL YUSUF SULAIMAN UMAR USMAN ALI HAMZAH IDRIS ILYAS ISHAK ZAINAL ZAINUDDIN SYAMSUL
SYAIFUL SAFARUDIN SAHRUL SUPRIYADI SUPARDI SUHARTO SUYANTO SUGENG SUTRISNO SUNARYO SLAMET WAGIMAN PONIMAN JOKO AGUS BUDI
BAMBANG EKO DEDI DENI HENDRA HERMAN HERI IRWAN IWAN JUNAIDI KURNIAWAN LUKMAN MANSYUR MARZUKI MUKHLIS MULYADI NASRUL NURDIN
RAHMAN RAHMAT RAMLI RIDWAN RIZKI ROBBY ROHMAN RUDI RUSDI RUSLAN RUSTAM SALEH SANUSI SARNUBI SOFYAN TARMIZI TAUFIK TONI UJANG
WAHYUDI WAWAN YANTO YADI YULIUS ZULKIFLI ZULFIKAR AMIRUDIN ANWAR ARIFIN ASNAWI AZHARI BAHARUDIN BURHAN DARMAWAN EDISON EFENDI
FAUZI FIRDAUS GUNAWAN HAIRUDIN HASANUDIN HELMI INDRA ISKANDAR JAMALUDIN JAUHARI KOSIM LAMSARI MATNUR MURSALIN NANGCIK NOPRI
OKTARIAN PARDI RAMADHAN REPAN ROZALI SAMSURI SUDIRMAN SUKRI SULTAN THAMRIN TUGIMIN WIRYONO YOGI YANSEN
"""
MALE = _MALE.split()

_FEMALE = """
AMINAH AISYAH FATIMAH KHADIJAH MARYAM HALIMAH ZAHARA ZUBAIDAH ROHIMAH ROHANI ROKAYAH RAHMAWATI RAHAYU RATNA RINI RITA ROSMALA
ROSDIANA RUSMINI SARI SARTIKA SULASTRI SULASMI SUMIATI SUMARNI SUPARMI SUPRIHATIN SURYANI SUSANTI WAHYUNI WATI WIDYA YANTI
YULIANA YULIA YUNITA YUSNI ZURAIDA AINI AINUN ANITA APRIANI ARTINI ASMAWATI ASNAH AYU BADRIAH CIKNANG DAHLIA DARMAWATI DESI
DEWI DIANA DWI EKA ELIZA ELMI ELVI ENDANG ERNA ERNAWATI EVI FARIDA FITRI FITRIANI HARTATI HASANAH HAYATI HELENA HERAWATI
HERLINA IDA INDAH INDRAWATI IRAWATI ISMAWATI JUBAIDAH JUMIATI KARTINI KHOIRIYAH KOMARIAH KURNIATI LAILA LASMINI LESTARI LINDA
LISMAWATI MARDIANA MARHAMAH MARLINA MARTINI MASAYU MASITOH MEGAWATI MELATI MUSLIMAH NINGSIH NOVITA NURBAITI PUSPITA PUTRI
RODIAH ROSNAWATI RUKIYAH SAADIAH SALBIAH SALMAH SUKMAWATI TUTI UMI
"""
FEMALE = _FEMALE.split()

LINEAGES = (("KIAGUS", "NYAYU"), ("KEMAS", "NYIMAS"), ("MASAGUS", "MASAYU"), ("RADEN", "RADEN AYU"))
TITLE_SHORT = {
    "KIAGUS": ("KGS.", "KGS", "KI AGUS"),
    "NYAYU": ("NYA.", "NY."),
    "KEMAS": ("KMS.", "KMS"),
    "NYIMAS": ("NYS.", "NYI."),
    "MASAGUS": ("MGS.", "MGS"),
    "MASAYU": ("MSY.", "MSY"),
    "RADEN AYU": ("R.A.", "RA."),
    "RADEN": ("R.", "RD."),
}
MALE_FRONT = ("MUHAMMAD", "ABDUL", "AHMAD", "NUR")
FEMALE_FRONT = ("SITI", "NUR", "SRI", "DEWI")
PLACES = (
    "PALEMBANG",
    "PALEMBANG",
    "PALEMBANG",
    "BANYUASIN",
    "SEKAYU",
    "KAYUAGUNG",
    "PRABUMULIH",
    "LAHAT",
    "JAKARTA",
    "MUARA ENIM",
)


def zipf_pick(rng: Random, tokens: list[str], power: float = 0.75) -> str:
    """Pick a token; the first of the list is the most frequent, frequency falls as 1 / rank ** power."""
    weights = _WEIGHTS.setdefault((len(tokens), power), [1 / (rank + 1) ** power for rank in range(len(tokens))])
    return rng.choices(tokens, weights)[0]


_WEIGHTS: dict[tuple[int, float], list[float]] = {}


def make_name(rng: Random, sex: str, lineage: int | None = None, *, old: bool = False, father: str | None = None) -> str:
    """Make one full name; `lineage` is an index into LINEAGES, `father` may hand down his last token."""
    tokens = MALE if sex == "L" else FEMALE
    parts: list[str] = []
    if lineage is not None:
        parts.append(LINEAGES[lineage][0 if sex == "L" else 1])
    first = zipf_pick(rng, tokens)
    mononym = rng.random() < (0.28 if old else 0.09)
    if mononym and lineage is None:
        return first
    front = rng.random()
    if sex == "L" and front < 0.24:
        parts.append(rng.choices(MALE_FRONT, (6, 3, 2, 1))[0])
    elif sex == "P" and front < 0.3:
        parts.append(rng.choices(FEMALE_FRONT, (5, 4, 2, 1))[0])
    parts.append(first)
    handed_down = father.split()[-1] if father and sex == "L" and rng.random() < 0.3 else None
    if handed_down and handed_down not in parts:
        parts.append(handed_down)
    elif len(parts) < 2 or rng.random() < 0.35:
        second = zipf_pick(rng, tokens)
        if second not in parts:
            parts.append(second)
    return " ".join(parts)


def split_title(name: str) -> tuple[str, str]:
    """Cut the Palembang title off a name: (title, rest); title is empty where there is none."""
    for title in TITLE_SHORT:
        if title == "RADEN" and name.startswith("RADEN AYU "):
            continue
        if name.startswith(title + " "):
            return title, name[len(title) + 1 :]
    return "", name
