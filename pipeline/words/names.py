"""What Indonesian names look like: titles, old spelling, short forms, and when two names are variants of one.

When to reach for it: whenever names of two lists are compared, or a title says the sex of its bearer. It is a leaf: it
knows strings only. The invariants: cleaning twice changes nothing, similarity is symmetric, an empty name is null and
similar to nothing (DOMAIN §6).
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Callable


def _and_old(*titles: str) -> tuple[str, ...]:
    """Titles, and those of four letters or more in old spelling too: MASAYU, MASAYOE, MASAJU, MASAJOE."""
    old = {t.replace("U", u).replace("Y", y) for t in titles if len(t) >= 4 for u in ("U", "OE") for y in "YJ"}
    return (*titles, *sorted(old - set(titles)))


FEMALE_TITLES: Final = _and_old(
    "NYIMAS", "NYS", "NYI", "NYAYU", "NYA", "MASAYU", "MSY", "HJ", "HAJJAH", "HJH", "IBU", "BU", "DRA", "ALMH", "SDRI", "NN", "NONA",
)  # fmt: skip
MALE_TITLES: Final = _and_old("KEMAS", "KMS", "KIAGUS", "KGS", "MASAGUS", "MGS", "BAPAK", "BPK", "PAK", "TUAN", "TN", "ALM", "SDR")
OTHER_TITLES: Final = (
    "H", "HAJI", "DRS", "IR", "DR", "DRG", "PROF", "KH", "KYAI", "UST", "USTAD", "USTADZ", "USTADZAH", "TGK", "NY",
    "R", "RADEN", "RD", "RM", "RA", "RR", "NYONYA", "SAUDARA",
)  # fmt: skip
TITLES: Final = frozenset(FEMALE_TITLES + MALE_TITLES + OTHER_TITLES)
_MAY_BE_A_NAME: Final = frozenset({"H", "R", "NY", "RA", "RM", "RR", "HAJI", "PAK", "BU", "TN", "NN", "NYA", "NYI", "IR", "RD", "NONA"})
"""Titles that also occur as a given name or an initial: dropped only in front of another word."""

_TWO_WORD_TITLES: Final = {
    spelt: title
    for words, title in {
        "KI AGUS": "KIAGUS",
        "MAS AGUS": "MASAGUS",
        "MAS AYU": "MASAYU",
        "NYI MAS": "NYIMAS",
        "NYI AYU": "NYAYU",
        "RADEN AYU": "RA",
        "RADEN MAS": "RM",
    }.items()
    for spelt in _and_old(words)
}


def _any_of(titles: set[str] | frozenset[str]) -> str:
    """A pattern of the titles, longest first; in long ones a letter may be typed twice (MAASAYU)."""
    return "|".join("".join(f"{c}+" for c in t) if len(t) >= 5 else t for t in sorted(titles, key=lambda t: (-len(t), t)))


_FIRST_TITLES: Final = _any_of({*TITLES, *_TWO_WORD_TITLES, "R A", "R M", "R AYU", "R MAS"})
_SURE_TITLES: Final = _any_of(TITLES - _MAY_BE_A_NAME)
_AFTER_COMMA: Final = r",.*$"
_DEGREES: Final = (
    r"\s(?:S\.\s?(?:PD\.?\s?I|PD|E|H|KOM|SOS|IP|T|P|KED|KEP|KEB|AG|SI|ST|PSI)|M\.\s?(?:SI|PD|KOM|HUM|KES|AG|MM?)|A\.\s?MD(?:\.\s?\w{2,4})?"
    r"|S(?:E|H|KM)|SPD|SKOM|MSI|AMD)\.?"
)
_DEGREES_LAST: Final = rf"(?:{_DEGREES})+\s*$"
_PATRONYM: Final = r"(\w)\s+(?:BIN|BINTI|BNT|BTE|BT|BN|ALIAS|ALS|AL|A/N|QQ)[\s.].*$"
_TAIL: Final = r"(\w)\s*[(@/\[].*$"

_VARIANTS: Final[dict[str, str]] = {
    **dict.fromkeys(("MD", "MHD", "MOH", "MUH", "MOCH", "MUCH", "MOHD", "MUHD", "MHMD", "MHMMD", "MUHAMMD"), "MUHAMAD"),
    **dict.fromkeys(("ST", "STI", "SITTI", "SITY", "CITI"), "SITI"),
    **dict.fromkeys(("NURUL", "NOERUL", "NOER", "NOR", "NR"), "NUR"),
    **dict.fromkeys(("ACH", "ACHMAD", "AHMED", "AKHMAD", "AHMD", "ACHMD"), "AHMAD"),
    **dict.fromkeys(("ABD", "ABDOEL", "ABDL", "ABDUR", "ABDUS", "ABDUN", "ABDU"), "ABDUL"),
    **dict.fromkeys(("SY", "SYARIFAH", "SYF", "SYARIPAH"), "SARIPAH"),
    **dict.fromkeys(("DT", "DTK", "DATUAK"), "DATUK"),
    "DG": "DAENG",
    "BQ": "BAIQ",
    "WY": "WAYAN",
    "WYN": "WAYAN",
    "MDE": "MADE",
    "NYM": "NYOMAN",
    "NYMN": "NYOMAN",
    "NGH": "NENGAH",
    "KT": "KETUT",
    "KTT": "KETUT",
    "KMG": "KOMANG",
    "KDK": "KADEK",
    "PT": "PUTU",
    "GD": "GEDE",
    "GDE": "GEDE",
    "GST": "GUSTI",
    "DW": "DEWA",
    "NGR": "NGURAH",
    "BR": "BORU",
    "BRU": "BORU",
}
SHORT_FORMS: Final[dict[str, str]] = {
    short: formal
    for formal, shorts in {
        "WILLIAM": "BILL BILLY WILL WILLIE LIAM", "ROBERT": "BOB BOBBY ROB ROBBIE", "RICHARD": "DICK RICK RICKY RICH",
        "JAMES": "JIM JIMMY JAMIE",
        "JOHN": "JACK JOHNNY", "MICHAEL": "MIKE MICK MICKEY", "EDWARD": "ED EDDIE TED NED", "CHARLES": "CHUCK CHARLIE",
        "THOMAS": "TOM TOMMY",
        "JOSEPH": "JOE JOEY", "HENRY": "HANK HARRY", "ANTHONY": "TONY",
        "ELIZABETH": "LIZ BETH BETTY BETSY LIZZIE ELIZA LISA", "MARGARET": "PEGGY MAGGIE MEG",
        "KATHERINE": "KATE KATHY KATIE KAY KITTY CATHY", "DOROTHY": "DOT DOTTIE", "PATRICIA": "PAT PATTY TRICIA",
        "REBECCA": "BECKY BECCA",
        "SUSAN": "SUE SUZY SUSIE", "DEBORAH": "DEB DEBBIE DEBRA", "BARBARA": "BARB BABS", "STEPHEN": "STEVE STEVEN",
        "DANIEL": "DAN DANNY",
        "DAVID": "DAVE DAVEY", "LAWRENCE": "LARRY", "ANDREW": "ANDY DREW", "ALEXANDER": "ALEX SANDY XANDER", "NICHOLAS": "NICK NICKY",
        "CHRISTOPHER": "CHRIS TOPHER KIT", "JENNIFER": "JENNY JEN", "PAMELA": "PAM", "TIMOTHY": "TIM TIMMY",
        "KENNETH": "KEN KENNY", "RONALD": "RON RONNIE",
        "DONALD": "DON DONNIE", "GERALD": "GERRY JERRY", "TERRENCE": "TERRY", "GREGORY": "GREG", "JEFFREY": "JEFF",
        "MATTHEW": "MATT", "SAMUEL": "SAM SAMMY",
        "BENJAMIN": "BEN BENNY", "ARNOLD": "ARNIE", "ABIGAIL": "ABBY", "VICTORIA": "VICKY TORI",
        "THERESA": "TERESA TESS TERRI", "CYNTHIA": "CINDY",
    }.items()
    for short in shorts.split()
}  # fmt: skip
"""English short forms of given names, for lists from elsewhere."""

_BALINESE_MADE: Final = r"^N?I (?:GUSTI |GST |DEWA |DW )?MD\b"
"""I MD. SUDARMA is I MADE; elsewhere MD is MUHAMMAD."""
_MUHAMMAD: Final = re.compile(r"^M[UO]?[KC]?H+[AEU]?M*[AE]?[DT]$")
_MUHAMMAD_LONG: Final = ("MUHAMAD", "MOHAMAD", "MOCHAMAD")
_MUHAMMAD_SHORT: Final = re.compile(r"^(?=.*H|M[OU]C$)M[MOUCKH]{1,4}D?$")
"""MOH, MOCH, MUH and what is typed for them (MCOH, MMOH, MCH) or is left of them (MOC)."""
_MUHAMMAD_GLUED: Final = re.compile(r"^(?:MOC?H|MHD|MOHD)([BCDFGJKLPRSTWYZ][A-Z]{3,})$")
_SOUNDS: Final[dict[str, str]] = {
    "DJ": "J", "TJ": "C", "NJ": "NI", "SJ": "S", "OE": "U", "CH": "H", "KH": "H", "DH": "D", "TH": "T", "DZ": "J",
    "SH": "S", "SY": "S", "PH": "P",
    "GH": "G", "BH": "B", "X": "KS", "HJ": "HI",
}  # fmt: skip
_SECOND: Final = sorted({sound[1:] for sound in _SOUNDS}, reverse=True)
_SOUND: Final = re.compile("|".join(f"[{''.join(s[0] for s in _SOUNDS if s[1:] == second)}]{second}" for second in _SECOND))
_LETTERS: Final = str.maketrans("FVZQY", "PPJKI")
_OLD_J: Final = re.compile(r"^J(?=U(?:SUP|SUF|NUS|LIA|NI)|O(?:HAN|SEP|GA))")
_DOUBLED: Final = re.compile("|".join(f"{letter}{letter}+" for letter in ascii_uppercase))
_ABDUL_GLUED: Final = re.compile(r"^ABDU(?:L([A-Z])|([RSNDJT]))([A-Z]{3,})$")


def _is_muhammad(word: str) -> bool:
    """Whether a word with M in front is a spelling, a short form or a slip of MUHAMMAD."""
    if _MUHAMMAD.match(word) or _MUHAMMAD_SHORT.match(word):
        return True
    once = _DOUBLED.sub(lambda m: m[0][0], word) if word[-1:] == "D" and 6 <= len(word) <= 10 else ""
    return bool(once) and any(OSA.distance(once, full, score_cutoff=1) <= 1 for full in _MUHAMMAD_LONG)


@lru_cache(maxsize=500_000)
def spelling_key(word: str) -> str:
    """One key for all spellings of one word: SOEHARTO and SUHARTO, CHAIRUL and KHAIRUL, FATIMAH and PATIMA.

    `word` is upper case A–Z. Source: DOMAIN §6.1.
    """
    if word in _VARIANTS:
        word = _VARIANTS[word]
    elif len(word) > 2 and word[:1] == "M" and _is_muhammad(word):
        word = "MUHAMAD"
    if len(word) == 1:
        return word.translate(_LETTERS)
    key = _OLD_J.sub("Y", word) if word[:1] == "J" else word
    key = _SOUND.sub(lambda m: _SOUNDS[m[0]], key).translate(_LETTERS).replace("IE", "I")
    key = _DOUBLED.sub(lambda m: m[0][0], key)
    return key[:-1] if len(key) > 3 and key.endswith("H") else key


def word_keys(word: str) -> tuple[str, ...]:
    """The spelling key of a written word; two where ABDUL or MOH is written together with the next (ABDURRAHMAN, MOHKASIM)."""
    if word[:1] == "M" and (named := _MUHAMMAD_GLUED.match(word)) and not _MUHAMMAD.match(word):
        return (spelling_key("MUHAMMAD"), spelling_key(named[1]))
    key = spelling_key(word)
    glued = _ABDUL_GLUED.match(key)
    return ("ABDUL", (glued[1] or glued[2]) + glued[3]) if glued else (key,)


def clean(names: pl.Series) -> pl.Series:
    """Names as bare upper-case words: no titles, degrees, patronyms, aliases or signs. Null where nothing is left."""
    if names.is_empty():
        return names.cast(pl.String)
    text = where(names.cast(pl.String).str.to_uppercase(), r"[^A-Z ]", _signs_off)
    text = where(
        " " + text + " ", r"  | (?:BIN|BINTI|BNT|BTE|BT|BN|ALIAS|ALS|AL|QQ|SE|SH|SKM|SPD|SKOM|MSI|AMD) ", _tails_off
    ).str.strip_chars()
    text = where(text, rf"^(?:{_FIRST_TITLES}) ", _titles_off)
    text = where(text, _BALINESE_MADE, lambda some: some.str.replace(r" MD\b", " MADE"))
    text = text.str.replace(rf" (?:{_SURE_TITLES})$", "")
    return pl.select(pl.when(text.str.len_chars() > 0).then(text)).to_series().rename(names.name)


def where(text: pl.Series, pattern: str, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`text` with `change` applied to the values that contain `pattern`; the rest is not touched (and costs nothing)."""
    rows = text.str.contains(pattern).fill_null(value=False).arg_true()
    if len(rows) == 0:
        return text
    return text.scatter(rows, change(text.gather(rows)))


