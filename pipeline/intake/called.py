"""What a list calls itself in title, sheet and file name, where its columns alone would make it something else.

When to reach for it: `doubt` asks it of every table, `intake` of the name of a file that could not be read. The invariants: a registry of
the poor is only what something calls one (a title, a name, a desil, an ID of DTKS); a wish makes nobody entitled, and a list of those who
were struck off is no registry. Every answer is the part of a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.refusal import shown
from pipeline.standardise.text import parted
from schemas.codes import Kind

if TYPE_CHECKING:
    from pipeline.read import ReadTable

_AUTO = "auto:"
_I = re.IGNORECASE
_REGISTRY = re.compile(
    r"\b(?:dtks|dtsen|bdt|regsosek|siks|registri|prelist|data terpadu|tunggal sosial|data sosial|kesejahteraan sosial|(?:keluarga|penduduk"
    r"|warga|data) miskin)\b",
    _I,
)
_EXTREME = re.compile(r"\bp3ke\b|\b(?:ke)?miskin(?:an)? ekstrem\b", _I)
"""P3KE counts the extremely poor on a scale of its own (DOMAIN §4): who is not in it may well be in DTKS or DTSEN."""
_VOTERS = re.compile(r"\b(?:dpt|dps|dpshp|dptb|pemilih|pemilu|pilkada|pilkades|kpu|tps|coklit)\b", _I)
_PEOPLE = re.compile(r"\b(?:penduduk|kependudukan|dis?dukcapil|dukcapil|capil|buku induk|wajib ktp)\b", _I)
_RICE = re.compile(r"\b(?:pbp|bantuan pangan|cadangan pangan|cpp|bapanas|bulog|penerima (?:bantuan )?beras)\b", _I)
"""Who gets rice is on the list of its agency, which registers nobody."""
_PUPILS = re.compile(r"\b(?:dapodik|peserta didik|sisw[ai]|murid|pelajar|santri|emis|nisn)\b", _I)
"""A school's list: what it says of aid is said of a school's own (PIP, KIP)."""
_OF_VOTERS = re.compile(r"^(?:no\.? |nomor )?tps$", _I)
_OF_PEOPLE = re.compile(
    r"^(?:agama|gol(?:ongan)?\.? ?dar(?:ah)?|kewarganegaraan|warga ?negara|(?:nama|nm|nik)[ _](?:(?:lengkap|lgkp)[ _])?ayah"
    r"|no\.? (?:akta|akte)(?: (?:ke)?lahir(?:an)?)?|no\.? paspor)$",
    _I,
)
"""Columns of the population register, which no registry of the poor has."""
_KEYS = re.compile(r"dtks|dtsen|bdt|semesta|\bart\b|ruta|krt|prelist|id ?kel|rumah ?tangga|siks", _I)
_WISH = re.compile(
    r"\b(?:(?:peng)?usulan|diusulkan|pengajuan|diajukan|(?:daftar|calon) (?:tunggu|cadangan)|waiting list"
    r"|(?:belum|tidak|tdk|blm) (?:mendapat(?:kan)?|dapat|masuk|kebagian) kuota)\b"
    r"(?!.{0,25}\b(?:pencairan|pembayaran|penyaluran|bayar|salur|transfer|sp2d|spm|burekol|rekening|top ?up|dana)\b)",
    _I,
)
"""Asking for the money of those who are determined (usulan pencairan) is no wish for new people."""
_REPLACES = re.compile(r"\b(?:revisi|perbaikan|koreksi|ralat|pembetulan|menggantikan)\b", _I)
"""Words of a title; others than of names, where `final` and `update` tell two versions apart."""
_ESTIMATE = re.compile(
    r"\b(?:simulasi|proyeksi|estimasi|perkiraan|rencana (?:kebutuhan|anggaran)|(?:usulan )?kebutuhan (?:anggaran|dana)|rab|pagu)\b", _I
)
"""Money that somebody reckons with and nobody was paid."""
_WAGES = re.compile(
    r"\b(?:honor(?:arium)?|honorer|gaji|insentif|upah|tunjangan kinerja|thr|sppd|perjalanan dinas|lembur"
    r"|uang (?:saku|transport|makan|lelah))\b",
    _I,
)
"""Money for work is no aid."""
_MEETING = re.compile(
    r"\b(?:sosialisasi|penyuluhan|pelatihan|bimtek|bimbingan teknis|rapat|(?:daftar hadir|absen(?:si)?|presensi|undangan)"
    r"(?!.{0,25}\b(?:pencairan|pembayaran|penyaluran|(?:penyerahan|pengambilan)(?! (?:kartu|kks|buku|atm))"
    r"|penerima(?:an)?|bayar|salur|blt|bst)\b))\b",
    _I,
)
"""Who came to a meeting, or is asked to, is not paid there; a list of who came to fetch money is a receipt."""
_BUSINESS = re.compile(
    r"\b(?:calon debitur|debitur|kredit|kur|kpr|plafon|pinjaman|koperasi|pelanggan|idpel|pln|ptsl|sertifikat tanah|elpiji|lpg"
    r"|beasiswa|vaksin(?:asi)?|imunisasi|skrining|alat bantu|kursi roda|kaki palsu|donor|lowongan|rekrutmen|perguruan tinggi"
    r"|subsidi (?:listrik|lpg|elpiji|gas|pupuk|bunga))\b",
    _I,
)
"""What a visit or a selection is of that decides of other things than aid for the poor."""
_OF_THE_POOR = r"bansos|bantuan sosial|sembako|bpnt|pkh|blt|bst|kpm|kks|dtks|dtsen|siks|pbi|kemiskinan|miskin|penerima manfaat"
_OF_AID = re.compile(rf"\b(?:{_OF_THE_POOR}|verval|musdes|muskel)\b", _I)
_JUDGED = re.compile(
    rf"\b(?P<aid>{_OF_THE_POOR})\b|(?<!punya )(?<!memiliki )(?<!kepemilikan )(?<!ambil )\b(?P<other>rtlh|rutilahu|layak huni|bsps"
    r"|(?:bedah|rehab|rehabilitasi|perbaikan|renovasi) rumah|rumah rusak|jamban|sanitasi|odf|stbm|septi[ck] ?tank|air bersih|pamsimas"
    r"|(?:pemeriksaan|cek|skrining) kesehatan|posyandu|posbindu|status gizi|donor|vaksin(?:asi)?|imunisasi|bkkbn"
    r"|kelayakan usaha|(?:modal|bantuan) usaha|usaha mikro|umkm|kewirausahaan|kube|uep|pelatihan|prakerja|lowongan|rekrutmen"
    r"|ptsl|sertifika(?:t|si) tanah|debitur|kredit(?! (?:mobil|motor|rumah))|kur|kpr|pinjaman"
    r"|beasiswa|kip kuliah|sekolah rakyat|alat bantu|kursi roda|kaki palsu|alsintan|bibit|benih|ternak"
    r"|subsidi (?:listrik|lpg|elpiji|gas|pupuk|bunga))\b",
    _I,
)
"""What a title says is looked at: a house, a privy, health, a trade, land or a loan, of the people of a programme (`SURVEI JAMBAN KPM`),
or those people, whatever they own (`VERIFIKASI KPM YANG MEMILIKI USAHA`): the one named first."""
_ASIDE = re.compile(rf"\((?![^)]*\b(?:{_OF_THE_POOR})\b)[^)]*\)", _I)
"""What a title counts up in brackets: the criteria of a verification."""
_FIT_FOR_AID = re.compile(r"\blayak\b.*\b(?:bansos|bantuan sosial|sembako|bpnt|pkh|blt|bst|dtks|dtsen)\b", _I)
_COMPLAINT = re.compile(
    r"(?:^\W*|\b(?:buku|register|regist(?:ra|e)si|rekap\w*|daftar|data|form\w*|laporan|log|catatan|tabel|isi|tindak lanjut|penanganan) )"
    r"((?:peng)?aduan|keluhan|komplain|complaints?|(?:usul )?sanggah(?:an)?|kotak saran|(?:laporan|aspirasi) (?:warga|masyarakat))\b",
    _I,
)
_WHERE_TO = re.compile(
    r"\b(?:layanan|hotline|call ?center|kontak|posko|(?:di)?sampaikan|hubungi|dapat|silakan"
    r"|(?:no|nomor|telp|wa|whatsapp|email)\.? (?:peng)?aduan)\b"
    r"|aduan\s*:|\b\+?(?:0|62)\d{2,3}[\d -]{5,}",
    _I,
)
"""A line that says where to complain, on whatever list."""
_PAYS = re.compile(r"\b(?:penyaluran|pembayaran|pencairan|realisasi|bayar|salur|daftar terima|tanda terima)\b", _I)
_OF_COMPLAINTS = re.compile(
    r"\b(?:terlapor|teradu|pengadu|(?:isi|materi|uraian|substansi|jenis|kategori|bentuk|pokok|no\.?|nomor|tgl\.?|tanggal|media|kanal)"
    r" (?:peng)?aduan|isi (?:laporan|keluhan))\b",
    _I,
)
"""Headers that only a book of complaints has."""
_REPORTED = re.compile(r"\b(?:keluhan|laporan|lapor|permasalahan|masalah|tindak lanjut)\b", _I)
_REGISTERED_EVENT = re.compile(r"\b(?:kematian|meninggal|wafat|almarhum(?:ah)?|kelahiran|pindah|kepindahan)\b", _I)
"""What is reported to the registrar has a reporter too (`Nama Pelapor`)."""
_LEAVES = re.compile(
    r"\b(?:kpm|penerima|peserta|pm|nama|nik)\b.*\b(?:dihapus|dicoret|diganti(?:kan)?|dikeluarkan|dihentikan|dicabut)\b"
    r"|\b(?:kpm|penerima|peserta|pm) (?:yang )?lama\b|\b(?:dihapus|dicoret|diganti(?:kan)?|dikeluarkan)\b.*\b(?:kpm|penerima|nama|nik)\b",
    _I,
)
_COMES = re.compile(r"\b(?:kpm|penerima|peserta|pm|nama|nik)\b.*\b(?:pengganti|baru)\b|\bpengganti\b", _I)
"""Headers of who leaves a list of recipients and of who comes in his place."""
_DUES = re.compile(
    r"\b(?:iuran|uang kas|kas (?:kelompok|rt|rw|warga)|arisan|angsuran|cicilan|pinjaman|kur|simpan pinjam|simpanan (?:pokok|wajib|sukarela)"
    r"|tabungan (?:kelompok|anggota|siswa|warga))\b",
    _I,
)
"""Money that people pay in, save or borrow, KPM or not."""
_OF_BUSINESS = re.compile(r"\b(?:debitur|plafon|beasiswa|vaksin|kur)\b", _I)
"""Such words of a column's header; what a poor house has (PLN, LPG) is asked in visits for aid too."""
_OF_WAGES = re.compile(r"^(?:pph(?: ?\d+)?|jabatan|golongan|gol\.?|honor(?:arium)?|gaji(?: pokok)?|potongan pajak)$", _I)
_DETERMINED = re.compile(r"\b(?:penetapan|ditetapkan|disetujui|final closing|sk|hasil usulan|realisasi|penyaluran|pembayaran)\b", _I)
_STRUCK = re.compile(
    r"\b(?:(?:di|pe)?non ?-?aktif(?:kan|an)?|tidak aktif|graduasi|dicoret|pencoretan|penghapusan"
    r"|(?:di|yang |keluarga |kk |art |anggota |individu )?(?:keluar|keluarkan|hapus) dari (?:dtsen|dtks|data|daftar|registri|basis))\b",
    _I,
)
_ADDED = re.compile(
    r"\b(?:baru masuk|masuk baru|(?:yang )?masuk (?:ke )?(?:dalam )?(?:dtsen|dtks)|(?:penambahan|tambahan) (?:data|dtsen|dtks|keluarga|kk)"
    r")\b",
    _I,
)
"""What came into a registry since it was last sent: no registry by itself."""
ADDED = "memuat tambahan saja"
_OUTSIDE = re.compile(
    r"\b(?:(?:belum|tidak|tdk|blm) (?:masuk|terdaftar|tercantum|tercatat|terdata|ada|termasuk)(?: (?:di|ke|ke ?dalam|dalam|pada|data))*"
    r"|non|bukan|di ?luar)[ -](?:data )?(?:dtks|dtsen|bdt|p3ke|regsosek|siks)\b",
    _I,
)
"""Who stands in no registry, by the title of the list that names him ("warga miskin belum masuk DTSEN")."""
_LEFT_OUT = re.compile(r"\b(?:tidak termasuk|(?:sudah|telah) tidak memuat|kecuali|selain|bukan|tanpa|di ?luar)\b.{0,60}", _I)
"""Whom a list says it leaves out: a registry without the people struck off is whole."""
_LEAVES_OUT = re.compile(r"\b(?:tidak (?:termasuk|memuat)|kecuali|selain|tanpa) .{0,40}\b(?:dtks|dtsen|bdt|p3ke|regsosek|siks)\b", _I)
_BOTH = re.compile(r"(?<!non)(?<!non )(?<!non-)(?<!tidak )\b(?:aktif|reaktivasi|pengaktifan|diaktifkan)\b", _I)
_PAID = frozenset({"state", "paid_on"})
_VISITED = frozenset({"visited_on", "enumerator", "submission_id", "submitted_at", "received", "amount_received"})
_SEEN = re.compile(r"\b(?:verval|verifikasi|survei|survey|ground ?check|kunjungan|musdes|muskel|monev|monitoring|cek lapangan)\b", _I)


