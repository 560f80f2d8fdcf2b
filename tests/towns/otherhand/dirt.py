"""Dirty a person's values the way one office would, each source on its own: names, NIK, KK, dates, spellings."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

from . import rules
from .names import TITLE_SHORT, split_title

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from .people import Person

VARIANTS = {
    "MUHAMMAD": ("MUHAMAD", "MOHAMMAD", "MOH.", "MUHD", "M.", "MHD", "MOCHAMMAD", "MD."),
    "ABDUL": ("ABD.", "ABD", "ABDOEL"),
    "AHMAD": ("ACHMAD", "AKHMAD"),
    "SITI": ("ST.", "SITTI"),
    "NUR": ("NOER",),
    "DWI": ("DWIE",),
    "YUSUF": ("YUSUP", "JUSUF"),
    "FATIMAH": ("PATIMAH", "FATIMA"),
    "ZAINAL": ("JAINAL",),
    "ZAINUDDIN": ("JAINUDIN", "ZAINUDIN"),
    "RIZKI": ("RIZKY", "RISKI"),
    "SYAIFUL": ("SAIFUL",),
    "SYAMSUL": ("SJAMSUL", "SAMSUL"),
    "JOKO": ("DJOKO",),
    "SUHARTO": ("SOEHARTO",),
    "USMAN": ("OESMAN",),
    "UMAR": ("OEMAR",),
    "JUNAIDI": ("DJUNAIDI",),
    "YULIANA": ("JULIANA",),
    "KHADIJAH": ("KHODIJAH", "HADIJAH"),
    "AISYAH": ("AISAH",),
    "KHOIRIYAH": ("CHOIRIYAH",),
    "ZUBAIDAH": ("JUBAIDAH",),
    "FIRDAUS": ("PIRDAUS",),
    "EFENDI": ("EFFENDI",),
    "RAHMAT": ("RACHMAT",),
    "RAHMAN": ("RACHMAN", "ROHMAN"),
    "SULAIMAN": ("SOELAIMAN", "SULEMAN"),
    "TAUFIK": ("TAUFIQ",),
    "WAHYUNI": ("WAHJUNI",),
    "SUYANTO": ("SOEYANTO",),
    "YUNITA": ("JUNITA",),
    "EVI": ("EPI",),
    "NOVITA": ("NOPITA",),
    "HASAN": ("HASSAN",),
}
SUFFIXES = (", S.PD", " SE", " BIN KASIM", " BINTI USMAN", ", A.MD")
NEAR = {
    "A": "S",
    "E": "R",
    "I": "U",
    "O": "P",
    "U": "Y",
    "N": "M",
    "M": "N",
    "R": "T",
    "T": "R",
    "S": "A",
    "H": "J",
    "D": "F",
    "L": "K",
    "K": "L",
}


@dataclass(frozen=True)
class Channel:
    """How one source damages and what it carries at all. Rates are shares of rows, 0 = never, 1 = always."""

    nik_missing: float = 0.02
    nik_damaged: float = 0.012
    nik_typo: float = 0.015
    kk: bool = True
    kk_missing: float = 0.03
    kk_old: float = 0.02
    name_variant: float = 0.15
    name_typo: float = 0.06
    name_short: float = 0.08
    dob: bool = True
    dob_missing: float = 0.02
    dob_swap: float = 0.012
    dob_year: float = 0.006
    sex_wrong: float = 0.0
    cut: int = 60
    number_cells: bool = False
    suffix: float = 0.02

    def louder(self, noise: float) -> Channel:
        """The same channel with every rate multiplied, none over 0.4."""
        rates = {each.name: min(0.4, getattr(self, each.name) * noise) for each in fields(self) if each.type == "float"}
        return replace(self, **rates)  # type: ignore[arg-type]


@dataclass
class Written:
    """What stands in the row. `nik` is what a perfect reader gets out of `nik_text`, None if missing or damaged.

    nik_kind: ok, missing, damaged (certain), vague (damage the rules leave open), temporary.
    """

    nik_text: str
    nik: str | None
    nik_kind: str
    kk_text: str
    kk: str | None
    name: str
    born: date | None
    dob_kind: str
    sex: str
    number: bool = False


def plausible(nik: str | None) -> bool:
    """True for 16 digits that hold a possible date and a serial that exists."""
    if nik is None or len(nik) != 16 or not nik.isdigit() or nik[0] == "0" or nik.endswith("0000"):
        return False
    return nik_date_ok(nik)


def nik_date_ok(nik: str) -> bool:
    """True if digits 7 to 12 are a day, for either sex and either century."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    day -= 40 if day > 40 else 0
    try:
        date(1900 + year if year > 0 else 2000, month, day)
    except ValueError:
        return False
    return True