def _signs_off(text: pl.Series) -> pl.Series:
    text = (
        text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all(r"[’‘`´'ʼ]", "")
        .str.replace_all(r"([A-Z])0", "${1}O").str.replace_all(r"0([A-Z])", "O${1}").str.replace_all(r"([A-Z])1", "${1}I")
        .str.replace(_AFTER_COMMA, "")
    )  # fmt: skip
    text = (text + " ").str.replace(_TAIL, "${1} ").str.replace(_PATRONYM, "${1} ").str.replace(_DEGREES_LAST, " ")
    return text.str.replace_all(r"[^A-Z]+", " ").str.strip_chars()


def _tails_off(text: pl.Series) -> pl.Series:
    return text.str.replace(_PATRONYM, "${1} ").str.replace(_DEGREES_LAST, " ").str.replace_all(" +", " ")


def _titles_off(text: pl.Series) -> pl.Series:
    """No title before a word of two letters or more; before initials none of the titles that are no name of anybody's."""
    text = text.str.replace(rf"^(?:(?:{_FIRST_TITLES}) )+([A-Z]{{2}})", "${1}")
    return text.str.replace(rf"^(?:(?:{_SURE_TITLES}) )+([A-Z])", "${1}")


def keys(names: pl.Series) -> pl.Series:
    """Names as space-separated spelling keys in the order written. Null where nothing is left.

    ABDURRAHMAN, ABDUL RAHMAN and ABD. RACHMAN become the same two words.
    """
    if names.is_empty():
        return names.cast(pl.String)
    words = pl.DataFrame({"word": clean(names).str.split(" ")}).with_row_index("row")
    words = words.explode("word", empty_as_null=True, keep_nulls=True)
    unique = words["word"].drop_nulls().unique(maintain_order=True)
    spelt = [" ".join(word_keys(w)) for w in unique]
    table = pl.DataFrame({"word": unique, "key": spelt}, schema={"word": pl.String, "key": pl.String})
    joined = words.join(table, on="word", how="left", maintain_order="left")
    out = joined.group_by("row", maintain_order=True).agg(pl.col("key").drop_nulls().str.join(" "))["key"]
    return pl.select(pl.when(out.str.len_chars() > 0).then(out)).to_series().rename(names.name)


