"""Bytes of a text file to UTF-8 with `\\n` line ends, whatever wrote them: BOM, UTF-16, Windows-1252, both mixed, lone CR.

Reach for it before anything looks at lines. Decoding never replaces a character by `�`: what is not UTF-8 is Windows-1252
line by line (DTSEN v3 mixes both), and what is neither text is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.read.refusal import Refused

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE = 65_536
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\f\0\x1b\x1a\x1f")
_NOT_TEXT = (
    "isinya bukan teks dan bukan buku kerja yang dikenal (mungkin berkas rusak). Minta pengirim mengirim ulang sebagai .xlsx atau .csv."
)


@dataclass(frozen=True)
class Text:
    """The file as UTF-8 with `\\n` line ends only, and what its encoding was."""

    data: bytes
    encoding: str


def decode(raw: bytes) -> Text:
    """Turn a text file's bytes into UTF-8. Raises Refused when they are no text."""
    data, encoding = _to_utf8(raw)
    sample = data[:_SAMPLE]
    if sample and len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 100:
        raise Refused(_NOT_TEXT)
    if sample.count(0) > len(sample) // 20:
        raise Refused(_NOT_TEXT)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Text(data, encoding)


def _to_utf8(raw: bytes) -> tuple[bytes, str]:
    for bom, name in _BOMS:
        if raw.startswith(bom):
            body = raw[len(bom) :]
            return (_utf8_or_windows(body)) if name == "utf-8" else _wide(body, name)
    guessed = _wide_without_bom(raw[:4096])
    return _wide(raw, guessed) if guessed else _utf8_or_windows(raw)


def _wide(body: bytes, name: str) -> tuple[bytes, str]:
    if name == "utf-32":
        raise Refused("teks berkode UTF-32 tidak dibaca. Simpan ulang sebagai CSV UTF-8.")
    try:
        return body.decode(name).encode("utf-8"), "utf-16"
    except UnicodeDecodeError:
        raise Refused("teks UTF-16-nya rusak atau terpotong. Minta pengirim mengirim ulang berkasnya.") from None


def _wide_without_bom(head: bytes) -> str:
    """UTF-16 that lost its BOM: nearly every second byte is NUL."""
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.1 else ""


def _utf8_or_windows(raw: bytes) -> tuple[bytes, str]:
    if raw.isascii():
        return raw, "utf-8"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return _line_by_line(raw)
    return raw, "utf-8"


def _line_by_line(raw: bytes) -> tuple[bytes, str]:
    """Each line as UTF-8 where it is, else as Windows-1252 (its five empty places as Latin-1)."""
    lines, mixed = [], False
    for line in raw.split(b"\n"):
        if line.isascii():
            lines.append(line)
            continue
        try:
            line.decode("utf-8")
            mixed = True
            lines.append(line)
        except UnicodeDecodeError:
            lines.append(_windows(line).encode("utf-8"))
    return b"\n".join(lines), "utf-8+cp1252" if mixed else "cp1252"


def _windows(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")
