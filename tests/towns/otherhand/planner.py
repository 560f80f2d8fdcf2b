"""The planner's tools: pick families, pay them, visit them. Nothing here decides what is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import model, people, rules
from .model import Decoy, Pay, Planted, Town, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from .people import Family, Person, Village

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "BANK": {
        model.PAID: ("Sukses Salur", "SUKSES SALUR", "Sukses Salur", "Sudah Transaksi"),
        model.IN_PROCESS: ("PROSES SPM", "SUKSES SPM", "OMSPAN", "PROSES BUREKOL"),
        model.FAILED: ("GAGAL CEK REKENING", "GAGAL OMSPAN", "Rekening Tidak Aktif", "Rekening Dormant"),
        model.NOT_TAKEN: ("TIDAK TRANSAKSI", "SALDO MENGENDAP", "KKS BELUM TERDISTRIBUSI"),
        model.EMPTY: ("SALDO KOSONG", "Saldo Kosong"),
        model.EXCLUDED: ("EXCLUDE",),
        model.UNKNOWN: ("CEK ULANG KORWIL", "STATUS 77"),
        model.RETURNED: ("RETUR",),
    },
    "DESA": {model.PAID: ("TERBAYAR", "Terbayar", "Sudah Transaksi")},
    "POS": {
        model.PAID: ("TERBAYAR",),
        model.RETURNED: ("RETUR",),
        model.FAILED: ("GAGAL BAYAR",),
        model.UNKNOWN: ("LIHAT CATATAN",),
        model.IN_PROCESS: ("PROSES SPM",),
        model.NOT_TAKEN: ("TIDAK TRANSAKSI",),
        model.EMPTY: ("SALDO KOSONG",),
        model.EXCLUDED: ("EXCLUDE",),
    },
}


class Planner:
    """Holds the families nobody has used yet and writes payments, visits and decoys into the town."""

    def __init__(self, town: Town, missing: Village) -> None:
        self.town = town
        self.rng = town.rng
        self.missing = missing
        self.scale = len(town.families) / 1500
        self.free = list(town.families)
        self.rng.shuffle(self.free)
        self.bank = "BRI" if town.layout_set == "A" else "MANDIRI"
        self.second = "POS" if town.layout_set == "A" else "BSB"
        self.day = town.period.first.start

    def count(self, number: float) -> int:
        """How many of something a town of this size gets, at least one."""
        return max(1, round(number * self.scale))

    def pick(self, number: float, *wanted: Callable[[Family], bool], exact: bool = False) -> list[Family]:
        """Take families out of the free ones that satisfy every wish."""
        taken: list[Family] = []
        rest: list[Family] = []
        target = int(number) if exact else self.count(number)
        for family in self.free:
            if len(taken) < target and all(wish(family) for wish in wanted):
                taken.append(family)
            else:
                rest.append(family)
        self.free = rest
        return taken

    def entitled(self, family: Family) -> bool:
        """Registered, low desil for either programme, no excluded job, every sender of the area present."""
        return family.desil <= 4 and not family.barred() and family.village is not self.missing

    def urban(self, family: Family) -> bool:
        """Entitled and in a kelurahan, where the second payer works too."""
        return self.entitled(family) and not family.village.desa

    def several(self, family: Family) -> bool:
        """Entitled, with wife and husband."""
        return self.entitled(family) and family.wife is not None

    def pkh_ready(self, family: Family) -> bool:
        """Entitled to PKH beyond dispute."""
        return self.entitled(family) and people.pkh_certain(family, self.day) and people.pkh_plain(family, self.day)

    def payee(self, family: Family) -> Person:
        """Whoever holds the card: the wife more often than the head."""
        return family.wife if family.wife and self.rng.random() < 0.62 else family.head

    def word(self, payer: str, state: str) -> str:
        """A status word of this payer for a state."""
        return self.rng.choice(WORDS[payer if payer in WORDS else "BANK"][state])

    def due(self, family: Family, programme: str) -> int:
        """What the quarter owes this family."""
        if programme == rules.SEMBAKO:
            return 3 * rules.SEMBAKO_MONTH
        if programme == rules.BLT:
            return rules.BLT_MONTH
        return sum(rules.COMPONENT_AMOUNT[name] for name in people.pkh_components(family, self.day))

    def pay(
        self,
        family: Family,
        programme: str = rules.SEMBAKO,
        person: Person | None = None,
        *,
        payer: str = "",
        state: str = model.PAID,
        amount: int | None = None,
        word: str = "",
        span: tuple[rules.Period, rules.Period] | None = None,
        force: dict[str, str] | None = None,
    ) -> Pay:
        """Put a payment on a list; a PKH family of town B gets a row a component. Returns the first row."""
        town = self.town
        person = person or self.payee(family)
        split = town.layout_set == "B" and programme == rules.PKH
        payer = payer or (self.bank if programme != rules.BLT else "DESA")
        parts = people.pkh_components(family, self.day) if split else [""]
        word = word or self.word(payer, state)
        day = rules.random_day(self.rng, town.period.start, town.period.end) if state == model.PAID else None
        account = f"{self.rng.randint(10**8, 10**9 - 1)}9{self.rng.randint(10**4, 10**5 - 1)}"
        rows = []
        for part in parts:
            money = rules.COMPONENT_AMOUNT[part] if part else self.due(family, programme)
            if amount is not None and not part:
                money = amount
            if state in (model.EMPTY, model.EXCLUDED):
                money = 0
            rows.append(
                Pay(
                    family,
                    person,
                    programme,
                    payer,
                    money,
                    state,
                    word,
                    span or (town.period.first, town.period.last),
                    part,
                    dict(force or {}),
                    paid_on=day,
                    account=account,
                )
            )
        town.pays += rows
        if not rows:
            raise AssertionError("a PKH family without component")
        return rows[0]

    def visit(
        self,
        family: Family,
        person: Person,
        result: str,
        *,
        programme: str | None = None,
        received: int | None = None,
        remark: str = "",
        force: dict[str, str] | None = None,
    ) -> Visit:
        """Send an enumerator."""
        day = rules.random_day(self.rng, self.town.period.start, self.town.period.end)
        form = Visit(family, person, result, day, programme, received, remark, dict(force or {}))
        self.town.visits.append(form)
        return form

    def decoy(self, what: str, family: Family, programme: str = rules.SEMBAKO, person: Person | None = None) -> None:
        """Note a trap."""
        self.town.decoys.append(Decoy(family, person or family.head, programme, what))

    def plant(self, kind: str, programme: str, families: tuple[Family, ...], person: Person, note: str, certainty: str = "certain") -> None:
        """Note a case that no rule over rows derives."""
        self.town.planted.append(Planted(kind, programme, families, person, note, certainty))

    def newcomer(self, village: Village | None = None, *, shape: str | None = None, desil: int = 2) -> Family:
        """A family that is in no registry."""
        village = village or self.rng.choice([place for place in people.KELURAHAN if place is not self.missing])
        family = self.town.numbers.family(village, desil=desil, shape=shape, registered=False)
        for person in family.members:
            if rules.excluded_job(person.job):
                person.job = "WIRASWASTA"
        self.town.families.append(family)
        return family
