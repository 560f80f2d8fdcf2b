"""The programme rulebook: who may receive what, in which months, on which legal basis.

Reach for it whenever a rule of a programme is applied. One TOML file a programme (`schemas/programmes/*.toml`); an office's
own `data/programmes/*.toml` outranks the shipped file with the same code. The invariants: every rule has an id, a first month, a
legal basis and a confidence; the rules that must always answer (eligibility, schedule, amount) cover the programme's life
without overlap or gap, or the file is refused with one sentence. Source of the rules: DOMAIN §4.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from schemas.months import shift
from schemas.rulebook_errors import sentences
from schemas.settings import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
COMPONENTS = ("HAMIL", "USIA_DINI", "SD", "SMP", "SMA", "DISABILITAS", "LANSIA")
"""Components that a stage amount may name (DOMAIN §4)."""
FAR = "9999-12"
"""Stands for "no end yet" in comparisons of months."""


class RulebookError(ValueError):
    """A programme file cannot be used; the message is one sentence that names file, rule and mend."""


class Dated(Frozen):
    """A rule with its life, its legal basis and how sure we are of it."""

    id: str
    valid_from: Month
    valid_to: Month | None = None
    legal_basis: str
    confidence: Literal["verified", "secondary", "unverified"] = "unverified"

    def holds(self, month: str) -> bool:
        """Whether the rule is in force in `month`."""
        return self.valid_from <= month <= (self.valid_to or FAR)


class Eligibility(Dated):
    """Who may receive. `outside_list`: somebody else's list decides, so the registry can never say yes or no."""

    criterion: Literal["registry", "outside_list"] = "registry"
    registry_kind: Literal["DTKS", "DTSEN"] | None = None
    desil_max: Annotated[int, Field(ge=1, le=10)] | None = None
    needs_component: bool = False

    @model_validator(mode="after")
    def _has_desil(self) -> Self:
        if self.registry_kind == "DTKS" and self.desil_max is not None:
            raise ValueError("DTKS tidak memuat desil; hapus desil_max, atau pakai registry_kind DTSEN")
        return self


class Schedule(Dated):
    """Payment periods of `months` months counted from January; `closing_month` counts from 1 within the period (default 1)."""

    months: Literal[1, 2, 3, 4, 6, 12] = 1
    closing_month: Annotated[int, Field(ge=1, le=12)] | None = None

    @model_validator(mode="after")
    def _closes_within(self) -> Self:
        if self.closing_month is not None and self.closing_month > self.months:
            raise ValueError(f"closing_month {self.closing_month} di luar periode {self.months} bulan; hitung dari bulan pertama periode")
        return self


class Amount(Dated):
    """What is due in rupiah: per month, or per stage by components; neither means that no money is handed over."""

    per_month: Annotated[int, Field(gt=0)] | None = None
    components: dict[str, Annotated[int, Field(gt=0)]] | None = None
    max_components: Annotated[int, Field(ge=1)] = 4

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.per_month is not None and self.components is not None:
            raise ValueError("nilai ditulis per bulan (per_month) atau per komponen (components), tidak keduanya; hapus salah satu")
        for name in self.components or {}:
            if name not in COMPONENTS:
                near = difflib.get_close_matches(name, COMPONENTS, n=1)
                hint = f"mungkin maksudnya {near[0]}?" if near else f"yang dikenal: {', '.join(COMPONENTS)}"
                raise ValueError(f"komponen {name} tidak dikenal; {hint}")
        return self


class TopUp(Dated):
    """A temporary addition per month, which may travel in its own row or in one sum."""

    per_month: Annotated[int, Field(gt=0)]


class Ages(Dated):
    """Ages in completed years that make a component: early childhood up to, elder from."""

    early_to: int = 6
    elder_from: int = 60


class Conflict(Dated):
    """A programme that may not be paid to the same family in the same months."""

    programme: str


