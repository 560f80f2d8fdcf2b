"""Saved e-mails: their attachments are read as the files of an archive are."""

from email.message import EmailMessage

ROWS = "NIK;NAMA;NOMINAL;STATUS\n" + "".join(f"167108450180900{i};ORANG {i};600000;SUKSES\n" for i in range(1, 6))


def mail(**attached: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "bri@contoh.id", "dinsos@contoh.id", "Sembako tahap 2"
    made.set_content("Terlampir daftar bayar.\nNama: Andi\nNIK: 1671084501809001")
    for name, content in attached.items():
        kind = name.rpartition("_")[2]
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{name.rpartition('_')[0]}.{kind}")
    return made.as_bytes()


def test_attachments_are_read_each_under_its_name(read) -> None:
    found = read(mail(sako_csv=ROWS.encode(), sialang_csv=ROWS.encode(), foto_png=b"\x89PNG\r\n\x1a\n" + bytes(40)), "Fwd.eml")
    assert (found.container, found.problem) == ("eml", None)
    assert [(table.sheet, table.read) for table in found.tables] == [("sako.csv", 5), ("sialang.csv", 5)]
    assert [note for note in found.notes if "foto.png" in note] == [found.notes[-1]]


def test_a_mail_that_brings_nothing_is_refused_with_the_mend(read) -> None:
    assert "Simpan lampirannya" in str(read(mail(), "Fwd.eml").problem)
    assert "gambar" in str(read(mail(foto_png=b"\x89PNG\r\n\x1a\n" + bytes(40)), "Fwd.eml").problem)
    nested = mail(surat_eml=mail(sako_csv=ROWS.encode()))
    assert read(nested, "Fwd.eml").problem, "a mail in a mail is not opened"
