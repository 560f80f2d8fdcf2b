"""Words without their vowels are read as they are meant; words that only look alike stay."""

import pytest

from pipeline.standardise.money.states import speak
from pipeline.standardise.visits.results import read_result
from pipeline.words.shorthand import in_full


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("lyk", "LAYAK"),
        ("Tdk lyk (mampu)", "TIDAK_LAYAK_MAMPU"),
        ("Lyk, blm terdaftar", "LAYAK"),
        ("pdh", "PINDAH"),
        ("mnggl", "MENINGGAL"),
        ("Suami mnggl", None),
    ],
)
def test_results_in_shorthand(text: str, result: str | None) -> None:
    assert read_result(text) == result


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("GGL", "FAILED_ACCOUNT"),
        ("RTR", "RETURNED"),
        ("brhsl", "PAID"),
        ("blm diambil", "PAID_NOT_TAKEN"),
        ("kartu rusak / tertelan", "PAID_NOT_TAKEN"),
        ("Dialihkan ke PT Pos", "FAILED_ACCOUNT"),
        ("XYZ", None),
    ],
)
def test_states_in_shorthand(text: str, state: str | None) -> None:
    said = speak(text)
    assert (said.state if said else None) == state


def test_only_whole_words_are_spelt_out() -> None:
    assert in_full("TDK lyk, Tdkk, ORGAN, org tua") == "TIDAK LAYAK, Tdkk, ORGAN, ORANG tua"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sampun nampi", "PAID"),
        ("sampun katampi", "PAID"),
        ("dereng nampi, rekening pejah", "FAILED_ACCOUNT"),
        ("dereng saged, rekening mboten aktip", "FAILED_ACCOUNT"),
        ("teu acan nampi", "IN_PROCESS"),
        ("parantos ditampi", "PAID"),
        ("alah tarimo", "PAID"),
        ("alun tarimo", "IN_PROCESS"),
    ],
)
def test_words_of_a_regions_language_say_what_became_of_money(said: str, meant: str) -> None:
    spoken = speak(said)
    assert spoken is not None
    assert spoken.state == meant


@pytest.mark.parametrize(("said", "meant"), [("mboten layak", "TIDAK_LAYAK"), ("sampun seda", "MENINGGAL"), ("layak", "LAYAK")])
def test_a_denial_in_a_regions_language_denies(said: str, meant: str) -> None:
    assert read_result(said) == meant
