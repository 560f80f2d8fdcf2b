"""Pairs that no score may merge: twins, one NIK with two names, father and son, namesakes, half a name, other papers, another age,
a masked number that differs.

When to reach for it: after weighing. Each guard caps a pair at REVIEW, so that a person looks at it; none ever makes a
match. They speak of fields by name and are silent where a field is absent. Source: DOMAIN §6.1 "must not match".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pipeline.link.encode import Bools, Levels
    from pipeline.link.weights import Model

NAME_SHARED, NAME_PART, NAME_NEAR, NAME_SAME = 2, 3, 4, 5
NIK_SERIAL, NIK_NEAR, NIK_KNOWN, NIK_SAME = 2, 3, 4, 5
DATE_YEAR, DATE_CLOSE, DATE_SAME = 2, 3, 5
AGE_FAR, AGE_NEAR, AGE_SAME = 1, 3, 4
VILLAGE_SAME = 4
HOME_SAME = 4
SEEN_DIFFERENT = 1


def capped(model: Model, levels: Levels) -> Bools:
    """Which pairs may be REVIEW at most, whatever their weight. `levels[field, pair]` as in `Vectors`; 0 is missing.

    A pair is held back where any of these is true:

    - no_word_in_common: the two names share no word.
    - two_names: one NIK, names that share but a little, no birth date, family card or door to bear it out.
    - damaged: a damaged NIK fits, but the name hardly does, or does half while neither birth date nor card bears it out.
    - half: only a part of the name fits, and no NIK, birth date, card, mother or door backs it.
    - twins: one home, NIKs that differ in the serial number or at all, names that are not the same.
    - namesakes: names fit, villages differ, and nothing else backs it.
    - two_papers: other NIK, other card, other birth date.
    - father_son: names fit, birth dates do not, nor NIK, nor mother.
    - other_number: the digits of a masked NIK that can be seen differ, and card, or birth date and name, are not the same.
    - strangers: two whole NIKs that differ, and only the name fits.
    - other_age: ages far apart where no birth date says more, and neither NIK, card nor mother fit.
    """
    at = {f.name: levels[k] for k, f in enumerate(model.fields)}
    absent = np.zeros(levels.shape[1], dtype=np.uint8)
    name, nik = at.get("name"), at.get("nik", absent)
    if name is None:
        return np.zeros(levels.shape[1], dtype=bool)
    born, card = at.get("birth_date", absent), at.get("no_kk", absent)
    village, mother = at.get("village", absent), at.get("mother_name", absent)
    same_card, same_nik = card == 3, nik == NIK_SAME
    named = name > 0
    no_word_in_common = name == 1
    door = (at.get("address", absent) == HOME_SAME) & (at.get("rt_rw", absent) == HOME_SAME) & (village == VILLAGE_SAME)
    at_home = door & (born == 0)
    two_names = same_nik & (name == NAME_SHARED) & (born < DATE_CLOSE) & ~same_card & ~at_home
    one_home = same_card | ((born >= DATE_SAME) & (mother >= NAME_NEAR))
    twins = named & one_home & (((nik == NIK_SERIAL) & (name < NAME_NEAR)) | ((nik == 1) & (name < NAME_SAME)))
    damaged = (nik == NIK_KNOWN) & ((name < NAME_PART) | ((born < DATE_CLOSE) & (name < NAME_NEAR) & ~same_card))
    backed = (nik >= NIK_NEAR) | (born >= DATE_CLOSE) | same_card | (mother >= NAME_NEAR)
    backed |= door & (at.get("age", absent) >= AGE_NEAR)
    half = named & (((name <= NAME_PART) & ~backed) | ((name <= NAME_SHARED) & (nik < NIK_NEAR) & (born < DATE_CLOSE)))
    namesakes = (name >= NAME_PART) & (village > 0) & (village < VILLAGE_SAME) & ~backed
    two_papers = named & (nik == 1) & (card == 1) & (born < DATE_SAME)
    father_son = named & (born > 0) & (born < DATE_CLOSE) & (nik < NIK_NEAR) & (mother < NAME_NEAR)
    other_number = (at.get("nik_seen", absent) == SEEN_DIFFERENT) & ~same_card & ((born < DATE_SAME) | (name < NAME_SAME))
    strangers = named & (nik == 1) & ~backed & ~door  # two whole numbers that agree in nothing: the name alone makes nobody one
    other_age = (at.get("age", absent) == AGE_FAR) & (born == 0) & (nik < NIK_NEAR) & ~same_card & (mother < NAME_NEAR)
    persons = twins | namesakes | two_papers | father_son | other_number | strangers | other_age
    return np.asarray(no_word_in_common | two_names | damaged | half | persons, dtype=bool)