def nik_says(nik: str) -> tuple[str, int, int, int]:
    """Sex, day, month and two-digit year of a NIK."""
    day = int(nik[6:8])
    return ("P", day - 40, int(nik[8:10]), int(nik[10:12])) if day > 40 else ("L", day, int(nik[8:10]), int(nik[10:12]))


def typo_nik(rng: Random, nik: str, taken: set[str]) -> str:
    """A plausible NIK that differs by one digit or one transposition and belongs to nobody."""
    for _ in range(200):
        digits = list(nik)
        if rng.random() < 0.35:
            at = rng.choice((12, 13, 14))
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
        else:
            at = rng.choice((7, 9, 10, 11, 12, 13, 14, 15, 15, 14, 13))
            digits[at] = rng.choice([digit for digit in "0123456789" if digit != digits[at]])
        other = "".join(digits)
        if other != nik and other not in taken and not other.endswith("0") and plausible(other) and other[12] == "9":
            taken.add(other)
            return other
    raise RuntimeError("no typo found")


def damage_nik(rng: Random, nik: str, *, number: bool) -> tuple[str, bool]:
    """Destroy a NIK: (text, is a number cell)."""
    if number and rng.random() < 0.6:
        return nik[:15] + "0", True
    how = rng.randrange(5)
    if how == 0:
        return f"{nik[0]},{nik[1:6]}E+15", False
    if how == 1:
        return f"{nik[0]}.{nik[1:6]}E+15", False
    if how == 2:
        at = rng.randint(12, 15)
        return nik[:at] + nik[at + 1 :], False
    if how == 3:
        return nik + rng.choice("123456789"), False
    return nik[:8] + rng.choice(("13", "19", "00")) + nik[10:], False


def dress_nik(rng: Random, nik: str) -> str:
    """Harmless dress of a good NIK in a text cell: apostrophe, `.0`, spaces, trailing blank."""
    how = rng.random()
    if how < 0.93:
        return nik
    return rng.choice(("'" + nik, nik + ".0", " " + nik, nik + "\u00a0", f"{nik[:6]} {nik[6:12]} {nik[12:]}"))


def vary_name(rng: Random, name: str, sex: str) -> str:
    """Another honest writing of a name: title cut short or left out, old spelling, Arabic variant, glued or split tokens."""
    title, rest = split_title(name)
    tokens = rest.split()
    ways = [position for position, token in enumerate(tokens) if token in VARIANTS]
    how = rng.random()
    if title and how < 0.7:
        short = rng.choice(TITLE_SHORT[title]) if how < 0.4 else ""
        return f"{short} {rest}".strip()
    if ways:
        at = rng.choice(ways)
        tokens[at] = rng.choice(VARIANTS[tokens[at]])
        return f"{title} {' '.join(tokens)}".strip()
    if len(tokens) >= 2 and tokens[0] in ("SRI", "NUR", "SITI", "ABDUL", "DEWI"):
        return f"{title} {tokens[0]}{' '.join(tokens[1:])}".strip()
    if len(tokens) == 3 and how < 0.5:
        return f"{title} {tokens[0]} {tokens[1]} {tokens[2][0]}.".strip()
    return rng.choice(("H. " if sex == "L" else "HJ. ", "")) + name if len(tokens) > 1 else name


