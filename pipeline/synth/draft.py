"""A town in the making: pools of families to plant in, and the two verbs `pay` and `visit`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.synth import rules
from pipeline.synth.model import Calendar, Family, Pay, Person, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.synth.areas import Village
    from pipeline.synth.dice import Dice
    from pipeline.synth.people import Maker

ENUMERATORS = ("TKSK SAKO", "PENDAMPING PKH 1", "PENDAMPING PKH 2", "RT/RW", "PUSKESOS SAKO")
WORDS = {
    "IN_PROCESS": ("PROSES SPM", "SP2D", "OMSPAN", "PROSES BUREKOL"),
    "FAILED_ACCOUNT": ("GAGAL CEK REKENING", "GAGAL OMSPAN", "REKENING TIDAK AKTIF"),
    "PAID_NOT_TAKEN": ("TIDAK TRANSAKSI", "KKS BELUM TERDISTRIBUSI"),
    "EMPTY": ("SALDO KOSONG",),
    "RETURNED": ("RETUR",),
    "UNKNOWN": ("MENUNGGU KONFIRMASI CABANG", "LAIN-LAIN 07"),
}
GROUNDS = ("EXCLUDE PEKERJAAN", "EXCLUDE MENINGGAL", "EXCLUDE TIDAK LAYAK DAERAH", "TIDAK LAYAK GIS")


@dataclass
class Draft:
    """Everything decided so far."""

    dice: Dice
    maker: Maker
    calendar: Calendar
    bank: str
    villages: tuple[Village, ...]
    silent: Village | None
    registry_tells_death: bool
    sembako_first: bool = False  # whoever is paid at all is paid Sembako
    families: list[Family] = field(default_factory=list)
    pays: list[Pay] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    free: list[Family] = field(default_factory=list)

    def take(self, wanted: Callable[[Family], bool], plant: str, *, anywhere: bool = False) -> Family | None:
        """The next free family that fits, in a kelurahan all senders report from (or `anywhere`); None when the pool is dry."""
        for i, family in enumerate(self.free):
            if wanted(family) and (anywhere or family.village is not self.silent):
                del self.free[i]
                family.plant = plant
                return family
        return None

    def add(self, family: Family, plant: str) -> Family:
        """Put a family made on purpose into the town."""
        family.plant = plant
        self.families.append(family)
        return family

    def poor(self, family: Family, programme: str = "SEMBAKO") -> bool:
        """Entitled for certain?"""
        return rules.entitled(family, programme, self.calendar) == "YES"

    def rich(self, family: Family) -> bool:
        """Above every ceiling, alive, no excluded job?"""
        return family.desil > 6 and not rules.excluded_job(family)

    def pay(self, family: Family, programme: str = "SEMBAKO", **kw: object) -> Pay:
        """Write one payment of the stage; keywords overrule the usual one (payer, payee, amount, state, word, first, last …)."""
        first, _, last = self.calendar.months
        payee = kw.pop("payee", None) or family.payee
        assert isinstance(payee, Person)  # noqa: S101 the plants are ours
        pay = Pay(
            key=len(self.pays),
            fid=family.fid,
            pid=payee.pid,
            programme=programme,
            payer=self.bank,
            first=first,
            last=last,
            amount=rules.due(family, programme, self.calendar),
            state="PAID",
            word="",
        )
        for name, value in kw.items():
            setattr(pay, name, value)
        if not pay.word:
            pay.word = self.dice.pick(WORDS[pay.state]) if pay.state in WORDS else pay.state
        if pay.state == "PAID" and pay.paid_on is None:
            pay.paid_on = dt.date.fromisoformat(f"{self.calendar.months[0 if pay.early else 1]}-01") + dt.timedelta(
                days=self.dice.between(2, 26)
            )
        if pay.state == "EMPTY":
            pay.amount = 0
        if not pay.card:
            pay.card = self.maker.numbers.card()
        self.pays.append(pay)
        return pay

    def pays_of(self, family: Family) -> list[Pay]:
        """Pay rows of one family (linear: for reports, not for loops over thousands)."""
        return [p for p in self.pays if p.fid == family.fid]

    def visit(self, family: Family, result: str, person: Person | None = None, **kw: object) -> Visit:
        """Write one visit in the month judged."""
        day = self.calendar.month + dt.timedelta(days=self.dice.between(1, 27))
        visit = Visit(
            key=len(self.visits),
            fid=family.fid,
            pid=(person or family.payee).pid,
            result=result,
            word="",
            visited_on=day,
            form="first",
            enumerator=self.dice.pick(ENUMERATORS),
        )
        for name, value in kw.items():
            setattr(visit, name, value)
        self.visits.append(visit)
        return visit
