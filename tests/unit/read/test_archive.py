"""Zip and gzip are opened with distrust; every flipped bit is noticed or harmless."""

import gzip
import io
import random
import struct
import zipfile

import pytest

from pipeline.read.formats.archive import stored_zip

CSV = "nik;nama;alamat;nominal\n" + "".join(f"16710845018090{i};ORANG {i};JL. {i};600000\n" for i in range(10, 60))


def zipped(members: list[tuple[zipfile.ZipInfo | str, str | bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members:
            made.writestr(name, content, method)
    return out.getvalue()


def test_each_member_is_a_table_under_its_name(read) -> None:
    found = read(zipped([("bri/a.csv", CSV), ("b.csv", CSV), ("__MACOSX/._a.csv", "x"), (".DS_Store", "x")]))
    assert [(t.sheet, t.read) for t in found.tables] == [("bri/a.csv", 50), ("b.csv", 50)]
    assert found.container == "zip"


def test_one_unreadable_member_is_told_and_the_others_are_read(read) -> None:
    found = read(zipped([("a.csv", CSV), ("surat.pdf", b"%PDF-1.4")]))
    assert [t.read for t in found.tables] == [50]
    assert any("surat.pdf" in note for note in found.notes)


def test_gzip_is_unpacked_under_any_name(read) -> None:
    assert read(gzip.compress(CSV.encode()), "data.csv").tables[0].read == 50


@pytest.mark.parametrize("name", ["../../jahat.csv", "/tmp/jahat.csv", "..\\jahat.csv", "C:jahat.csv"])
def test_names_that_point_outside_are_refused(read, name: str) -> None:
    assert "luar arsip" in (read(zipped([(zipfile.ZipInfo(name), CSV)])).problem or "")


def test_links_passwords_bombs_and_crowds_are_refused(read) -> None:
    link = zipfile.ZipInfo("tautan.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert "symlink" in (read(zipped([(link, "/etc/passwd")])).problem or "")
    locked = bytearray(zipped([("a.csv", CSV)], zipfile.ZIP_STORED))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert "bersandi" in (read(bytes(locked)).problem or "")
    assert "mengembang" in (read(zipped([("a.csv", b"0" * (64 << 20))])).problem or "")
    assert "mengembang" in (read(gzip.compress(b"0" * (64 << 20))).problem or "")
    assert "51 berkas" in (read(zipped([(f"{i}.csv", CSV) for i in range(51)])).problem or "")
    assert "di dalam arsip" in (read(zipped([("dalam.zip", zipped([("a.csv", CSV)]))])).problem or "")


def test_a_size_that_lies_is_found_out(read) -> None:
    data = zipped([("a.csv", "A" * 5_000_000)])
    assert read(data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))).problem is not None


def test_a_stored_zip_is_a_zip() -> None:
    with zipfile.ZipFile(io.BytesIO(stored_zip([("a", (b"1",), 0x83DCEFB7), ("b/c", (), 0)]))) as made:
        assert made.testzip() is None
        assert {n: made.read(n) for n in made.namelist()} == {"a": b"1", "b/c": b""}


def outcome(found) -> object:
    return found.problem is None and [(t.sheet, t.kind, t.frame.rows(), t.headers) for t in found.tables]


@pytest.mark.parametrize("flips", [20, pytest.param(300, marks=pytest.mark.slow)])
def test_a_flipped_bit_is_refused_or_changes_nothing(read, book, flips: int) -> None:
    dice = random.Random(20250531)
    rows = [
        ["NIK", "NAMA", "NO KK", "NOMINAL"],
        *([f"16710845018090{i}", f"ORANG {i}", "1671080101209001", 600000 + i] for i in range(10, 60)),
    ]
    for data in (book({"Data": rows}), zipped([("a.csv", CSV)]), gzip.compress(CSV.encode(), mtime=0)):
        expected = outcome(read(data))
        assert expected
        for _ in range(flips):
            flipped = bytearray(data)
            place = dice.randrange(8 * len(data))
            flipped[place // 8] ^= 1 << place % 8
            assert outcome(read(bytes(flipped))) in (False, expected)
