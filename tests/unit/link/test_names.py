import polars as pl
import pytest

from pipeline.words import names

SAME = [
    ("SOEHARTO", "SUHARTO"), ("DJOKO", "JOKO"), ("TJAHJONO", "CAHYONO"), ("JUSUF", "YUSUF"), ("NJOMAN", "NYOMAN"), ("SJAMSUL", "SYAMSUL"),
    ("ACHMAD", "AHMAD"), ("CHAIRUL", "KHAIRUL"), ("NOER", "NUR"), ("MUHAMMAD", "MOCH."), ("MOHAMED", "MUHAMMAD"), ("MD ALI",
    "MUHAMMAD ALI"),
    ("ABDUL RAHMAN", "ABDURRAHMAN"), ("ABD. RACHMAN", "ABDURAHMAN"), ("ABDULLAH", "ABDULAH"), ("SYAIFUL", "SAIFUL"), ("YUSUP", "JUSUP"),
    ("FATIMAH", "PATIMAH"), ("ZAINAL", "JAINAL"), ("RIZKI", "RIZKY"), ("ST. AMINAH", "SITI AMINAH"), ("SRI WAHYUNI", "SRIWAHYUNI"),
    ("NUR HAYATI", "NURHAYATI"), ("SUPARMI", "SUPARMI BINTI KASAN"), ("KGS. MUHAMMAD AMIN", "KIAGUS MUHD AMIN"),
    ("HJ. SITI AMINAH, S.PD", "SITI AMINAH"),
    ("DRS. H. AHMAD YANI, M.SI.", "ACHMAD YANI"), ("SITI (IBU RT)", "SITI"), ("MA'RUF", "MARUF"), ("YANTI", "IANTI"), ("RAHMMAT", "RAHMAT"),
    ("SITI NUR AMINAH", "AMINAH NUR SITI"), ("NYIMAS AYU", "AYU"), ("RADEN AYU SARI", "SARI"), ("S0LEHA", "SOLEHA"),
    ("HJ. RADEN AYU SARI", "SARI"), ("MAASAYU JUMIATI", "JUMIATI"), ("NYIMAS S. H. F.", "S H F"), ("KIAGUS K. S.", "K S"),
    ("SUHARTO, S.H., M.SI BIN ALI", "SUHARTO"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), SAME)
def test_spellings_of_one_name_are_100_alike(one, two):
    assert names.similarity(one, two) == 100.0


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("DWI", "DEWI"),
        ("HASAN", "HUSEN"),
        ("SITI", "SITI AMINAH"),
        ("NUR AINI", "NUR AINA"),
        ("SITI AISYAH", "SITI AMINAH"),
        ("SUPRIYADI", "SUPARMI"),
    ],
)
def test_other_names_stay_below_80(one, two):
    assert names.similarity(one, two) < 80


@pytest.mark.parametrize(("one", "two"), [("KGS. MUHAMMAD AMIN", "M AMIN"), ("MUHAMMAD RIZKI SAPUTRA", "MUHAMMAD RIZKI SAPU")])
def test_initials_and_cut_names_are_variants(one, two):
    assert names.similarity(one, two) >= 80


def test_a_missing_name_is_similar_to_nothing():
    assert names.similarity(None, "SITI") == 0.0
    assert names.similarity("", "") == 0.0


def test_similarity_is_symmetric():
    for one, two in SAME:
        assert names.similarity(one, two) == names.similarity(two, one)


def test_cleaning_twice_changes_nothing():
    written = pl.Series([x for pair in SAME for x in pair])
    once = names.clean(written)
    assert names.clean(once).to_list() == once.to_list()


def test_titles_alone_are_kept_as_names():
    assert names.clean(pl.Series(["HAJI", "H", "AL AMIN", "-", None])).to_list() == ["HAJI", "H", "AL AMIN", None, None]


def test_titles_say_the_sex():
    said = names.title_sex(pl.Series(["Nyimas Ayu", "Kgs. Ali", "Ki Agus Ali", "Hj. Siti", "SITI", "H. Ali", "Msy Rini", None]))
    assert said.to_list() == ["P", "L", "L", "P", None, None, "P", None]


def test_keys_keep_order_and_nulls():
    assert names.keys(pl.Series(["CHAIRUL Anwar", None, "  "])).to_list() == ["HAIRUL ANWAR", None, None]
