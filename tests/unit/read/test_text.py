"""Encodings and line ends: what comes out is UTF-8 with `\\n`, and never a replacement character."""

import pytest

from pipeline.read.refusal import Refused
from pipeline.read.texts.text import decode

LINE = "nik;nama\n1671084501809001;NUÑEZ – É\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (LINE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + LINE.encode(), "utf-8"),
        (LINE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + LINE.encode("utf-16-be"), "utf-16"),
        (LINE.encode("utf-16-le"), "utf-16"),
        (LINE.encode("utf-16-be"), "utf-16"),
        (LINE.encode("cp1252"), "cp1252"),
        (LINE.replace("\n", "\r\n").encode(), "utf-8"),
        (LINE.replace("\n", "\r").encode(), "utf-8"),
    ],
)
def test_every_way_of_writing_gives_the_same_text(raw: bytes, encoding: str) -> None:
    text = decode(raw)
    assert text.data.decode() == LINE
    assert text.encoding == encoding


def test_two_encodings_in_one_file_are_told_line_by_line() -> None:
    text = decode("ANDRÉ\n".encode() + "NUÑEZ\n".encode("cp1252"))
    assert (text.data.decode(), text.encoding) == ("ANDRÉ\nNUÑEZ\n", "utf-8+cp1252")


def test_a_byte_that_windows_has_no_letter_for_is_kept() -> None:
    assert decode(b"A\x81B\n").data.decode() == "A\x81B\n"


@pytest.mark.parametrize("raw", [bytes(range(256)) * 40, b"\xff\xfe\x00\x00" + LINE.encode("utf-32-le"), b"\0" * 500])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        decode(raw)


def test_half_a_utf16_file_is_refused() -> None:
    with pytest.raises(Refused, match="terpotong"):
        decode(b"\xff\xfe" + LINE.encode("utf-16-le")[:-1])
