"""Area codes and names (DOMAIN §5.4, check 10)."""

from pathlib import Path

import polars as pl
import pytest

import schemas
from pipeline.standardise.findings import Findings
from pipeline.standardise.where.area_names import area_key
from pipeline.standardise.where.areas import locate, neighbourhood
from schemas import lookups


def places(rows: list[dict[str, str | None]], **kw: object) -> tuple[list[str | None], str | None, list[str]]:
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
    source = pl.DataFrame({c: [r.get(c) for r in rows] for c in columns}, schema=dict.fromkeys(columns, pl.String))
    source = source.with_columns(source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64))
    findings = Findings("f", "", {})
    frame, system = locate(source, findings, **kw)  # type: ignore[arg-type]
    return frame["village_code"].to_list(), system, findings.frame()["rule_id"].to_list()


def test_collision_is_read_by_its_names() -> None:
    assert places([{"village_code": "1671081002", "village_name": "SAKO"}])[:2] == (["1671081002"], "kemendagri")
    assert places([{"village_code": "1671081002", "village_name": "KARYA BARU"}])[:2] == (["1671151004"], "bps")


def test_the_system_is_decided_by_all_rows_of_the_file() -> None:
    rows = [{"village_code": "1671070001", "village_name": "SUKAMAJU"}, {"village_code": "1671081002", "village_name": None}]
    assert places(rows)[:2] == (["1671081001", "1671151004"], "bps")


def test_dotted_and_undotted_are_equal() -> None:
    rows = [{"village_code": "16.71.08.1006", "village_name": None}, {"village_code": "1671081006.0", "village_name": None}]
    assert places(rows)[0] == ["1671081006", "1671081006"]


def test_codes_that_fit_both_systems_are_not_guessed() -> None:
    assert places([{"village_code": "1671081002"}]) == ([None], None, ["WIL-02", "WIL-01"])


@pytest.mark.parametrize(
    "more",
    [{"district_name": "SAKO"}, {}],
)
def test_district_or_the_offices_area_decides_without_names(more: dict[str, str | None]) -> None:
    area = "" if more else "167108"
    assert places([{"village_code": "1671081002", **more}], area=area)[:2] == (["1671081002"], "kemendagri")


def test_prefixes_of_the_niks_decide_without_names() -> None:
    numbers = pl.DataFrame({"nik": ["1671080507859001"], "no_kk": [None]}, schema={"nik": pl.String, "no_kk": pl.String})
    assert places([{"village_code": "1671081002"}], numbers=numbers)[:2] == (["1671081002"], "kemendagri")


def test_a_layouts_word_decides() -> None:
    assert places([{"village_code": "1671081002"}], hint="bps")[:2] == (["1671151004"], "bps")


def test_code_in_four_parts_of_bps_widths() -> None:
    row = {"province_code": "16", "regency_code": "71", "district_code": "070", "village_code": "003"}
    assert places([row])[:2] == (["1671081002"], "bps")


@pytest.mark.parametrize(
    ("name", "district", "code"),
    [
        ("Suka Maju", None, "1671081001"), ("KEL. SAKO BARU", None, "1671081007"), ("35 ILIR", None, "1671011001"),
        ("Tiga-Puluh-Lima Ilir", None, "1671011001"), ("Suka Maju Sako", None, "1671081001"), ("Kel. Sialang Sako", None, "1671081006"),
        ("26 Ilir I", "Ilir Barat I", "1671041003"), ("26 ILIR", "BUKIT KECIL", "1671111005"), ("9/10 Ulu", None, "1671171002"),
        ("3-4 ULU", None, "1671021004"),
        ("SEI LAIS", None, "1671101005"), ("Lebong Gajah", None, "1671161003"), ("Lebung-Gajah", None, "1671161003"),
        ("20 Ilir III", None, "1671051007"),
        ("[1671081002] SAKO", None, "1671081002"), ("Antah Berantah", None, None),
    ],
)  # fmt: skip
def test_names_find_their_village(name: str, district: str | None, code: str | None) -> None:
    found, _, told = places([{"village_name": name, "district_name": district}])
    assert found == [code]
    assert told == ([] if code else ["WIL-01"])


