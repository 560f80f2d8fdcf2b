"""What both layout sets share: write each row's person once, note where it landed, and the BLT-DD workbook."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from . import rules
from .dirt import Channel, padded, rupiah, write_person
from .model import Line, Pay, Town, Visit
from .names import split_title
from .sheets import Book, nik_cell, place_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def lonely_names(town: Town) -> set[tuple[str, str]]:
    """(kelurahan, name without title) that belong to exactly one person of the town."""
    people = {(family.village.kemendagri, person.pid): split_title(person.name)[1] for family in town.families for person in family.members}
    seen = Counter((village, name) for (village, _), name in people.items())
    return {key for key, number in seen.items() if number == 1 and " " in key[1]}


def write_pays(town: Town, channels: Mapping[str, Channel]) -> None:
    """Decide how each payment row writes its person; a repetition copies its original."""
    lonely = lonely_names(town)
    for pay in town.pays:
        if town.layout_set == "B" and pay.programme == rules.PKH:
            continue  # the closing writes its payee once a family
        if pay.same_as is not None:
            pay.written = pay.same_as.written
            continue
        channel = channels[pay.payer].louder(town.noise)
        alone = (pay.family.village.kemendagri, split_title(pay.person.name)[1]) in lonely
        pay.written = write_person(town.rng, pay.person, pay.family.kk, channel, pay.force, town.numbers.taken, lonely=alone)


def write_visits(town: Town, channel: Channel) -> None:
    """Decide how each form writes its person."""
    lonely = lonely_names(town)
    channel = channel.louder(town.noise)
    for visit in town.visits:
        alone = (visit.family.village.kemendagri, split_title(visit.person.name)[1]) in lonely
        visit.written = write_person(town.rng, visit.person, visit.family.kk, channel, visit.force, town.numbers.taken, lonely=alone)


def record_pay(town: Town, pay: Pay, place: str) -> None:
    """Note where a payment row landed."""
    pay.row = place
    town.lines.append(Line("disbursement", place, pay.family, pay.person, pay.written, pay=pay))


def record_visit(town: Town, visit: Visit, place: str) -> None:
    """Note where a form landed."""
    visit.row = place
    town.lines.append(Line("survey", place, visit.family, visit.person, visit.written, visit=visit))


def blt_workbook(town: Town, name: str) -> None:
    """The BLT Dana Desa lists: a sheet of the desa, and one of a kelurahan where there can be none."""
    rows = [pay for pay in town.pays if pay.programme == rules.BLT]
    if not rows:
        return
    month = f"{rules.MONTHS[town.period.month - 1]} {town.period.year}"
    book = Book(town.raw, name)
    for desa in (True, False):
        mine = [pay for pay in rows if pay.family.village.desa is desa]
        if not mine:
            continue
        town.rng.shuffle(mine)
        book.open("DESA" if desa else "SAKO")
        book.heading("DATA SINTETIS - DAFTAR KPM BLT DANA DESA", 11)
        book.heading(f"{'DESA SUNGAI RENGIT' if desa else 'KECAMATAN SAKO'} BULAN {month.upper()}", 11)
        book.skip()
        head = [
            "NO",
            "NAMA KPM",
            "NIK",
            "NO. KARTU KELUARGA",
            "KODE DESA/KEL",
            "DESA/KELURAHAN",
            "RT",
            "RW",
            "PROGRAM",
            "BULAN",
            "JUMLAH BANTUAN (Rp)",
            "KETERANGAN",
        ]
        book.write(head)
        total = 0
        for number, pay in enumerate(mine, 1):
            family, written = pay.family, pay.written
            cells = [
                number,
                written.name,
                nik_cell(written),
                written.kk_text,
                family.village.dotted,
                place_name(town.rng, family.village.spellings),
                padded(family.rt, 2),
                padded(family.rw, 2),
                "BLT DANA DESA",
                month,
                pay.amount,
                pay.word,
            ]
            record_pay(town, pay, book.write(cells))
            total += pay.amount
            if number == 15 and len(mine) > 18:  # the head of the next printed page
                book.write(head)
        book.write([None, "JUMLAH", None, None, None, None, None, None, None, None, rupiah(total, "dot")])
        book.signature(8)
    book.close()