WHOLE = "Minta registri yang utuh dengan kolom statusnya."


def said(table: ReadTable, folder: str) -> str:
    """Title, sheet and own path of a table as words."""
    own = parted(table.name.removeprefix(f"{folder}/").rsplit(".", 1)[0])
    return re.sub(r"[_\-./\\]+", " ", f"{table.title} / {table.sheet} / {own}")


def replaces(title: str) -> bool:
    """Whether a title says that its list takes the place of an earlier one."""
    return bool(_REPLACES.search(title))


def is_no_list_of_payments(name: str) -> bool:
    """Whether a file's name calls it one that pays nobody: proposals, people struck off, voters, inhabitants, who came to a
    meeting."""
    words = re.sub(r"[_\-./\\]+", " ", parted(name))
    if _ESTIMATE.search(words) and not _DETERMINED.search(words):
        return True
    return any(pattern.search(words) for pattern in (_WISH, _STRUCK, _VOTERS, _PEOPLE, _WAGES, _MEETING, _PUPILS, _COMPLAINT))


def otherwise(table: ReadTable, folder: str) -> str | None:
    """Why nobody may be judged from a table, as the beginning of a sentence; None where nothing says so."""
    words, fields = said(table, folder), set(table.headers)
    guessed = table.layout.startswith(_AUTO)
    registry = table.kind in (Kind.REGISTRY, Kind.REGISTRY_FAMILY)
    unpaid = table.kind in (Kind.CLOSING, Kind.DISBURSEMENT) and not fields & _PAID
    wish = _wish(table, folder) if guessed and (registry or unpaid or table.kind is Kind.UNKNOWN) else ""
    if wish:
        return f"Namanya ('{wish}') menyebut usulan, dan usulan belum membuat seorang pun berhak. Minta penetapannya."
    if guessed and unpaid and (found := _ESTIMATE.search(words)) and not _DETERMINED.search(words):
        return f"Namanya ('{found[0]}') menyebut perkiraan anggaran; itu bukan daftar bayar."
    if guessed and (complaint := _complaint(table, folder)):
        return f"Ini tampak buku pengaduan ('{complaint}'); yang dilaporkan di sana belum diperiksa. {_CHECK_IT}"
    if guessed and not registry and not fields & {"amount", *_PAID, *_VISITED} and (left := replaces_people(table)):
        return f"Ini daftar penggantian penerima ('{shown(left)}'); yang diganti bukan penerima lagi. Minta daftar penerima yang berlaku."
    if guessed and registry and not fields & {"desil", "padan", "relationship"} and (card := _insured(table)):
        return f"Ini tampak daftar peserta JKN ('{shown(card)}'), bukan registri (DTKS/DTSEN). {_NAME_IT}"
    silent = table.kind is Kind.SURVEY and not fields & _VISITED and not _SEEN.search(words)
    listed = unpaid and "amount" not in fields
    if guessed and table.kind is Kind.SURVEY and (business := _other_business(table, words)):
        return f"Isinya ('{business}') menyangkut urusan lain, bukan bansos; layak atau tidak di sana tidak berarti layak bansos."
    if (
        guessed
        and (registry or listed or silent or table.kind is Kind.UNKNOWN)
        and (found := _STRUCK.search(_LEFT_OUT.sub(" ", words)))
        and not _BOTH.search(words)
    ):
        return f"Namanya ('{found[0]}') menyebut orang yang dikeluarkan; itu bukan registri dan bukan daftar penerima. {WHOLE}"
    if guessed and registry and "desil" not in fields and (found := _OUTSIDE.search(words)) and not _LEAVES_OUT.search(words):
        return f"Namanya ('{found[0]}') menyebut orang di luar registri; yang ada di sini justru belum terdaftar. {_NAME_IT}"
    if guessed and registry and (found := _RICE.search(words)) and not _marked(table) and not _REGISTRY.search(words):
        return f"Namanya ('{found[0]}') menyebut penerima beras, dan daftar penerima bukan registri (DTKS/DTSEN). {_NAME_IT}"
    if guessed and (listed or table.kind is Kind.UNKNOWN) and (found := _MEETING.search(words)):
        return f"Namanya ('{found[0]}') menyebut pertemuan, dan yang hadir di sana belum tentu dibayar; itu bukan daftar bayar."
    pays = table.kind in (Kind.CLOSING, Kind.DISBURSEMENT) and not _PAYS.search(words)
    if guessed and pays and (found := _DUES.search(words)):
        return f"Namanya ('{found[0]}') menyebut uang yang disetor, ditabung atau dipinjam, bukan bansos."
    return _inhabitants(table, words) if registry else None


