"""The closed lists of the canonical tables: every coded column takes its values from here.

Official Indonesian nouns stay as they are; everything else is the field's English.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a source table is a list of."""

    REGISTRY = "registry"  # persons of the registry of the poor
    REGISTRY_FAMILY = "registry_family"  # families of the registry (DTSEN family file): no person rows
    DISBURSEMENT = "disbursement"  # who was to be paid, and what became of it
    CLOSING = "closing"  # who was ordered to be paid (final closing, SP2D list): no proof of payment
    ACCOUNTS = "accounts"  # whose account is whose (burekol): of a pay list's rows only, no table's kind
    SURVEY = "survey"  # what people found in the field
    ANSWERS = "answers"  # a verifier's returned packet
    UNKNOWN = "unknown"


class NikStatus(StrEnum):
    """What a NIK or KK number is worth. Only OK and REPAIRED may join lists (DOMAIN §5.2)."""

    OK = "OK"
    REPAIRED = "REPAIRED"  # exact after removing an apostrophe, spaces, dots, `.0`, zero-width characters
    MISSING = "MISSING"  # blank, `-`, `0`, NULL, NOKKS
    SCIENTIFIC = "SCIENTIFIC"  # 1.67E+15: digits are gone
    ROUNDED = "ROUNDED"  # number cell, 16th digit lost (or ends in 0 in a column of such numbers)
    UNSAFE_NUMBER = "UNSAFE_NUMBER"  # number cell above 2^53: the last digit may have moved
    LENGTH = "LENGTH"  # not 16 digits
    CHARACTERS = "CHARACTERS"  # letters or signs among the digits
    IMPOSSIBLE = "IMPOSSIBLE"  # 16 digits no office can have issued (date, province, serial 0000, 123…)
    TEMPORARY = "TEMPORARY"  # `0` + village + counter (OpenSID), or another placeholder of an office
    TWO_NUMBERS = "TWO_NUMBERS"  # two numbers in one cell
    SWAPPED = "SWAPPED"  # NIK and KK stand in each other's columns
    SAME_AS_KK = "SAME_AS_KK"  # the row's NIK repeats its KK number
    MASKED = "MASKED"  # 1671084507******: the sender hid digits on purpose; nothing is damaged


TRUSTED = (NikStatus.OK, NikStatus.REPAIRED)
"""Statuses with which a number may join two lists."""

DAMAGED = (
    NikStatus.SCIENTIFIC,
    NikStatus.ROUNDED,
    NikStatus.UNSAFE_NUMBER,
    NikStatus.LENGTH,
    NikStatus.CHARACTERS,
    NikStatus.IMPOSSIBLE,
    NikStatus.TWO_NUMBERS,
    NikStatus.SWAPPED,
    NikStatus.SAME_AS_KK,
)
"""Statuses that make an ID-NR case. MISSING is no damage; TEMPORARY is ID-NS."""


class Sex(StrEnum):
    """Sex as Indonesian lists write it."""

    L = "L"
    P = "P"


class Relationship(StrEnum):
    """Relation to the head of the family, one meaning whatever code table the source used (DOMAIN §1.6)."""

    KEPALA = "KEPALA"
    PASANGAN = "PASANGAN"
    ANAK = "ANAK"
    MENANTU = "MENANTU"
    CUCU = "CUCU"
    ORANG_TUA = "ORANG_TUA"
    MERTUA = "MERTUA"
    FAMILI_LAIN = "FAMILI_LAIN"
    PEMBANTU = "PEMBANTU"
    LAINNYA = "LAINNYA"


class RegistryStatus(StrEnum):
    """Standing of a registry row. Three different states, never one (DOMAIN §1.1)."""

    AKTIF = "AKTIF"
    NONAKTIF = "NONAKTIF"
    DIHAPUS = "DIHAPUS"


class PayState(StrEnum):
    """What became of a payment (DOMAIN §2.2)."""

    PAID = "PAID"
    IN_PROCESS = "IN_PROCESS"
    FAILED_ACCOUNT = "FAILED_ACCOUNT"
    RETURNED = "RETURNED"
    PAID_NOT_TAKEN = "PAID_NOT_TAKEN"
    EMPTY = "EMPTY"
    EXCLUDED = "EXCLUDED"
    UNKNOWN = "UNKNOWN"


