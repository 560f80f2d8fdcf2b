"""What a file is, by its first bytes and never by its name.

Reach for it before anything else opens the bytes. What Padan does not read is refused here, with the way to send it instead.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from pipeline.read.refusal import Refused

_RESAVE = "Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx dan kirim ulang."
_REFUSED = (
    (b"%PDF", f"ini berkas PDF; angkanya tidak dapat dibaca dengan pasti. Minta pengirim mengirim tabel aslinya. {_RESAVE}"),
    (b"{\\rtf", f"ini dokumen RTF, bukan tabel. {_RESAVE}"),
    (b"\xff\xd8\xff", "ini foto, bukan tabel. Minta pengirim mengirim tabel aslinya (.xlsx atau .csv)."),
    (b"\x89PNG", "ini gambar, bukan tabel. Minta pengirim mengirim tabel aslinya (.xlsx atau .csv)."),
    (b"Rar!", "ini arsip RAR. Buka arsipnya dan kirim isinya, atau kirim sebagai .zip."),
    (b"7z\xbc\xaf", "ini arsip 7z. Buka arsipnya dan kirim isinya, atau kirim sebagai .zip."),
    (b"\xfd7zXZ", "ini arsip XZ. Buka arsipnya dan kirim isinya, atau kirim sebagai .zip."),
    (b"BZh", "ini arsip BZ2. Buka arsipnya dan kirim isinya, atau kirim sebagai .zip."),
    (b"SQLite format 3", "ini basis data SQLite, bukan tabel. Ekspor tabelnya sebagai .csv atau .xlsx, lalu kirim ulang."),
    (b"PAR1", "ini berkas Parquet; kiriman bulanan dibaca dari .xlsx atau .csv. Ekspor sebagai .csv, lalu kirim ulang."),
    (b"ID;PWXL", f"ini berkas SYLK (.slk). {_RESAVE}"),
    (b"MIME-Version:", f"ini halaman web tersimpan (MHTML) bernama buku kerja. {_RESAVE}"),
)
_COMMENTS = re.compile(rb"^(?:<!--.*?-->\s*)+", re.DOTALL)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN_ZIP = "berkas ini rusak atau terpotong (arsip ZIP/XLSX-nya tidak utuh). Minta pengirim mengirim ulang berkasnya."
_ZIP_FAULTS = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError)
_WORKBOOK_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb"}


def container_of(head: bytes) -> str:
    """'gzip', 'zip', 'ole2', 'html', 'xml2003' or 'text', by the first 4 KiB of a file. Raises Refused for what is not read, or empty."""
    if not head:
        raise Refused("berkas ini kosong (0 bita), mungkin salinannya terputus. Minta pengirim mengirim ulang.")
    for magic, sentence in _REFUSED:
        if head.startswith(magic):
            raise Refused(sentence)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(OLE2):
        return "ole2"
    if head[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00") or head[:3] == b"\x09\x00\x04":
        raise Refused(f"ini buku kerja Excel lama (sebelum Excel 97) yang tidak lagi dapat dibaca. {_RESAVE}")
    return _markup(head)


def _markup(head: bytes) -> str:
    text = _COMMENTS.sub(b"", _as_ascii(head).lstrip(b"\xef\xbb\xbf \t\r\n"))[:2048].lower()
    if text.startswith((b"<?xml", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "xml2003"
        if b"<html" not in text:
            raise Refused(f"ini berkas XML, bukan tabel. {_RESAVE}")
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<div", b"<body", b"<center")):
        return "html"
    if text.startswith((b"{", b"[{", b"[\n")) and b'":' in text:
        raise Refused("ini berkas JSON, bukan tabel. Ekspor dari aplikasinya sebagai .csv atau .xlsx, lalu kirim ulang.")
    return "text"


def _as_ascii(head: bytes) -> bytes:
    """The head of UTF-16 text in single bytes, any other head as it is."""
    return head.replace(b"\0", b"")[2:] if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head


def zip_kind(archive: zipfile.ZipFile) -> str:
    """'xlsx', 'xlsb', 'ods' or 'zip' (a bag of files). Raises Refused for other office documents."""
    names = set(archive.namelist())
    lower = {name.lower(): name for name in names}
    for part, kind in _WORKBOOK_PARTS.items():
        if part in lower:
            return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        mime = _mimetype(archive)
        if b"opendocument.spreadsheet" in mime:
            return "ods"
        if b"opendocument" in mime:
            raise Refused(f"ini dokumen OpenDocument yang bukan lembar kerja. {_RESAVE}")
    if any(name.startswith(("word/", "ppt/")) for name in lower):
        raise Refused(f"ini dokumen Word atau PowerPoint, bukan lembar kerja. {_RESAVE}")
    if any(name.startswith("xl/") for name in lower) or "[content_types].xml" in lower:
        raise Refused(f"buku kerja ini rusak: bagian utamanya (workbook) tidak ada. {_RESAVE}")
    return "zip"


def is_encrypted_ole2(data: bytes) -> bool:
    """Whether an OLE2 file is a password-protected .xlsx (it holds a stream `EncryptedPackage`)."""
    return "EncryptedPackage".encode("utf-16-le") in data


def ole2_has(data: bytes, *streams: str) -> bool:
    """Whether the directory of an OLE2 file names one of `streams`."""
    return any(name.encode("utf-16-le") in data for name in streams)


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    try:
        return archive.read("mimetype")
    except (*_ZIP_FAULTS, zlib.error, RuntimeError):
        raise Refused(_BROKEN_ZIP) from None


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open a zip held in memory. Raises Refused when its directory is broken or cut off."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_FAULTS:
        raise Refused(_BROKEN_ZIP) from None