@pytest.mark.parametrize(
    ("area", "name", "code", "told"),
    [
        ("8171", "Nusaniwe", "8171012003", "(kode 8171011006, 8171012003; 2 baris); sementara dipakai 8171012003."),
        ("3201", "Sukamaju", None, "2 baris); tidak dipakai."),
    ],
    ids=["a kelurahan and a negeri of one kecamatan", "desa of several kecamatan"],
)
def test_a_name_that_several_villages_bear_is_told_with_their_codes(area: str, name: str, code: str | None, told: str) -> None:
    source = pl.DataFrame({"village_name": [name, name], "source_row": [2, 3]})
    findings = Findings("f", "", {})
    frame, _ = locate(source, findings, area=area)
    (told_back,) = findings.frame().iter_rows(named=True)
    assert frame["village_code"].to_list() == [code, code]
    assert (told_back["rule_id"], told_back["row"]) == ("WIL-04", 2)
    assert told in told_back["sentence"]


def test_a_name_with_its_kecamatan_behind_it_tells_villages_of_one_name_apart() -> None:
    near = lookups.country(("1101",)).filter(pl.col("name") == "Ladang Rimba").sort("code")
    rows = [{"village_name": f"{name} {district}"} for name, district in near.select("name", "district").iter_rows()]
    assert places(rows, area="1101") == (near["code"].to_list(), None, [])
    assert places([{"village_name": "Ladang Rimba"}], area="1101")[0] == [None]
    assert places([{"village_code": "1671081001", "village_name": "Sukamaju Sako"}])[2] == []


def test_code_and_name_that_differ_are_told_and_the_code_stands() -> None:
    rows = [
        {"village_code": c, "village_name": n}
        for c, n in (("1671081006", "SIALANG"), ("1671081007", "SAKO BARU"), ("1671081001", "SIALANG"))
    ]
    assert places(rows) == (["1671081006", "1671081007", "1671081001"], "kemendagri", ["WIL-03"])


def test_codes_that_hit_others_by_chance_stand_as_written() -> None:
    """Made-up villages: their numbers are others' by either system, and no name agrees."""
    rows = [{"village_code": c, "village_name": n} for c, n in (("1610052003", "Tanjung Pering"), ("1610052007", "Tanjung Gelam"))]
    assert places(rows) == (["1610052003", "1610052007"], None, ["WIL-03"] * 2)


def test_a_code_outside_the_table_passes_when_it_has_the_form_of_kemendagri() -> None:
    rows = [{"village_code": "3273012001"}, {"village_code": "1671081006"}]
    assert places(rows)[0] == ["3273012001", "1671081006"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"no_kk": "3578012202209414", "village_name": "KEBRAON"}, "3578011002"),  # the family card tells the regency
        ({"no_kk": "3578012202209414", "village_name": "Kebroan"}, "3578011002"),  # one slip
        ({"nik": "3,57801E+15", "village_name": "Waru Gunung"}, "3578011004"),
        ({"village_code": "3578010003", "village_name": "KEBRAON"}, "3578011002"),  # a BPS code
        ({"no_kk": "3578012202209414", "village_code": "Kel. Kebraon"}, "3578011002"),  # a name in the column of codes
        ({"no_kk": "3578012202209414", "village_name": "SAKO BARU"}, None),  # not there, whatever lies in Palembang
        ({"no_kk": "3578012202209414", "village_code": "3578991002", "village_name": "BELUM ADA"}, "3578991002"),  # newer than the list
    ],
)
def test_villages_elsewhere_in_the_country(row: dict[str, str], code: str | None) -> None:
    assert places([row])[0] == [code]


def test_numbers_in_names_do_not_slip() -> None:
    assert places([{"no_kk": "1671082202209414", "village_name": "20 ILIR IX"}])[0] == [None]