_CHECK_IT = "Periksa dulu di lapangan, lalu kirim sebagai hasil kunjungan."


def _complaint(table: ReadTable, folder: str) -> str:
    """The words by which title, sheet, file or columns call a list a book of complaints, which nobody has looked into; "" where none do.

    A line of a phone to complain by, what was paid upon a complaint, and a visit that looked into one are none.
    """
    headers = [*table.headers.values(), *table.unmapped]
    own = parted(table.name.removeprefix(f"{folder}/").rsplit(".", 1)[0])
    lines = [re.sub(r"[_\-./\\]+", " ", line) for line in (*table.title.split(" / "), table.sheet, own)]
    if any(map(_SEEN.search, lines)) or any(map(_REGISTERED_EVENT.search, [*lines, *headers])):
        return ""
    for line in lines:
        found = None if _WHERE_TO.search(line) else _COMPLAINT.search(line)
        if found and not _PAYS.search(line[: found.start()]):
            return found[1]
    if table.headers.keys() >= {"amount", "state"} or table.headers.keys() >= {"amount", "paid_on"}:
        return ""
    told = [found[0] for found in map(_OF_COMPLAINTS.search, headers) if found]
    reported = [header for header in headers if "pelapor" in header.lower()]
    told += reported if any(_REPORTED.search(header) for header in headers if header not in reported) else []
    return shown(told[0]) if told else ""