class ExclusionGround(StrEnum):
    """Why a list excluded a family; a ground the rulebook knows makes EXCLUDED no error."""

    PEKERJAAN = "PEKERJAAN"
    MENINGGAL = "MENINGGAL"
    TIDAK_LAYAK_DAERAH = "TIDAK_LAYAK_DAERAH"
    TIDAK_LAYAK_GIS = "TIDAK_LAYAK_GIS"


class SurveyResult(StrEnum):
    """What the field found (DOMAIN §3). The last five say nothing about entitlement."""

    LAYAK = "LAYAK"
    TIDAK_LAYAK = "TIDAK_LAYAK"  # not eligible, no ground given
    TIDAK_LAYAK_MAMPU = "TIDAK_LAYAK_MAMPU"
    TIDAK_LAYAK_PEKERJAAN = "TIDAK_LAYAK_PEKERJAAN"
    TIDAK_LAYAK_LAIN = "TIDAK_LAYAK_LAIN"  # not eligible on a ground that is none of wealth or work
    MENINGGAL = "MENINGGAL"  # dead; whether family is left is not said
    MENINGGAL_TUNGGAL = "MENINGGAL_TUNGGAL"
    MENINGGAL_ADA_AHLI = "MENINGGAL_ADA_AHLI"
    DITEMUI = "DITEMUI"  # found, nothing said about eligibility
    PINDAH = "PINDAH"
    GANDA = "GANDA"
    TIDAK_DITEMUKAN = "TIDAK_DITEMUKAN"
    MENOLAK = "MENOLAK"
    BELUM_DIDATA = "BELUM_DIDATA"
    UNKNOWN = "UNKNOWN"  # a word no table knows


class Received(StrEnum):
    """What the family says it received, when a form asks."""

    YA = "YA"
    TIDAK = "TIDAK"


class Verdict(StrEnum):
    """One field of one link: same, close, different, missing on a side."""

    SAME = "="
    CLOSE = "≈"
    DIFFERENT = "≠"
    MISSING = "–"


class Band(StrEnum):
    """Where a candidate pair ends."""

    MATCH = "MATCH"
    REVIEW = "REVIEW"


class Tri(StrEnum):
    """Unknown is not no."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class CaseKind(StrEnum):
    """Kinds of case (CONVENTIONS)."""

    IE_TL = "IE-TL"
    IE_MD = "IE-MD"
    IE_PK = "IE-PK"
    IE_TR = "IE-TR"
    IE_WL = "IE-WL"
    IE_SV = "IE-SV"
    EE_BB = "EE-BB"
    EE_TD = "EE-TD"
    EE_RK = "EE-RK"
    PB_KR = "PB-KR"
    PB_LB = "PB-LB"
    PB_TS = "PB-TS"
    PB_GP = "PB-GP"
    GD_PY = "GD-PY"
    GD_KK = "GD-KK"
    GD_PR = "GD-PR"
    GD_KP = "GD-KP"
    ID_NR = "ID-NR"
    ID_NS = "ID-NS"
    ID_NB = "ID-NB"
    ID_BD = "ID-BD"
    ID_TJ = "ID-TJ"
    BD_00 = "BD-00"


class CaseStatus(StrEnum):
    """Life of a case."""

    BARU = "BARU"
    LANJUT = "LANJUT"
    SELESAI_DATA = "SELESAI_DATA"
    SELESAI_PUTUSAN = "SELESAI_PUTUSAN"
    DIBUKA_LAGI = "DIBUKA_LAGI"
    KAMBUH = "KAMBUH"


PROGRAMMES = ("PKH", "SEMBAKO", "BLT-DD", "BST", "BLT-KESRA", "PBI-JK", "BERAS")
"""Programmes of the shipped rulebook; an office adds its own by a TOML."""

ALIVE = {**dict.fromkeys(("YA", "Y", "1", "TRUE"), "HIDUP"), **dict.fromkeys(("TIDAK", "T", "N", "0", "2", "FALSE"), "MENINGGAL")}
"""Answers to the question whether somebody is still alive (`masih_hidup`): the one column of deaths in which yes means no."""