def test_the_country_s_list_is_whole() -> None:
    table = pl.read_parquet(Path(str(schemas.__file__)).parent / "areas.parquet")
    assert table.height == table["code"].n_unique() == 83_763
    assert table["code"].str.head(2).n_unique() == 38
    assert table["bps_code"].drop_nulls().is_unique().all()


def test_an_office_brings_a_fuller_table(tmp_path: Path) -> None:
    (tmp_path / "villages.csv").write_text(
        "code,name,district,bps_code,bps_name,aliases\n32.73.01.2001,Cobaan,Uji,3273010001,COBAAN,Tjobaan\n"
    )
    assert places([{"village_name": "tjobaan"}], office=tmp_path)[0] == ["3273012001"]


@pytest.mark.parametrize(
    ("left", "right"),
    [("Ilir Barat II", "Ilir Barat Dua"), ("Sematang Borang", "Sematangborang"), ("Alang-Alang Lebar", "ALANG ALANG LEBAR"),
     ("Kecamatan Sako", "SAKO"),
     ("Seberang Ulu I", "SEBERANG ULU SATU"), ("16 Ulu", "Enam-belas Ulu"), ("Kel. 11 Ilir", "Sebelas Ilir")],
)  # fmt: skip
def test_drift_of_names(left: str, right: str) -> None:
    assert area_key(left) == area_key(right)


def test_names_that_are_not_equal() -> None:
    assert area_key("Sako") != area_key("Sako Baru")
    assert area_key("20 Ilir I") != area_key("20 Ilir II")


def test_palembang_is_whole() -> None:
    table = lookups.villages()
    assert len(table) == 107
    assert len({v.district for v in table}) == 18
    bps = {v.bps_code: v.code for v in table}
    assert len(bps) == 107
    assert bps["1671070003"] == "1671081002"
    assert sum(1 for v in table if v.code in bps and bps[v.code] != v.code) == 34


@pytest.mark.parametrize("column", ["rt", "rw"])
def test_both_in_one_cell_under_either_heading(column: str) -> None:
    source = pl.DataFrame({column: ["12/8", "RT 003/RW 05", "0/0", "7"]})
    out = neighbourhood(source, pl.Series([None] * 4, dtype=pl.String))
    assert out.rows()[:2] == [("012", "008"), ("003", "005")]
    assert out.rows()[2] == (None, None)
    assert out[column].to_list()[3] == "007"


def test_rt_and_rw_in_three_digits() -> None:
    source = pl.DataFrame(
        {"rt": ["3", "03", "RT 003", "003/005", "3.0", "-", None, "0"], "rw": [None, "5", "RW.05", None, None, None, None, None]}
    )
    address = pl.Series([None, None, None, None, None, "Jl. A RT 07 RW 02", "Jl. B RT.4/RW.1", None], dtype=pl.String)
    out = neighbourhood(source, address)
    assert out["rt"].to_list() == ["003", "003", "003", "003", "003", "007", "004", None]
    assert out["rw"].to_list() == [None, "005", "005", "005", None, "002", "001", None]


def test_the_rows_own_kecamatan_outranks_the_regency_most_rows_are_of() -> None:
    numbers = pl.DataFrame({"nik": ["1607060507859001"] * 3, "no_kk": ["1607060101209001"] * 2 + ["1671080101209001"]})
    rows = [{"village_name": "GASING", "district_name": "TALANG KELAPA"}] * 2 + [{"village_name": "SAKO", "district_name": "SAKO"}]
    source = pl.DataFrame(rows).with_columns(numbers)
    findings = Findings("f", "", {})
    source = source.with_columns(source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64))
    frame, _ = locate(source, findings, numbers=numbers)
    assert frame["village_code"][2] == "1671081002"


