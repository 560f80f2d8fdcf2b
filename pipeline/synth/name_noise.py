"""What hands, banks and old spelling do to a name (DOMAIN §6.1). Every change keeps the person recognisable to a clerk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.synth.names import TITLES

if TYPE_CHECKING:
    from pipeline.synth.dice import Dice
    from pipeline.synth.model import Noise

SHORT = {
    "MUHAMMAD": ("M.", "MUH.", "MOHD", "MOHAMAD", "MUHAMAD", "MOCH", "MUHD"),
    "AHMAD": ("A.", "ACHMAD", "AKHMAD"),
    "ABDUL": ("ABD.", "A."),
    "SITI": ("ST.", "SITTI", "S."),
    "RADEN": ("R.",),
    "RADEN AYU": ("R.A.",),
    "MASAGUS": ("MGS.", "MGS"),
    "MASAYU": ("MSY.", "MSY"),
    "KEMAS": ("KMS.", "KMS"),
    "NYIMAS": ("NYS.", "NYI."),
    "KIAGUS": ("KGS.", "KI AGUS", "KGS"),
    "NYAYU": ("NYA.", "NYY."),
}
OLD = (
    ("SU", "SOE"),
    ("YU", "JU"),
    ("JO", "DJO"),
    ("CA", "TJA"),
    ("SY", "SJ"),
    ("KH", "CH"),
    ("NUR", "NOER"),
    ("AHMAD", "ACHMAD"),
    ("FAT", "PAT"),
    ("ZAI", "JAI"),
    ("RIZKI", "RISKY"),
    ("YANTI", "IANTI"),
    ("DD", "D"),
    ("MM", "M"),
)
DEGREES = ("H. {}", "Hj. {}", "{}, S.PD", "{}, SE", "BPK. {}", "IBU {}", "{}, S.H.", "{}, A.MD")
LETTERS = "ABDEGHIKLMNRSTUWY"
TITLE_WORDS = frozenset(word for pair in TITLES for title in pair for word in title.split())
MIN_LENGTH = 5


def typo(dice: Dice, name: str) -> str:
    """One letter changed, doubled or lost, never the first."""
    spots = [i for i in range(1, len(name)) if name[i].isalpha()]
    if len(spots) < MIN_LENGTH - 1:
        return name
    i = dice.pick(spots)
    return name[:i] + dice.weighted((dice.pick(LETTERS), name[i] * 2, ""), (4, 3, 3)) + name[i + 1 :]


def transpose(dice: Dice, name: str) -> str:
    """Two neighbouring letters swapped."""
    spots = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha() and name[i] != name[i + 1]]
    if not spots or len(name) < MIN_LENGTH:
        return name
    i = dice.pick(spots)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def abbreviate(dice: Dice, name: str) -> str:
    """A usual short form: MUHAMMAD → M., KIAGUS → KGS., or the middle token as an initial."""
    for long, forms in SHORT.items():
        if name == long or name.startswith(f"{long} "):
            return dice.pick(forms) + name[len(long) :] if name != long else name
    tokens = name.split()
    if len(tokens) > 2:
        tokens[1] = tokens[1][0] + dice.pick((".", ""))
    return " ".join(tokens)


def old_spelling(dice: Dice, name: str) -> str:
    """One sound in the spelling of before 1972, or of another region."""
    fitting = [(new, old) for new, old in OLD if new in name]
    return name.replace(*dice.pick(fitting), 1) if fitting else name


def retitle(dice: Dice, name: str) -> str:
    """A Palembang title left out, or a degree or Haji put on."""
    tokens = name.split()
    bare = [t for t in tokens if t not in TITLE_WORDS]
    if len(bare) < len(tokens) and bare:
        return " ".join(bare)
    return dice.pick(DEGREES).format(name)


def glue(dice: Dice, name: str) -> str:
    """Two tokens written as one (SRI WAHYUNI → SRIWAHYUNI)."""
    tokens = name.split()
    if len(tokens) < 2:
        return name
    i = dice.between(0, len(tokens) - 2)
    return " ".join([*tokens[:i], tokens[i] + tokens[i + 1], *tokens[i + 2 :]])


def drop_token(dice: Dice, name: str) -> str:
    """One token left out of three or more."""
    tokens = name.split()
    if len(tokens) < 3:
        return name
    del tokens[dice.between(1, len(tokens) - 1)]
    return " ".join(tokens)


def swap_tokens(dice: Dice, name: str) -> str:
    """Two neighbouring tokens in the other order."""
    tokens = name.split()
    if len(tokens) < 2:
        return name
    i = dice.between(0, len(tokens) - 2)
    tokens[i], tokens[i + 1] = tokens[i + 1], tokens[i]
    return " ".join(tokens)


def damage_name(dice: Dice, name: str, noise: Noise, share: float = 1.0) -> tuple[str, int]:
    """The name as one office wrote it, and how many changes were made (at most two; the bank's cut is not counted)."""
    ways = (
        (noise.abbreviation, abbreviate),
        (noise.glue, glue),
        (noise.title, retitle),
        (noise.old_spelling, old_spelling),
        (noise.drop_token, drop_token),
        (noise.swap_tokens, swap_tokens),
        (noise.typo, typo),
        (noise.transposition, transpose),
    )
    made, written = 0, name
    for rate, way in ways:
        if made < 2 and dice.chance(rate * share):
            changed = way(dice, written)
            made += changed != written
            written = changed
    return written, made
