"""Each shipped layout is recognised by its own headers; an office's own outranks it; an unknown list comes with a ready one."""

from pathlib import Path

import pytest

from pipeline.read.columns.decide import packet_sheet
from pipeline.read.columns.headers import Heading, build_vocabulary, key, meaning
from pipeline.read.columns.layouts import propose_toml
from schemas.codes import Kind
from schemas.layouts import Layout, load_layouts, load_synonyms, parse_layout, shipped_layouts

VOCABULARY = build_vocabulary(load_synonyms().model_dump(mode="json"))
VALUES = {
    "nik": "1671084501809001",
    "head_nik": "1671084501809001",
    "no_kk": "1671080101209001",
    "name": "SITI AMINAH",
    "head_name": "BUDI SANTOSO",
    "amount": "600000",
    "state": "Sukses Salur",
    "result": "LAYAK",
    "desil": "2",
    "account": "001234567",
    "card": "6032981234567890",
    "result_tick:DITEMUI": "v",
    "result_tick:TIDAK DITEMUI": "",
}
PROBES = {
    "nik": "NIK",
    "name": "NAMA",
    "no_kk": "NO KK",
    "state": "STATUS SALUR",
    "desil": "DESIL",
    "card": "NO KKS",
    "account": "NO REKENING",
}
PROBES |= {"component": "KOMPONEN", "result": "HASIL VERIFIKASI"}


def headers_of(layout: Layout) -> dict[str, str]:
    """Headers of a file in this layout (its signature, then what is still required), with a value each."""
    own = {key(word): name for name, words in layout.fields.items() for word in words} | {key(word): "" for word in layout.ignore}
    headers = {}
    for choice in layout.signature:
        header = choice.split("|")[0]
        said = meaning(Heading(header), VOCABULARY, own)
        headers[header] = said.fields[0] if said and said.fields else ""
    for name in layout.required or ("nik", "name", "result"):
        if name not in headers.values() and not (name == "name" and "head_name" in headers.values()):
            headers[layout.fields[name][0] if name in layout.fields else PROBES[name]] = name
    return headers


@pytest.mark.parametrize("layout", [x for x in shipped_layouts() if x.signature], ids=lambda x: x.id)
def test_a_layout_knows_its_own_files(read, layout: Layout) -> None:
    headers = headers_of(layout)
    title = f"{layout.title_words[0].upper()}\n" if layout.title_words else ""
    row = ";".join(VALUES.get(name, "x") for name in headers.values())
    table = read(f"{title}{';'.join(headers)}\n{row}\n").tables[0]
    assert table.problem is None
    assert table.kind is layout.kind
    family = (layout.id, layout.id.replace("dtsen-v3", "dtsen-2026"), layout.id.replace("dtsen-2026", "dtsen-v3"))
    assert table.layout.removesuffix("-individu").removesuffix("-anggota") in [
        f.removesuffix("-individu").removesuffix("-anggota") for f in family
    ]


def test_every_layout_says_what_it_is() -> None:
    for layout in shipped_layouts():
        assert layout.source, layout.id
        assert layout.signature or layout.positions or layout.slices, layout.id
    assert {x.id for x in shipped_layouts() if x.status == "unverified"} >= {"pos-danom", "bsb-salur"}


def test_an_office_layout_outranks_the_shipped_ones(read, tmp_path: Path) -> None:
    (tmp_path / "bank.toml").write_text(
        'id = "bank-kami"\ntitle = "Bank kami"\nkind = "disbursement"\nstatus = "verified"\nrequired = ["nik", "amount"]\n'
        'signature = ["ID_NASABAH", "NILAI_TRX"]\n[fields]\nnik = ["ID_NASABAH"]\nname = ["NM"]\namount = ["NILAI_TRX"]\n'
    )
    text = "ID_NASABAH;NM;NILAI_TRX\n1671084501809001;ANI;600000\n"
    table = read(text, office=tmp_path).tables[0]
    assert (table.layout, dict(table.headers)) == ("bank-kami", {"amount": "NILAI_TRX", "name": "NM", "nik": "ID_NASABAH"})


def test_an_unknown_list_comes_with_the_nearest_layout_and_a_ready_one(read) -> None:
    table = read("No HP;Nama KPM;Nominal;Warna Rumah\n0812;ANI;600000;biru\n").tables[0]
    assert table.kind is Kind.UNKNOWN
    assert "kolom NIK tidak ditemukan" in (table.problem or "")
    assert table.nearest is not None
    toml = propose_toml(table, "daftar baru")
    made = parse_layout(toml, name="daftar-baru.toml")
    assert made.fields["name"] == ("Nama KPM",)
    assert '"Warna Rumah"' in toml


def test_a_wrong_layout_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "salah.toml").write_text('id = "x1"\ntitle = "t"\nkind = "disbursement"\nstatus = "verified"\nwarna = 1\n')
    with pytest.raises(ValueError, match=r"salah\.toml salah pada 'warna'"):
        load_layouts(tmp_path)


def test_a_member_file_without_header_is_read_by_position(read) -> None:
    rows = [f'"16710845018090{i}"|"1671080101209001"|"ORANG {chr(64 + i % 26 + 1)}"|"x"' for i in range(10, 20)]
    table = read("\n".join(rows)).tables[0]
    assert (table.layout, table.header_row, table.read) == ("dtsen-v3-anggota-posisi", 0, 10)
    assert table.frame.get_column("source_row").to_list() == list(range(1, 11))


def test_two_name_columns_are_refused_unless_they_say_the_same(read) -> None:
    twice = read("nik;nama;nama;nominal\n1671084501809001;ANI;BUDI;1\n").tables[0]
    assert "lebih dari satu kolom" in (twice.problem or "")
    same = read("nik;nama;nama;nominal\n1671084501809001;ANI;ANI;1\n").tables[0]
    assert same.frame.get_column("name").to_list() == ["ANI"]
    empty = read("nik;nama;nama;nominal\n1671084501809001;;BUDI;1\n").tables[0]
    assert empty.frame.get_column("name").to_list() == ["BUDI"]


def test_a_plain_list_of_people_is_readable_and_of_no_kind(read) -> None:
    table = read("nik,nama,rt\n1671084501809001,ANI,001\n").tables[0]
    assert (table.kind, table.layout, table.problem, table.read) == (Kind.UNKNOWN, "auto:persons", None, 1)


@pytest.mark.parametrize(("value", "field"), [("SUKSES SALUR", "state"), ("MENINGGAL", "result"), ("rumah di ujung gang", "state_note")])
def test_a_doubtful_header_is_decided_by_its_values(read, value: str, field: str) -> None:
    table = read(f"nik;nama;nominal;keterangan\n1671084501809001;ANI;600000;{value}\n").tables[0]
    assert table.headers.get(field) == "keterangan"


def test_answers_keep_every_column_under_its_own_name(read) -> None:
    table = read("id_kasus;nama;Keputusan;Catatan Saya\nIE-7Q3K9X2MRT-4;ANI;LAYAK;ok\n").tables[0]
    assert table.kind is Kind.ANSWERS
    assert table.frame.drop("source_row").columns == ["id_kasus", "nama", "keputusan", "catatan_saya"]


def test_a_village_s_proposal_to_strike_people_off_is_no_sheet_of_a_packet() -> None:
    assert packet_sheet(["no", "nama", "alamat", "nik", "alasanusulan"]) == ""
    assert packet_sheet(["nama", "jeniskelamin", "tgllahir", "alamat", "rt", "rw", "kodewilayah", "alasanusulan"]) == "usulan"