_INSURED = re.compile(r"(?i)^(?:ps_)?noka(?:_jkn)?$|^(?:no|nomor)[ ._]*(?:kartu[ ._]*)?(?:bpjs|jkn|kis)(?:[ ._].*)?$")


def _insured(table: ReadTable) -> str:
    """The header of the card of the health insurance, which a list of its participants has; "" where there is none."""
    return next((header for header in [*table.headers.values(), *table.unmapped] if _INSURED.search(header.strip())), "")


def replaces_people(table: ReadTable) -> str:
    """The header of who leaves a list, in one that names beside him who comes in his place; "" where none does."""
    headers = [*table.headers.values(), *table.unmapped]
    left = [header for header in headers if _LEAVES.search(header)]
    return left[0] if left and any(_COMES.search(header) for header in headers if header not in left) else ""


def is_complaint(words: str) -> bool:
    """Whether words of a title, sheet or file name call a list a book of complaints: who stands there was not paid by it."""
    return any(_COMPLAINT.search(line) and not _WHERE_TO.search(line) for line in words.split(" / "))


def _other_business(table: ReadTable, words: str) -> str:
    """The word by which title, file or columns of a visit say that it is of no aid for the poor; "" where none does.

    A visit that asks what was received or who died says so whatever else it is of.
    """
    columns = [*table.headers.values(), *table.unmapped]
    headers = " / ".join(columns)
    judged = _JUDGED.search(_ASIDE.sub(" ", words))
    asks = table.headers.keys() & {"received", "amount_received", "deceased_on"} or any(map(_FIT_FOR_AID.search, columns))
    if judged and judged["other"] and not asks:
        return judged["other"]
    found = _BUSINESS.search(words) or _OF_BUSINESS.search(headers)
    return found[0] if found and not _OF_AID.search(f"{words} / {headers}") else ""