def test_full_width_digits_of_a_nik_are_no_trap() -> None:
    rows: list[dict[str, str | None]] = [
        {"nik": "３２０１０１４５０１０１９００１", "village_name": "SAKO"},
        {"nik": "1671084501019002", "village_name": "SAKO"},
    ]
    assert places(rows)[0] == ["1671081002"] * 2


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["KELURAHAN SEMATANG B", "KELURAHAN SAKO"], [None, "1671081002"]),  # a kecamatan's name, no village's
        (["KELURAHAN LEBUNG GAJ", "KELURAHAN SAKO"], ["1671161003", "1671081002"]),
        (["KELURAHAN SAKO BARU", "KELURAHAN SAKO BA"], ["1671081007", None]),  # nothing is cut below the longest
        (["KELURAHAN SAKO BA", "KELURAHAN SAKO"], ["1671081007", "1671081002"]),
        (["KELURAHAN TALANG", "KELURAHAN SAKO"], [None, "1671081002"]),  # a whole word is no cut one
        (["KELURAHAN TIGA PULUH", "KELURAHAN SAKO"], [None, "1671081002"]),  # a number may go on
        (["SAKO BA", "SAKO"], [None, "1671081002"]),  # too short for a system's cut
        (["KEL TALANG - KELAPAA", "SAKO"], ["1671151003", "1671081002"]),  # a slip in what might be cut
    ],
)
def test_a_name_cut_by_an_export_is_the_only_village_it_can_be(names: list[str], codes: list[str | None]) -> None:
    assert places([{"village_name": name} for name in names])[0] == codes


def test_a_name_under_another_kecamatan_too_is_another_village() -> None:
    both = [{"village_name": "SIALANG", "district_name": "SAKO"}, {"village_name": "SIALANG", "district_name": "PLAJU"}]
    assert places(both) == (["1671081006", None], None, ["WIL-05"])
    alone = [{"village_name": "SIALANG", "district_name": "PLAJU"}, {"village_name": "SAKO", "district_name": "SAKO"}]
    assert places(alone)[0] == ["1671081006", "1671081002"], "the table of villages may be the older one"
    unknown = [{"village_name": "SIALANG", "district_name": "SAKO"}, {"village_name": "SIALANG", "district_name": "SAKKO"}]
    assert places(unknown)[0] == ["1671081006", "1671081006"], "a kecamatan nobody knows is a slip"


MERAUKE = {"district_name": "Semangga"}


def test_places_name_the_regency_where_the_numbers_lead_to_another() -> None:
    numbers = pl.DataFrame({"nik": ["9101210507859001"] * 2, "no_kk": ["9101210507859001"] * 2})
    rows = [
        {"village_name": name, "nik": "9101210507859001", "no_kk": "9101210507859001", **MERAUKE}
        for name in ("KAMPUNG WANINGGAP NANGGO", "Urumb")
    ]
    assert [code[:4] for code in places(rows, numbers=numbers)[0] if code] == ["9301", "9301"]
    one = [{**row, "district_name": None} for row in rows]
    assert places(one, numbers=numbers)[0] == [None, None]  # two names alone tell no regency


def test_a_word_for_the_kind_of_a_place_is_no_part_of_its_name() -> None:
    near = "110813"
    assert places([{"village_name": "Gp. Krueng Manyang"}, {"village_name": "KRUENG MANYANG"}], area=near)[2] == []
    assert places([{"village_name": "KAMPUNG KARYA BARU"}])[0] == ["1671151004"]
    assert area_key("Kampung Baru") == area_key("Kmp. Baru") != area_key("Baru")


@pytest.mark.parametrize(
    ("start", "beside", "code"),
    [
        ("160703", [], "1607032021"),
        ("160711", [], "1607112007"),
        ("160799", [], None),
        ("160799", ["Pangkalan Balai"], "1607032021"),
    ],
)
def test_of_villages_of_one_name_the_numbers_or_the_others_tell_which(start: str, beside: list[str], code: str | None) -> None:
    names = ["Tanjung Menang"] * 4 + beside
    numbers = pl.DataFrame({"no_kk": [f"{start}010170{n:04}" for n in range(9001, 9001 + len(names))], "nik": [None] * len(names)})
    numbers = numbers.with_columns(pl.col("nik").cast(pl.String))
    found = places([{"village_name": name} for name in names], numbers=numbers, area="1607")[0]
    assert found[:4] == [code] * 4
