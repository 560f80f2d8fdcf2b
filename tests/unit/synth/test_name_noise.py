"""What happens to names."""

from pipeline.synth import name_noise as n
from pipeline.synth.areas import SAKO
from pipeline.synth.dice import Dice
from pipeline.synth.identity import Numbers
from pipeline.synth.model import Calendar, Noise
from pipeline.synth.noise import Habits, strike
from pipeline.synth.people import Maker

DICE = Dice(3, "test")


def test_a_title_of_palembang_is_left_out():
    assert n.retitle(DICE, "KIAGUS AMIN") == "AMIN"


def test_a_mononym_that_is_a_title_word_is_not_emptied():
    assert n.retitle(DICE, "KEMAS") != ""


def test_muhammad_gets_a_usual_short_form():
    assert n.abbreviate(DICE, "MUHAMMAD AMIN").split()[0] in n.SHORT["MUHAMMAD"]


def test_a_name_of_one_word_is_not_abbreviated():
    assert n.abbreviate(DICE, "SITI") == "SITI"


def test_tokens_glued_dropped_swapped():
    assert n.glue(DICE, "SRI WAHYUNI") == "SRIWAHYUNI"
    assert n.swap_tokens(DICE, "SITI AMINAH") == "AMINAH SITI"
    assert n.drop_token(DICE, "SITI AMINAH") == "SITI AMINAH"
    assert n.drop_token(DICE, "SITI NUR AMINAH") in {"SITI NUR", "SITI AMINAH"}


def test_old_spelling():
    assert n.old_spelling(DICE, "SUGENG") == "SOEGENG"


def test_at_most_two_changes_and_never_an_empty_name():
    everything = Noise(*(0.9,) * 8)
    for _ in range(200):
        name, made = n.damage_name(DICE, "KIAGUS MUHAMMAD AMIN", everything)
        assert name.strip()
        assert made <= 2


def test_without_noise_a_view_is_the_person():
    silent = Noise(**dict.fromkeys(Noise.__dataclass_fields__, 0))
    numbers = Numbers(Dice(1, "numbers"))
    family = Maker(Dice(1, "people"), numbers, Calendar()).family(SAKO, "couple")
    view = strike(family.head, family, silent, Habits(workbook=True), DICE, numbers)
    assert (view.name, view.born, view.sex) == (family.head.name, family.head.born, family.head.sex)
    assert view.nik.digits == family.head.nik
    assert view.kk.digits == family.kk


def test_a_rounded_number_is_a_number_cell_that_ends_in_zero():
    rounding = Noise(**dict.fromkeys(Noise.__dataclass_fields__, 0) | {"nik_rounded": 1.0})
    numbers = Numbers(Dice(1, "numbers"))
    family = Maker(Dice(1, "people"), numbers, Calendar()).family(SAKO, "couple")
    view = strike(family.head, family, rounding, Habits(workbook=True), DICE, numbers)
    assert isinstance(view.nik.cell, float)
    assert view.nik.text == family.head.nik[:15] + "0"
    assert view.nik.digits == ""