def old_spelling(name: str) -> str:
    """The spelling before 1972: OE, TJ, DJ."""
    return name.replace("U", "OE", 1) if "U" in name else name.replace("J", "DJ", 1).replace("C", "TJ", 1)


def typo_name(rng: Random, name: str) -> str:
    """One slip of the finger inside a token of four letters or more."""
    spots = [at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at - 1].isalpha() and name[at + 1].isalpha()]
    if len(name) < 5 or not spots:
        return name
    at = rng.choice(spots)
    how = rng.randrange(4)
    if how == 0:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if how == 1:
        return name[:at] + name[at + 1 :]
    if how == 2:
        return name[:at] + name[at] + name[at:]
    return name[:at] + NEAR.get(name[at], "E") + name[at + 1 :]


def shorten_name(rng: Random, name: str) -> str:
    """Drop or swap tokens; at least the rarer part stays."""
    title, rest = split_title(name)
    tokens = rest.split()
    if len(tokens) < 2:
        return rest
    if len(tokens) >= 3 and rng.random() < 0.5:
        return " ".join((tokens[1], tokens[0], *tokens[2:])) if rng.random() < 0.4 else " ".join(tokens[:2])
    if tokens[0] in ("MUHAMMAD", "SITI", "NUR", "SRI", "ABDUL", "AHMAD", "DEWI") and rng.random() < 0.5:
        return " ".join(tokens[1:])
    return f"{title} {' '.join(reversed(tokens))}".strip() if rng.random() < 0.3 else rest


def write_name(rng: Random, person: Person, channel: Channel, force: Mapping[str, str], *, gentle: bool) -> str:
    """The name as this source has it."""
    want = force.get("name", "")
    name = person.name
    if want == "variant":
        name = vary_name(rng, name, person.sex)
    elif want == "old":
        name = old_spelling(name)
    elif want == "alias":
        name = f"{name} ALS {rng.choice(('UJANG', 'CEK NANG', 'YUK', 'MANG CIK'))}"
    elif want == "role":
        name = f"{name} (IBU RT)"
    elif want not in ("clean", "cut"):
        roll = rng.random()
        if roll < channel.name_variant:
            name = vary_name(rng, name, person.sex)
        elif not gentle and roll < channel.name_variant + channel.name_typo:
            name = typo_name(rng, name)
        elif not gentle and roll < channel.name_variant + channel.name_typo + channel.name_short:
            name = shorten_name(rng, name)
        elif roll > 1 - channel.suffix:
            name += rng.choice(SUFFIXES[:2] if person.sex == "L" else SUFFIXES[:1])
    cut = 14 if want == "cut" else channel.cut
    return name[:cut].strip() or person.name


def write_born(rng: Random, person: Person, channel: Channel, force: Mapping[str, str]) -> tuple[date | None, str]:
    """The birth date as this source has it, and what happened to it: ok, missing, swap, year."""
    born = person.born
    if not channel.dob:
        return None, "missing"
    want = force.get("dob", "")
    roll = rng.random()
    if want == "missing" or (not want and roll < channel.dob_missing):
        return None, "missing"
    swappable = born.day <= 12 and born.day != born.month
    if swappable and (want == "swap" or (not want and roll < channel.dob_missing + channel.dob_swap * 2.5)):
        return date(born.year, born.day, born.month), "swap"
    if want == "year" or (not want and channel.dob_missing + 0.03 <= roll < channel.dob_missing + 0.03 + channel.dob_year):
        step = rng.choice((-1, 1, -10, 10) if born.year < 1990 else (-1, -2))
        if (born.month, born.day) != (2, 29):
            return born.replace(year=born.year + step), "year"
    return born, "ok"