def _wish(table: ReadTable, folder: str) -> str:
    """The word by which title and sheet, or where they say nothing the file's name, call a list one of proposals; "" where none does."""
    own = re.sub(r"[_\-./\\]+", " ", f"{table.title} / {table.sheet}")
    for words in (own, said(table, folder)):
        if _DETERMINED.search(words):
            return ""
        if found := _WISH.search(words):
            return found[0]
    return ""


def wages(table: ReadTable, folder: str) -> str | None:
    """Why a list of payments that names no programme is one of money for work; None where nothing says so."""
    words, headers = said(table, folder), [*table.headers.values(), *table.unmapped]
    found = _WAGES.search(words)
    if found is None and sum(map(bool, map(_OF_WAGES.search, headers))) < 2:
        return None
    named = f" ('{found[0]}')" if found else ""
    return f"Ini tampak daftar honor atau gaji{named}, bukan daftar bansos. Pindahkan berkasnya, atau sebut programnya bila memang bansos."


def _inhabitants(table: ReadTable, words: str) -> str | None:
    """A list of voters, of pupils or of all inhabitants, in which nobody is registered as poor."""
    headers = [*table.headers.values(), *table.unmapped]
    may_be = table.layout.startswith(_AUTO) or table.layout in _OF_ALL
    if _marked(table) or (may_be and _REGISTRY.search(f"{words} / {' / '.join(headers)}")):
        return None
    if not may_be:
        return None
    if (voters := _VOTERS.search(words)) or any(map(_OF_VOTERS.search, headers)):
        named = f" ('{voters[0]}')" if voters else ""
        return f"Ini tampak daftar pemilih{named}, bukan registri (DTKS/DTSEN). {_NAME_IT}"
    if (pupils := _PUPILS.search(words)) or any(map(_PUPILS.search, headers)):
        named = f" ('{pupils[0]}')" if pupils else ""
        return f"Ini tampak daftar murid{named}, bukan registri (DTKS/DTSEN). {_NAME_IT}"
    people = _PEOPLE.search(words)
    if people or sum(map(bool, map(_OF_PEOPLE.search, headers))) > 1 or table.layout in _OF_ALL:
        named = f" ('{people[0]}')" if people else ""
        return f"Ini tampak daftar seluruh penduduk{named}, bukan registri (DTKS/DTSEN). {_NAME_IT}"
    return None