def title_sex(names: pl.Series) -> pl.Series:
    """`P` for NYIMAS, MASAYU, HJ …, `L` for KEMAS, KIAGUS, MASAGUS …, else null (DOMAIN §6.1)."""
    text = names.cast(pl.String).str.to_uppercase().str.replace_all(r"[^A-Z]+", " ").str.strip_chars()
    for spoken, title in _TWO_WORD_TITLES.items():
        text = text.str.replace(f"^{spoken} ", f"{title} ")
    word = text.str.extract(r"^(?:H )?([A-Z]+) ", 1)
    female = [t for t in FEMALE_TITLES if t not in _MAY_BE_A_NAME] + ["NYI", "NYA"]
    male = [t for t in MALE_TITLES if t not in _MAY_BE_A_NAME]
    said = pl.when(word.is_in(female)).then(pl.lit("P")).when(word.is_in(male)).then(pl.lit("L"))
    return pl.select(said.otherwise(None)).to_series().rename(names.name)


def _word_similarity(a: str, b: str) -> float:
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=lambda w: (len(w), w))
    if long.startswith(short):
        return 0.9 if len(short) >= 3 else 0.75
    distance = OSA.distance(a, b)
    allowed = 0 if len(short) < 5 else 1 if len(short) < 9 else 2
    return 0.92 if distance <= allowed else max(0.0, 1 - distance / len(long)) * 0.7


