"""Family cards filled down by dragging: members stay with the head above them, and nothing else is moved."""

from collections.abc import Callable

from pipeline.standardise import Standardised
from schemas.codes import Kind

Run = Callable[..., Standardised]


def nik(n: int) -> str:
    return f"7271010101{n % 28 + 1:02}{9000 + n}"


def family(n: int, size: int = 3, step: int = 1) -> list[dict[str, str]]:
    first = 7271010203049001 + 21 * n
    return [
        {
            "nik": nik(10 * n + m),
            "name": f"ORANG {chr(65 + n)}{chr(65 + m)}",
            "no_kk": str(first + step * m),
            "relationship": ("Kepala Keluarga", "Istri", "Anak", "Anak")[m],
            "village_name": "PETOBO",
        }
        for m in range(size)
    ]


def families(run: Run, rows: list[dict[str, str]]) -> tuple[list[str], list[str | None], list[str]]:
    done = run(Kind.REGISTRY, rows)
    return done.frame["family_id"].to_list(), done.frame["no_kk"].to_list(), done.rejects["rule_id"].to_list()


def test_members_under_a_dragged_card_are_of_the_head_above_them(run: Run) -> None:
    rows = [row for n in range(6) for row in family(n)]
    ids, cards, rules = families(run, rows)
    assert ids == [rows[3 * n]["no_kk"] for n in range(6) for _ in range(3)]
    assert cards[:3] == [rows[0]["no_kk"], None, None]
    assert "KK-16" in rules


def test_one_card_in_every_row_stays(run: Run) -> None:
    rows = [row for n in range(6) for row in family(n, step=0)]
    ids, cards, rules = families(run, rows)
    assert ids == cards == [row["no_kk"] for row in rows]
    assert "KK-16" not in rules


def test_a_few_cards_of_one_printing_day_are_no_drag(run: Run) -> None:
    rows = [row for n in range(8) for row in family(n, step=1 if n < 3 else 0)]
    ids, cards, _ = families(run, rows)
    assert ids == cards == [row["no_kk"] for row in rows]


def test_a_number_that_somebody_else_bears_is_no_dragged_one(run: Run) -> None:
    rows = [row for n in range(6) for row in family(n)]
    borne = {**family(9, 1)[0], "no_kk": rows[1]["no_kk"]}
    ids, _, _ = families(run, [*rows, borne])
    assert ids[1] == rows[1]["no_kk"]
    assert ids[4] == rows[3]["no_kk"]