_OF_ALL = ("opensid-penduduk",)
"""Layouts of lists of all inhabitants."""
_NAME_IT = "Bila memang registri, sebut DTKS atau DTSEN pada judul atau nama berkasnya."


def _marked(table: ReadTable, *, standing: bool = True) -> bool:
    """Whether columns make a list a registry: desil, an ID of DTKS or DTSEN; and what else only a registry says of people's `standing`
    (match with the population register, active or not)."""
    fields = table.headers
    if fields.keys() & {"desil", "is_inactive", "deleted"}:
        return True
    if any(_KEYS.search(fields.get(name, "").replace("_", " ")) for name in ("family_key", "person_key")):
        return True
    return standing and ("padan" in fields or _says_active(table))


def _says_active(table: ReadTable) -> bool:
    return "registry_status" in table.headers and any("aktif" in str(value).lower() for value in table.frame["registry_status"].unique())


_WHOLE_FAMILIES = 1.5
"""Rows for each family card from which on a list tells of whole families: heads, cadres or pupils stand on it one of a family."""


def _of_families(table: ReadTable) -> bool:
    """Whether a list names each member of its families and who he is in his family."""
    if not table.headers.keys() >= {"nik", "no_kk", "relationship"}:
        return False
    cards = table.frame["no_kk"].drop_nulls()
    return cards.len() >= _WHOLE_FAMILIES * cards.n_unique() > 0


def _proven(table: ReadTable) -> bool:
    """Whether columns prove that a list is a registry: cadres, farmers and members of a club are active too, their NIKs are matched with
    the population register, and who of them gets PKH is ticked: of whole families alone such columns tell a registry."""
    ticked = any(name.startswith("programme_flag:") for name in table.headers)
    return _marked(table, standing=False) or (_of_families(table) and (ticked or _marked(table)))


def lesser(table: ReadTable, folder: str) -> str | None:
    """Why a registry counts only where the month has no other, as the end of a sentence; None for a registry like any other."""
    words, guessed = said(table, folder), table.layout.startswith(_AUTO)
    headers = " / ".join([*table.headers.values(), *table.unmapped])
    if table.layout == "p3ke" or (guessed and _EXTREME.search(words) and not _REGISTRY.search(words)):
        return "menyebut P3KE, yang bukan DTKS atau DTSEN"
    if table.layout.startswith("pbi-reaktivasi"):
        return "memuat peserta PBI yang dinonaktifkan dan hendak diaktifkan lagi"
    if guessed and (added := _ADDED.search(words)):
        return f"{ADDED} ('{added[0]}')"
    if guessed and not _proven(table) and not _REGISTRY.search(f"{words} / {headers}"):
        return "tidak menyebut dirinya registri (DTKS/DTSEN) di judul, nama berkas, atau kolomnya"
    return None