def similarity(a: str | None, b: str | None) -> float:
    """How alike two names are, 0 to 100: words paired at their best after normalisation; 80 and more is a variant.

    A name that is only part of the other scores by the share it covers, so SITI against SITI AMINAH stays below 80. A
    missing name scores 0. Symmetric. The 80/60 rule is the one in use (DOMAIN §6.2).
    """
    if not a or not b:
        return 0.0
    left, right = keys(pl.Series([a, b])).to_list()
    return key_similarity(left, right)


@lru_cache(maxsize=200_000)
def key_similarity(left: str | None, right: str | None) -> float:
    """`similarity` of two names that are spelling keys already (`keys`)."""
    if not left or not right:
        return 0.0
    if left.replace(" ", "") == right.replace(" ", "") or sorted(left.split()) == sorted(right.split()):
        return 100.0
    one, two = left.split(), right.split()
    pairs = sorted(((_word_similarity(x, y), len(x) + len(y), i, j) for i, x in enumerate(one) for j, y in enumerate(two)), reverse=True)
    used_one: set[int] = set()
    used_two: set[int] = set()
    gained = 0.0
    for score, weight, i, j in pairs:
        if i not in used_one and j not in used_two:
            used_one.add(i)
            used_two.add(j)
            gained += score * weight
    total = sum(map(len, one)) + sum(map(len, two))
    glued = fuzz.ratio(left.replace(" ", ""), right.replace(" ", ""))
    aligned = 100 * gained / total
    return round(max(aligned, glued if glued >= 92 else 0.0), 1)
