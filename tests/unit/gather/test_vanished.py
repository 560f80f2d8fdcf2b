"""What is said of a pay list that the last run used and of which no row is read now."""

from __future__ import annotations

import pytest

from pipeline.gather.vanished import say_vanished
from schemas.manifest import Vanished

POS = "2025-05/POS.csv"
GONE = Vanished(
    file=POS, sha256="0" * 64, programme="SEMBAKO", payer="POS", written="", villages=("1671081002", "1671081006"), rows=20, total=40
)


@pytest.mark.parametrize(
    ("lying", "said", "unsaid"),
    [
        (["2025-05/BRI.csv"], "sekarang tidak ada lagi; siapa yang belum dibayar di 2 kelurahan/desa", "masih ada"),
        ([POS], "berkasnya masih ada, tetapi sekarang tidak terbaca lagi sebagai daftar bayar", "Kembalikan berkasnya"),
    ],
)
def test_a_file_that_lies_there_still_need_not_be_given_back(lying: list[str], said: str, unsaid: str) -> None:
    (sentence,) = say_vanished([GONE], lying)
    assert said in sentence
    assert unsaid not in sentence