def write_nik(
    rng: Random, person: Person, channel: Channel, force: Mapping[str, str], taken: set[str]
) -> tuple[str, str | None, str, bool]:
    """The NIK as this source has it: (text, value, kind, number cell)."""
    want = force.get("nik", "")
    if want.isdigit():
        kind = "temporary" if want[0] == "0" else "ok"
        return want, want, kind, False
    roll = rng.random()
    edges = (
        channel.nik_missing,
        channel.nik_missing + channel.nik_damaged,
        channel.nik_missing + channel.nik_damaged + channel.nik_typo,
    )
    if want == "missing" or (not want and roll < edges[0]):
        return rng.choice(("", "", "-", "NULL")), None, "missing", False
    if want == "damaged" or (not want and roll < edges[1]):
        text, number = damage_nik(rng, person.nik, number=channel.number_cells)
        return text, None, "damaged", number
    if want == "letter":
        return person.nik[:6] + person.nik[6:].replace("0", "O", 1), None, "vague", False
    if want == "typo" or (not want and roll < edges[2]):
        other = typo_nik(rng, person.nik, taken)
        return other, other, "ok", channel.number_cells
    if channel.number_cells:
        return person.nik, person.nik, "ok", True
    return (person.nik if want == "clean" else dress_nik(rng, person.nik)), person.nik, "ok", False


def write_person(
    rng: Random, person: Person, kk: str, channel: Channel, force: Mapping[str, str], taken: set[str], *, lonely: bool
) -> Written:
    """Write one person for one source. `lonely`: no namesake in the village, so NIK may fail even without KK or date.

    A row always keeps enough for a careful clerk: where the NIK is gone or wrong, KK, date or a name of one person stays whole.
    """
    force = dict(force)
    text, nik, kind, number = write_nik(rng, person, channel, force, taken)
    weak = nik != person.nik
    if weak and not channel.kk and not channel.dob and not lonely and not force.get("nik", ""):
        text, nik, kind, number = person.nik, person.nik, "ok", channel.number_cells
        weak = False
    name = write_name(
        rng, person, channel, {**force, "name": force.get("name", "clean")} if weak and not channel.kk else force, gentle=weak
    )
    if weak and "dob" not in force:
        force["dob"] = "ok"
    born, dob_kind = write_born(rng, person, channel, force)
    roll = rng.random()
    kk_out: str | None = kk
    if not channel.kk or force.get("kk") == "missing" or (not weak and "kk" not in force and roll < channel.kk_missing):
        kk_out = None
    elif force.get("kk", "").isdigit():
        kk_out = force["kk"]
    elif not weak and "kk" not in force and roll < channel.kk_missing + channel.kk_old:
        issued = f"{rng.randint(1, 28):02d}{rng.randint(1, 12):02d}{rng.randint(10, 22):02d}"
        kk_out = f"{kk[:6]}{issued}9{rng.randint(0, 99):02d}{rng.randint(1, 9)}"
        if kk_out in taken:
            kk_out = kk
        taken.add(kk_out)
    sex = person.sex
    if rng.random() < channel.sex_wrong or force.get("sex") == "wrong":
        sex = "L" if sex == "P" else "P"
    return Written(text, nik, kind, kk_out or rng.choice(("", "-")), kk_out, name, born, dob_kind, sex, number)


def rupiah(amount: int, dialect: str) -> str:
    """Money in one file's dialect."""
    dotted = f"{amount:,}".replace(",", ".")
    return {
        "rp": f"Rp {dotted}",
        "rp00": f"Rp {dotted},00",
        "dash": f"Rp{dotted},-",
        "dot": dotted,
        "plain": str(amount),
        "us": f"{amount:,}.00",
    }[dialect]


def day(value: date | None, dialect: str) -> str:
    """A date in one file's dialect; empty where there is none."""
    if value is None:
        return ""
    if dialect == "words":
        return f"{value.day} {rules.MONTHS[value.month - 1]} {value.year}"
    return value.strftime({"iso": "%Y-%m-%d", "slash": "%d/%m/%Y", "dash": "%d-%m-%Y", "dot": "%d.%m.%Y", "short": "%d-%m-%y"}[dialect])


def padded(number: int, width: int) -> str:
    """RT and RW: 3, 03 or 003."""
    return f"{number:0{width}d}"
