"""Lists printed by family or by village: what stands once for many rows."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.standardise import Standardised
from schemas.codes import Kind

Run = Callable[..., Standardised]
KK = [f"167108010120900{i}" for i in range(1, 6)]
DATA = "Kepala Keluarga", "Istri", "Anak"


def printed(families: int, **more: str) -> list[dict[str, Any]]:
    """Families of three; number, RT and desil on the head's row alone."""
    rows = []
    for kk in KK[:families]:
        head = {"no_kk": kk, "rt": "3", "desil": "2", **more}
        rows += [{"name": f"{who} {kk[-1]}", "relationship": who, **(head if who == DATA[0] else {})} for who in DATA]
    return rows


def test_members_below_a_head_are_of_his_card(run: Run) -> None:
    frame = run(Kind.REGISTRY, printed(3)).frame
    assert frame["no_kk"].to_list() == [kk for kk in KK[:3] for _ in DATA]
    assert frame["rt"].to_list() == ["003"] * 9
    assert frame["desil"].to_list() == [2] * 9


def test_a_head_without_a_card_takes_none_from_above(run: Run) -> None:
    rows = printed(4)
    rows[3] = {"name": "KEPALA", "relationship": "Kepala Keluarga"}
    assert run(Kind.REGISTRY, rows).frame["no_kk"].to_list()[3:6] == [None] * 3


def test_a_list_in_the_order_of_the_alphabet_is_printed_by_no_family(run: Run) -> None:
    rows = printed(4)
    for at, row in enumerate(rows):
        row["name"] = f"WARGA {chr(65 + at)}"
    cards = [kk for kk in KK[:4] for _ in DATA]
    assert run(Kind.REGISTRY, rows).frame["no_kk"].to_list() == [kk if at % 3 == 0 else None for at, kk in enumerate(cards)]
    assert run(Kind.REGISTRY, [row for at in (6, 0, 9, 3) for row in rows[at : at + 3]]).frame["no_kk"].null_count() == 0


def test_rows_at_other_doors_or_with_wives_enough_for_several_are_no_family(run: Run) -> None:
    doors = [{**row, "rt": str(at % 5)} for at, row in enumerate(printed(4))]
    assert run(Kind.REGISTRY, doors).frame["no_kk"].null_count() == 8
    wives = [{**row, "relationship": "Istri" if at % 3 else DATA[0]} for at, row in enumerate(printed(4))]
    assert run(Kind.REGISTRY, wives).frame["no_kk"].null_count() == 8


def test_a_field_that_members_have_themselves_is_not_carried(run: Run) -> None:
    rows = printed(3)
    rows[1]["rt"], rows[4]["rt"] = "7", "7"
    assert run(Kind.REGISTRY, rows).frame["rt"].to_list()[1:3] == ["007", None]


def test_gaps_of_a_list_that_repeats_its_cards_stay_gaps(run: Run) -> None:
    rows = [{"name": f"N{i}", "relationship": DATA[i % 3], "no_kk": "" if i in (4, 8) else KK[i // 3]} for i in range(9)]
    assert run(Kind.REGISTRY, rows).frame["no_kk"].null_count() == 2


def test_a_village_named_once_above_its_rows(run: Run) -> None:
    villages = ["Sako", "", "", "Sako Baru", "", ""]
    rows = [{"name": f"N{i}", "no_kk": KK[0], "village_name": v} for i, v in enumerate(villages)]
    assert run(Kind.REGISTRY, rows).frame["village_code"].to_list() == ["1671081002"] * 3 + ["1671081007"] * 3


def test_a_village_said_again_and_again_leaves_gaps_open(run: Run) -> None:
    rows = [{"name": f"N{i}", "no_kk": KK[0], "village_name": v} for i, v in enumerate(["Sako", "", "", "", "Sako", ""])]
    assert run(Kind.REGISTRY, rows).frame["village_code"].null_count() == 4


@pytest.mark.parametrize(
    ("name", "sheet", "code"),
    [
        ("dtsen/1671081007_SAKO_BARU_okt2025.csv", "", "1671081007"),
        ("dtsen/16.71.08.1007 okt 2025.xlsx", "Sheet1", "1671081007"),
        ("Kel_Sako_Baru.csv", "", "1671081007"),
        ("dtsen sako baru.csv", "", "1671081007"),
        ("dtsen.xlsx", "SAKO BARU", "1671081007"),
        ("Pembayaran Kantor Pos Sako.csv", "", None),  # the district's name
        ("dtsen sako baru dan sialang.csv", "", None),
        ("SEMBAKO/KELURAHAN SAKO BARU/POS TAHAP 2.csv", "", "1671081007"),
        ("SEMBAKO/KEL SAKO/kel sako baru.csv", "", "1671081007"),
        ("SAKO BARU/POS TAHAP 2.csv", "", None),
    ],
)
def test_the_village_of_a_file_or_sheet(run: Run, name: str, sheet: str, code: str | None) -> None:
    frame = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK[0]}], name=f"2025-05/{name}", sheet=sheet).frame
    assert frame["village_code"].to_list() == [code]


BANYUASIN = "1607030101700001"


