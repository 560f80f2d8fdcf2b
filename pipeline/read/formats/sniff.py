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
_COPY = "tabelnya ke lembar Excel kosong (Ctrl+A, Ctrl+C, Ctrl+V), simpan sebagai .xlsx, lalu kirim ulang."
FROM_WORD = f"Salin dari Word {_COPY}"
"""What to do with a document that Excel cannot open."""
_AS_DOCX = f"Buka di Word, simpan sebagai .docx, lalu kirim ulang; atau salin {_COPY}"
_ORIGINAL = "Minta pengirim mengirim tabel aslinya (.xlsx atau .csv)."
_UNPACKED = "Buka arsipnya dan kirim isinya, atau kirim sebagai .zip."
_EXPORT = "Ekspor tabelnya sebagai .csv atau .xlsx, lalu kirim ulang."
_REFUSED = (
    (
        b"%PDF",
        "ini berkas PDF; angkanya tidak terbaca dengan pasti. Minta pengirim mengirim berkas Excel atau CSV yang menjadi asal PDF itu.",
    ),
    (b"{\\rtf", f"ini dokumen RTF. {_AS_DOCX}"),
    (b"\xff\xd8\xff", f"ini foto, bukan tabel. {_ORIGINAL}"),
    *((magic, f"ini gambar, bukan tabel. {_ORIGINAL}") for magic in (b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")),
    (b"OggS", f"ini rekaman suara, bukan tabel. {_ORIGINAL}"),
    (b"Rar!", f"ini arsip RAR. {_UNPACKED}"),
    (b"7z\xbc\xaf", f"ini arsip 7z. {_UNPACKED}"),
    (b"\xfd7zXZ", f"ini arsip XZ. {_UNPACKED}"),
    (b"BZh", f"ini arsip BZ2. {_UNPACKED}"),
    (b"SQLite format 3", f"ini basis data SQLite, bukan tabel. {_EXPORT}"),
    *((b"\0\1\0\0Standard " + engine, f"ini basis data Access. Buka di Access. {_EXPORT}") for engine in (b"Jet DB", b"ACE DB")),
    *((magic, f"ini berkas SPSS (.sav). Buka di SPSS. {_EXPORT}") for magic in (b"$FL2", b"$FL3")),
    (b"<stata_dta>", f"ini berkas Stata (.dta). Buka di Stata. {_EXPORT}"),
    (b"PAR1", "ini berkas Parquet; kiriman bulanan dibaca dari .xlsx atau .csv. Ekspor sebagai .csv, lalu kirim ulang."),
    (b"ARROW1", "ini berkas Arrow/Feather; kiriman bulanan dibaca dari .xlsx atau .csv. Ekspor sebagai .csv, lalu kirim ulang."),
    *(
        (b"-- " + tool, f"ini cadangan basis data (SQL), bukan tabel. {_EXPORT}")
        for tool in (b"MySQL dump", b"phpMyAdmin", b"MariaDB dump")
    ),
    (b"ID;PWXL", f"ini berkas SYLK (.slk). {_RESAVE}"),
    *((b"TABLE" + end + b"0,1" + end, f"ini berkas DIF (.dif). {_RESAVE}") for end in (b"\r\n", b"\n")),
    (b"MIME-Version:", f"ini halaman web tersimpan (MHTML) bernama buku kerja. {_RESAVE}"),
)
_OLD_STATA = re.compile(rb"[\x69-\x73][\x01\x02]\x01\x00")
_SYLK = re.compile(rb"ID;P[^\r\n;]*(?:;[NE])*\r?\n[PBFCO];")
"""Of another program than Excel; a list may begin with `ID;PENERIMA` too."""
_BEHIND = ((4, b"ftyp", "ini foto atau video, bukan tabel."), (8, b"WEBP", "ini gambar, bukan tabel."))
"""Kinds told by bytes that do not stand first."""
_DBASE = frozenset({0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xE5, 0xF5, 0xFB})
"""First bytes of FoxBASE, dBase III, IV and FoxPro, with and without memos."""
_TAGGED = re.compile(rb"<[a-z][^<>]*>.*<(?:table|tr)\b", re.DOTALL)
"""A piece of a web page that begins with any other tag and holds a table."""
_MAIL = re.compile(
    rb"(?:(?:Return-Path|Received|Delivered-To|From|To|Cc|Date|Subject|Message-ID|X-[\w-]+): [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}"
)
"""The first lines of a saved e-mail."""
_COMMENTS = re.compile(rb"^(?:<!--.*?-->\s*)+", re.DOTALL)
_JSON, _JSON_KEY = re.compile(rb"\{|\[\s*\{"), re.compile(rb'"\s*:')
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_OLE2 = (
    ("WordDocument", f"ini dokumen Word lama (.doc). {_AS_DOCX}"),
    ("PowerPoint Document", f"ini paparan PowerPoint, bukan tabel. {_ORIGINAL}"),
    ("__substg1.0_", "ini surel Outlook (.msg). Simpan lampirannya, lalu kirim lampiran itu."),
)
"""A stream's name, and what the file is then."""
_BROKEN_ZIP = "berkas ini rusak atau terpotong (arsip ZIP/XLSX-nya tidak utuh). Minta pengirim mengirim ulang berkasnya."
_ZIP_FAULTS = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError)
_WORKBOOK_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb"}


def container_of(head: bytes) -> str:
    """'gzip', 'zip', 'ole2', 'dbase', 'html', 'xml2003', 'mail' or 'text', by a file's first 4 KiB. Raises Refused for what is not read."""
    if not head:
        raise Refused("berkas ini kosong (0 bita), mungkin salinannya terputus. Minta pengirim mengirim ulang.")
    for magic, sentence in _REFUSED:
        if head.startswith(magic):
            raise Refused(sentence)
    for at, magic, sentence in _BEHIND:
        if head[at : at + len(magic)] == magic:
            raise Refused(f"{sentence} {_ORIGINAL}")
    if _SYLK.match(head):
        raise Refused(f"ini berkas SYLK (.slk). {_RESAVE}")
    if _OLD_STATA.match(head):
        raise Refused(f"ini berkas Stata (.dta). Buka di Stata. {_EXPORT}")
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(OLE2):
        return "ole2"
    if head[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00") or head[:3] == b"\x09\x00\x04":
        raise Refused(f"ini buku kerja Excel lama (sebelum Excel 97) yang tidak lagi dapat dibaca. {_RESAVE}")
    return "dbase" if _is_dbase(head) else _markup(head)


def _is_dbase(head: bytes) -> bool:
    """Whether the first bytes of a file are a head of dBase III, IV or FoxPro: a version, a date, two empty bytes, a field's name."""
    dated = len(head) > 32 and head[0] in _DBASE and head[2] <= 12 and head[3] <= 31
    return dated and head[12:14] == b"\0\0" and (head[32:33].isalnum() or head[32] == 0x0D)


def _markup(head: bytes) -> str:
    if _MAIL.match(head):
        return "mail"
    text = _COMMENTS.sub(b"", _as_ascii(head).lstrip(b"\xef\xbb\xbf \t\r\n"))[:2048].lower()
    if text.startswith((b"<?xml", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "xml2003"
        if b"<html" not in text:
            raise Refused(f"ini berkas XML, bukan tabel. {_RESAVE}")
    page = text.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<div", b"<body", b"<center"))
    if page or _TAGGED.match(text):
        return "html"
    if _JSON.match(text) and _JSON_KEY.search(text):
        raise Refused("ini berkas JSON, bukan tabel. Ekspor dari aplikasinya sebagai .csv atau .xlsx, lalu kirim ulang.")
    return "text"


def _as_ascii(head: bytes) -> bytes:
    """The head of UTF-16 text in single bytes, any other head as it is."""
    return head.replace(b"\0", b"")[2:] if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head


def zip_kind(archive: zipfile.ZipFile) -> str:
    """'xlsx', 'xlsb', 'ods', 'docx' or 'zip' (a bag of files). Raises Refused for other office documents."""
    names = set(archive.namelist())
    lower = {name.lower(): name for name in names}
    for part, kind in _WORKBOOK_PARTS.items():
        if part in lower:
            return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        mime = _mimetype(archive)
        if b"opendocument.spreadsheet" in mime:
            return "ods"
        if b"opendocument.text" in mime:
            raise Refused(f"ini dokumen teks OpenDocument (.odt). {_AS_DOCX.replace('di Word', 'di LibreOffice Writer')}")
        if b"opendocument" in mime:
            raise Refused(f"ini dokumen OpenDocument yang bukan lembar kerja. Salin {_COPY}")
    if any(name.startswith("word/document") for name in lower):
        return "docx"
    if any(name.startswith("ppt/") for name in lower):
        raise Refused(f"ini paparan PowerPoint, bukan tabel. {_ORIGINAL}")
    if any(name.endswith(".iwa") for name in lower):
        raise Refused(f"ini berkas Apple iWork (Numbers atau Pages). {_EXPORT}")
    if any(name.startswith("xl/") for name in lower) or "[content_types].xml" in lower:
        raise Refused(f"buku kerja ini rusak: bagian utamanya (workbook) tidak ada. {_RESAVE}")
    return "zip"


def is_encrypted_ole2(data: bytes) -> bool:
    """Whether an OLE2 file is a password-protected .xlsx (it holds a stream `EncryptedPackage`)."""
    return "EncryptedPackage".encode("utf-16-le") in data


def ole2_has(data: bytes, *streams: str) -> bool:
    """Whether the directory of an OLE2 file names one of `streams`."""
    return any(name.encode("utf-16-le") in data for name in streams)


def refuse_other_ole2(data: bytes) -> None:
    """Raise Refused for an OLE2 file that is no workbook, by the name of what it is."""
    for stream, sentence in _OTHER_OLE2:
        if ole2_has(data, stream):
            raise Refused(sentence)
    raise Refused("ini bukan buku kerja Excel (tidak ada lembar di dalamnya). Minta pengirim mengirim tabelnya sebagai .xlsx.")


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