class Area(Dated):
    """Villages that can never be paid: first digits of the fourth level of the Kemendagri code (1 = kelurahan)."""

    forbidden_fourth_level: tuple[str, ...]


class Job(Dated):
    """An excluded job anywhere in the family ends the entitlement."""


D = TypeVar("D", bound=Dated)


class Programme(Frozen):
    """One programme and all its dated rules."""

    code: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]
    title: str
    unit: Literal["family", "person"] = "family"
    valid_from: Month
    valid_to: Month | None = None
    words: tuple[str, ...] = ()  # how lists write it, beside code and title
    in_registry_only: bool = True  # being paid without standing in the registry is an inclusion error
    eligibility: tuple[Eligibility, ...]
    schedule: tuple[Schedule, ...]
    amount: tuple[Amount, ...]
    top_up: tuple[TopUp, ...] = ()
    ages: tuple[Ages, ...] = ()
    conflict: tuple[Conflict, ...] = ()
    area: tuple[Area, ...] = ()
    job: tuple[Job, ...] = ()

    def rules(self) -> list[Dated]:
        """All its rules, table by table."""
        return [rule for name in TABLES for rule in getattr(self, name)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        end = self.valid_to or FAR
        for table, rules in (("eligibility", self.eligibility), ("schedule", self.schedule), ("amount", self.amount)):
            _tiles(table, rules, self.valid_from, end)
        for table, patches in (("top_up", self.top_up), ("ages", self.ages), ("area", self.area), ("job", self.job)):
            _apart(table, patches)
        for other in sorted({c.programme for c in self.conflict}):
            _apart(f"conflict {other}", [c for c in self.conflict if c.programme == other])
        if self.code in {c.programme for c in self.conflict}:
            raise ValueError(f"tabel conflict: program {self.code} tidak dapat bertentangan dengan dirinya sendiri; periksa programme")
        open_ended = [top.id for top in self.top_up if top.valid_to is None]
        if open_ended:
            raise ValueError(f"tabel top_up: aturan {open_ended[0]} tidak punya akhir; tulis valid_to bulan terakhir tambahan itu")
        twice = [name for name, n in Counter(rule.id for rule in self.rules()).items() if n > 1]
        if twice:
            raise ValueError(f"id aturan {twice[0]} dipakai dua kali; beri id lain, karena setiap kasus menyebut satu aturan")
        paid_by_part = [a for a in self.amount if a.components is not None]
        for test in self.eligibility:
            if test.needs_component and not any(_overlap(test, amount) for amount in paid_by_part):
                raise ValueError(f"aturan {test.id} meminta komponen (needs_component), tetapi tabel amount tidak memuat components")
        return self


TABLES: dict[str, type[Dated]] = {
    "eligibility": Eligibility, "schedule": Schedule, "amount": Amount, "top_up": TopUp, "ages": Ages, "conflict": Conflict, "area": Area,
    "job": Job,
}  # fmt: skip
"""The tables of rules that a programme file may hold."""

KEYS = {"": tuple(Programme.model_fields), **{name: tuple(model.model_fields) for name, model in TABLES.items()}}
"""Known keys of the file itself ("") and of each table, for "did you mean"."""


def _overlap(one: Dated, two: Dated) -> bool:
    return one.valid_from <= (two.valid_to or FAR) and two.valid_from <= (one.valid_to or FAR)


def _apart(table: str, rules: Sequence[Dated]) -> list[Dated]:
    ordered = sorted(rules, key=lambda rule: (rule.valid_from, rule.id))
    for rule in ordered:
        if rule.valid_to is not None and rule.valid_to < rule.valid_from:
            raise ValueError(f"aturan {rule.id} di tabel {table} berakhir sebelum mulai; perbaiki valid_from atau valid_to")
    for one, two in itertools.pairwise(ordered):
        if two.valid_from <= (one.valid_to or FAR):
            raise ValueError(f"aturan {one.id} dan {two.id} di tabel {table} berlaku bersamaan pada {two.valid_from}; akhiri yang pertama")
    return ordered


def _tiles(table: str, rules: Sequence[Dated], first: str, last: str) -> None:
    ordered = _apart(table, rules)
    due = first
    for rule in ordered:
        if rule.valid_from != due:
            word = "kosong sejak" if rule.valid_from > due else "mulai sebelum program berlaku, seharusnya"
            raise ValueError(f"tabel {table} {word} {due}; sesuaikan valid_from aturan {rule.id}")
        due = shift(rule.valid_to, 1) if rule.valid_to else ""
    end = ordered[-1].valid_to or FAR if ordered else ""
    if end != last:
        until = "tanpa akhir" if last == FAR else f"sampai {last}"
        raise ValueError(f"tabel {table} harus berlaku {until} seperti programnya; sesuaikan valid_to aturan terakhir")


@dataclass(frozen=True)
class RulesAt:
    """The rules of one programme for one month, and the payment period that covers the month."""

    code: str
    title: str
    unit: str
    in_registry_only: bool
    month: str
    eligibility: Eligibility
    schedule: Schedule
    amount: Amount
    ages: Ages
    job: Job | None
    area: Area | None
    top_ups: tuple[TopUp, ...]  # of all dates: a period may reach into their months
    conflicts: tuple[Conflict, ...]
    period_from: str
    period_to: str
    closing: str  # month in which the list of the period is closed

    def span_around(self, months: int) -> tuple[str, str]:
        """The window of `months` months, counted from January, that covers the month."""
        return window(self.month, months)

    def due(self, first: str, last: str) -> int | None:
        """Rupiah of a flat programme for the months from `first` to `last`, top-ups apart; null where amounts are not flat."""
        return None if self.amount.per_month is None else self.amount.per_month * months_between(first, last)

    def top_up_alone(self, first: str, last: str) -> int | None:
        """Rupiah of the top-up of the months from `first` to `last`, where it brings something for each of them; else null."""
        inside = [top for top in self.top_ups if top.valid_from <= first and last <= (top.valid_to or top.valid_from)]
        return sum(top.per_month for top in inside) * months_between(first, last) or None

    def due_options(self, first: str, last: str) -> tuple[int, ...]:
        """Sums a payer may rightly pay for these months: the flat due, with the top-up months inside, with the whole top-up."""
        flat = self.due(first, last)
        if flat is None:
            return ()
        options = {flat}
        for top in self.top_ups:
            end = top.valid_to or top.valid_from
            inside = months_between(max(first, top.valid_from), min(last, end))
            if inside > 0:
                options |= {flat + inside * top.per_month, flat + months_between(top.valid_from, end) * top.per_month}
        return tuple(sorted(options))


def months_between(first: str, last: str) -> int:
    """Number of months from `first` to `last`, both included; 0 or less where `last` lies before `first`."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1


def window(month: str, months: int) -> tuple[str, str]:
    """The window of `months` months, counted from January, that covers `month`: ("2025-05", 3) gives 2025-04 and 2025-06."""
    first = shift(month, -((int(month[5:]) - 1) % months))
    return first, shift(first, months - 1)


_NO_AGES = Ages(id="UMUR", valid_from="0001-01", legal_basis="", confidence="unverified")


@dataclass(frozen=True)
class Rulebook:
    """All programmes, and the SHA-256 of the file each came from (for the manifest)."""

    programmes: dict[str, Programme]
    sources: dict[str, str]  # "PKH" → sha256 of its TOML

    def codes(self) -> tuple[str, ...]:
        """Codes of all programmes, sorted."""
        return tuple(sorted(self.programmes))

    def title(self, code: str | None) -> str:
        """The programme's name for people; the code itself where the rulebook does not know it."""
        programme = self.programmes.get(code or "")
        return programme.title if programme else (code or "")

    def at(self, code: str, month: str) -> RulesAt | None:
        """The rules of a programme for a month; None where the rulebook has none (unknown, or not in force)."""
        programme = self.programmes.get(code)
        if programme is None or not (programme.valid_from <= month <= (programme.valid_to or FAR)):
            return None
        schedule = _first(programme.schedule, month)
        eligibility, amount = _first(programme.eligibility, month), _first(programme.amount, month)
        if schedule is None or eligibility is None or amount is None:  # the tiling at load makes this impossible
            raise RulebookError(f"program {code}: tidak ada aturan untuk {month}")
        first, last = window(month, schedule.months)
        return RulesAt(
            code=code,
            title=programme.title,
            unit=programme.unit,
            in_registry_only=programme.in_registry_only,
            month=month,
            eligibility=eligibility,
            schedule=schedule,
            amount=amount,
            ages=_first(programme.ages, month) or _NO_AGES,
            job=_first(programme.job, month),
            area=_first(programme.area, month),
            top_ups=programme.top_up,
            conflicts=tuple(c for c in programme.conflict if c.holds(month)),
            period_from=max(first, programme.valid_from),
            period_to=min(last, programme.valid_to or FAR),
            closing=max(shift(first, (schedule.closing_month or 1) - 1), programme.valid_from),
        )

    def conflicts(self, month: str) -> list[tuple[str, str, Conflict]]:
        """Pairs of programmes that exclude each other in `month`, each pair once: (keeps, may not join, rule)."""
        return [(code, rule.programme, rule) for code in self.codes() for rule in self.programmes[code].conflict if rule.holds(month)]

    def unverified(self, month: str) -> list[str]:
        """Ids of rules in force in `month` that rest on weak sources: reports print them."""
        found: list[str] = []
        for code in self.codes():
            rules = self.at(code, month)
            if rules is not None:
                parts = (rules.eligibility, rules.schedule, rules.amount, rules.job, rules.area, *rules.conflicts)
                found += [part.id for part in parts if part is not None and part.confidence == "unverified"]
        return found


def _first(rules: Iterable[D], month: str) -> D | None:
    return next((rule for rule in rules if rule.holds(month)), None)


def _parse(name: str, raw: bytes) -> Programme:
    try:
        content = tomllib.loads(raw.decode("utf-8"))
        return Programme.model_validate(content)
    except UnicodeDecodeError as error:
        raise RulebookError(f"{name}: bukan teks UTF-8; simpan ulang sebagai UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"{name}: bukan TOML yang sah ({error}); perbaiki baris itu") from error
    except ValidationError as error:
        raise RulebookError(f"{name}: {sentences(error.errors(include_url=False), content, KEYS)}") from error


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Load the shipped programmes, then an office's own from `folder` (`data/programmes`), which outrank them by code.

    A missing folder means the shipped ones alone. Raises RulebookError with one sentence for a file that cannot be used, and
    for two files of one folder that declare the same programme.
    """
    shipped = [
        (item.name, item.read_bytes())
        for item in resources.files("schemas").joinpath("programmes").iterdir()
        if item.name.endswith(".toml")
    ]
    own = [(path.name, path.read_bytes()) for path in folder.glob("*.toml")] if folder is not None and folder.is_dir() else []
    programmes: dict[str, Programme] = {}
    sources: dict[str, str] = {}
    for files in (shipped, own):
        seen: dict[str, str] = {}
        for name, raw in sorted(files):
            programme = _parse(name, raw)
            if programme.code in seen:
                raise RulebookError(f"{name}: program {programme.code} sudah ada di {seen[programme.code]}; hapus salah satu berkas")
            seen[programme.code] = name
            programmes[programme.code] = programme
            sources[programme.code] = hashlib.sha256(raw).hexdigest()
    for code, programme in sorted(programmes.items()):
        for rule in programme.conflict:
            if rule.programme not in programmes:
                raise RulebookError(
                    f"program {code}: aturan {rule.id} menyebut program {rule.programme} yang tidak dikenal; periksa kodenya"
                )
    return Rulebook(dict(sorted(programmes.items())), dict(sorted(sources.items())))