@pytest.mark.parametrize(
    ("title", "own", "code"),
    [
        ("DAFTAR KPM DESA TANJUNG MENANG KECAMATAN BANYUASIN III KABUPATEN BANYUASIN", {}, "1607032021"),
        ("DAFTAR KPM / Kecamatan : Rantau Bayur", {"village_name": "Tanjung Menang"}, "1607112007"),
        ("DAFTAR KPM KEC. RANTAU BAYUR", {"village_name": "Tanjung Menang", "district_name": "Banyuasin III"}, "1607032021"),
        ("DAFTAR KPM KEC. RANTAU BAYUR DAN KEC. BANYUASIN III", {"village_name": "Tanjung Menang"}, None),
        ("DAFTAR KPM KEC. RANTAU BAYUR", {"village_name": "Sako"}, "1607062011"),
    ],
)
def test_the_kecamatan_of_the_title_tells_villages_of_one_name_apart(run: Run, title: str, own: dict[str, str], code: str | None) -> None:
    frame = run(Kind.REGISTRY, [{"name": "A", "nik": BANYUASIN, "no_kk": BANYUASIN, **own}], title=title).frame
    assert frame["village_code"].to_list() == [code]


@pytest.mark.parametrize(
    ("name", "sheet", "title", "desil"),
    [
        ("dtsen.xlsx", "DESIL 3", "DATA DTSEN", 3),
        ("dtsen.xlsx", "Sheet1", "DTSEN DESIL 10 KECAMATAN SAKO", 10),
        ("dtsen desil 2.csv", "", "", 2),
        ("dtsen.xlsx", "DESIL 1-5", "DATA DTSEN", None),
        ("dtsen.xlsx", "Sheet1", "DTSEN DESIL 1 S.D. DESIL 5", None),
    ],
)
def test_the_desil_that_a_sheet_is_named_after_is_everybodys(run: Run, name: str, sheet: str, title: str, desil: int | None) -> None:
    rows = [{"name": "A", "no_kk": KK[0]}, {"name": "B", "no_kk": KK[1]}]
    assert run(Kind.REGISTRY, rows, name=f"2025-05/{name}", sheet=sheet, title=title).frame["desil"].to_list() == [desil] * 2
    rows[0]["desil"] = "7"
    assert run(Kind.REGISTRY, rows, name=f"2025-05/{name}", sheet=sheet, title=title).frame["desil"].to_list() == [7, None]


def test_a_village_of_a_title_ends_at_the_end_of_a_word(run: Run) -> None:
    title = "DATA DTSEN DESA SAKO BARU TRIWULAN II 2025"
    assert run(Kind.REGISTRY, [{"name": "A", "no_kk": KK[0]}], title=title).frame["village_code"].to_list() == ["1671081007"]


ADDRESSES = {
    "comma": "JL. MAWAR NO 7, RT. 003 RW. 002, KEL. SAKO BARU, KEC. SAKO, KOTA PALEMBANG",
    "words": "Jl Mawar No 7 RT 03/RW 02 Kelurahan Sako Baru Kecamatan Sako",
    "colon": "Lr. Amal RT:3 RW:2 Kel: Sako-Baru",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_a_village_that_only_the_address_names(run: Run, address: str) -> None:
    frame = run(Kind.REGISTRY, [{"name": f"N{i}", "no_kk": KK[0], "address": address} for i in range(3)]).frame
    assert set(frame["village_code"].to_list()) == {"1671081007"}
    assert (frame["rt"][0], frame["rw"][0], frame["address"][0]) == ("003", "002", address)


@pytest.mark.parametrize("address", ["JL. DESA SAKO BARAT NO 7", "KEL. BPK AHMAD, JL. MAWAR", "JL. SAKO BARU NO 7", "KP. DURIAN RT 3"])
def test_a_street_or_a_family_is_no_village(run: Run, address: str) -> None:
    frame = run(Kind.REGISTRY, [{"name": f"N{i}", "no_kk": KK[0], "address": address} for i in range(3)]).frame
    assert frame["village_code"].null_count() == 3


def test_a_column_of_villages_is_asked_and_no_address(run: Run) -> None:
    rows = [
        {"name": f"N{i}", "no_kk": KK[0], "village_name": v, "address": "JL. X, KEL. SAKO BARU"} for i, v in enumerate(["Sako", "", "Sako"])
    ]
    assert run(Kind.REGISTRY, rows).frame["village_code"].to_list() == ["1671081002", None, "1671081002"]


def test_few_addresses_with_a_village_do_not_speak_for_a_list(run: Run) -> None:
    rows = [{"name": f"N{i}", "no_kk": KK[0], "address": "JL. X, KEL. SAKO BARU" if i == 0 else f"JL. Y NO {i}"} for i in range(4)]
    assert run(Kind.REGISTRY, rows).frame["village_code"].null_count() == 4


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("DAFTAR KPM LEMBANG POTON KECAMATAN BONGGAKARADENG KABUPATEN TANA TORAJA", "7318032006"),
        ("DAFTAR KPM KAMPUNG BIATAN BARU KECAMATAN BIATAN KABUPATEN BERAU", "6403132007"),
        ("DAFTAR KPM TIYUH CANDRA JAYA KECAMATAN TULANG BAWANG TENGAH", "1812012019"),
        ("DAFTAR KPM KEPENGHULUAN SINTONG KECAMATAN TANAH PUTIH", "1407032009"),
        ("KAMPUNG BARU DESA POTON KECAMATAN BONGGAKARADENG KABUPATEN TANA TORAJA", "7318032006"),
        ("PEGAWAI NEGERI SIPIL KELURAHAN SAKO BARU", "1671081007"),
        ("DAFTAR KPM DESA CIKOLE KECAMATAN LEMBANG KABUPATEN BANDUNG BARAT", "3217012006"),
        ("DAFTAR PENERIMA KECAMATAN LEMBANG JAYA KABUPATEN SOLOK", None),
    ],
)
def test_a_title_names_its_village_in_the_words_of_every_province(run: Run, title: str, code: str | None) -> None:
    rows = [{"name": "A", "district_name": None}]
    assert run(Kind.REGISTRY, rows, title=title).frame["village_code"].to_list() == [code]
