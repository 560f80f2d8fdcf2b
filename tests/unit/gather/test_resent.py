"""A pay list that is sent again counts once: in other bytes, re-sorted, or with corrections. A second payment is no list sent again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from pipeline.gather.resent import resent
from schemas import tables

BASE = {
    "list_kind": "disbursement", "programme": "SEMBAKO", "payer": "BRI", "period_from": "2025-04", "period_to": "2025-06", "amount": 600_000,
    "state": "PAID", "paid_on": dt.date(2025, 5, 19), "village_code": "1671081002",
}  # fmt: skip


def row(person: int, **changes: Any) -> dict[str, Any]:
    return {**BASE, "nik": f"167108010180{9000 + person}", "name": f"ORANG {person}", "account": f"99{person}"} | changes


def lists(**files: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    schema = tables.polars_schema(tables.Disbursement)
    out = {}
    for name, rows in files.items():
        held = [r | {"record_id": f"{name}:{at}", "source_file": name, "source_row": at} for at, r in enumerate(rows, 2)]
        out[name] = pl.DataFrame(held, schema=schema)
    return out


PEOPLE = [row(n) for n in range(10)]
EARLY = [row(n, state="IN_PROCESS", paid_on=None) for n in range(4, 10)]
UNDATED = [row(n, paid_on=None, account=None) for n in range(10)]


@pytest.mark.parametrize(
    ("old", "new", "aside", "corrected"),
    [
        (PEOPLE, list(reversed(PEOPLE)), 10, 0),
        (UNDATED, UNDATED[:6], 6, 0),
        (PEOPLE, [*PEOPLE[:7], row(7, amount=400_000), row(8, state="FAILED_ACCOUNT", paid_on=None), row(20)], 9, 2),
        (PEOPLE, [*PEOPLE[:9], row(9, nik="1671080101809999")], 10, 1),
        (PEOPLE, [row(n, payer="POS") for n in range(10)], 0, 0),
        (PEOPLE, [row(n, period_from="2025-07", period_to="2025-09") for n in range(10)], 0, 0),
        (PEOPLE, [row(n, paid_on=dt.date(2025, 6, 19)) for n in range(10)], 0, 0),
        (PEOPLE, [row(3), *(row(n) for n in range(30, 40))], 1, 0),
        (UNDATED, [UNDATED[3], *(row(n) for n in range(30, 40))], 0, 0),
        ([*PEOPLE[:4], *EARLY], PEOPLE, 10, 6),
        ([*PEOPLE[:4], *(row(n, state="IN_PROCESS", paid_on=None) for n in range(34, 40))], PEOPLE, 4, 0),
    ],
    ids=[
        "re-sorted", "a part of it, without days", "corrected, and one more", "a NIK corrected", "another payer", "another stage",
        "another day for all", "one row equal to the day", "one equal row without a day",
        "its state some days before", "some rows of it, and others' rows in process",
    ],
)  # fmt: skip
def test_what_another_list_of_the_payer_repeats(old: list, new: list, aside: int, corrected: int) -> None:  # type: ignore[type-arg]
    found = resent(lists(old=old, revisi=new), {"old": "2025-05", "revisi": "2025-05"})
    assert sum(again.rows.height for again in found) == aside
    assert sum(int(again.rows["corrected"].sum()) for again in found) == corrected
    assert {(again.file, again.newer) for again in found} <= {("old", "revisi")}


@pytest.mark.parametrize(
    ("names", "folders", "older", "certain"),
    [
        (("bri REVISI.csv", "bri.csv"), ("2025-05", "2025-05"), "bri.csv", True),
        (("bri v2.csv", "bri v1.csv"), ("2025-05", "2025-05"), "bri v1.csv", True),
        (("bri revisi.csv", "x.csv"), ("2025-05", "2025-06"), "bri revisi.csv", True),
        (("a.csv", "b.csv"), ("2025-05", "2025-05"), "a.csv", False),
    ],
)
def test_which_list_is_the_newer_one(names: tuple[str, str], folders: tuple[str, str], older: str, certain: bool) -> None:
    one, two = [*PEOPLE[:9], row(9, amount=1)], [*PEOPLE[:9], row(9, amount=2)]
    (again,) = resent(lists(**dict(zip(names, (one, two), strict=True))), dict(zip(names, folders, strict=True)))
    assert (again.file, again.certain) == (older, certain)
    assert ("periksa" in again.note) is not certain


def test_of_three_copies_each_row_counts_once() -> None:
    found = resent(lists(a=PEOPLE, b=PEOPLE, c=PEOPLE), dict.fromkeys("abc", "2025-05"))
    gone = pl.concat([again.rows["record_id"] for again in found])
    assert gone.n_unique() == gone.len() == 20


MANY = [row(n) for n in range(30)]
RECAP = [row(n, paid_on=None, account=None, village_code=None) for n in range(30)]


@pytest.mark.parametrize(
    ("recap", "aside"),
    [
        (RECAP, 30),
        ([*RECAP, *(row(n, payer="POS", paid_on=None, account=None) for n in range(40, 60))], 30),
        ([row(0, paid_on=None, state="FAILED_ACCOUNT"), *RECAP[1:], row(50, paid_on=None)], 30),
        ([*RECAP[:26], *(row(n, paid_on=None, payer="POS") for n in range(26, 30))], 30),
        ([*RECAP[:29], row(29, paid_on=None, name="Orang 29", nik=None, account=None)], 30),
        ([row(n, paid_on=None, period_from=None, period_to=None) if n == 3 else RECAP[n] for n in range(30)], 30),
        ([row(n, paid_on=None, state="RETURNED") for n in range(30)], 0),
        ([row(n, paid_on=None, amount=200_000) for n in range(30)], 0),
        ([row(n, paid_on=None, period_from="2025-07", period_to="2025-09") for n in range(30)], 0),
        ([*RECAP[:9]], 9),
        ([*RECAP[:12], *(row(n, paid_on=None, account=None) for n in range(40, 70))], 0),
    ],
    ids=[
        "all of a bank", "of a bank and the post office", "one told otherwise, one that the bank has not", "four of the post office", "one by her name",
        "one without its months",
        "a list of retur", "another sum",
        "another stage", "nine rows only", "mostly other people",
    ],
)  # fmt: skip
def test_an_offices_recapitulation_pays_nobody_a_second_time(recap: list, aside: int) -> None:  # type: ignore[type-arg]
    for folders in ({"bank": "2025-05", "rekap": "2025-05"}, {"bank": "2025-05", "rekap": "2025-06"}):
        post = [row(n, payer="POS") for n in range(26, 30)]
        found = resent(lists(bank=MANY, pos=post, rekap=recap), {**folders, "pos": "2025-05"})
        assert sum(again.rows.height for again in found) == aside
        assert {(again.file, again.newer, again.recap) for again in found} <= {("rekap", "bank", True), ("rekap", "pos", True)}


def told(people: list[dict[str, Any]], **changes: Any) -> list[dict[str, Any]]:
    """The same payments as an office's recapitulation tells them: names, villages and sums, no day and no account."""
    return [r | {"paid_on": None, "account": None, "name": r["name"].title(), "village_code": None} | changes for r in people]


@pytest.mark.parametrize(
    ("recap", "aside"),
    [
        (told(PEOPLE), 10),
        (told(PEOPLE, nik=None, village_name="Sako"), 10),
        (told(PEOPLE, payer=None), 10),
        ([*told(PEOPLE), *told([row(n, payer="POS") for n in range(40, 60)])], 10),
        ([*told(PEOPLE[:9]), *told(PEOPLE[9:], state="FAILED_ACCOUNT")], 10),
        (told(PEOPLE[:4]), 4),
        ([*told(PEOPLE[:8]), *told([row(n) for n in (30, 31)])], 8),  # whom the bank's list does not hold counts
        (told(PEOPLE, period_from="2025-05", period_to="2025-05"), 10),
        (told(PEOPLE, period_from="2025-07", period_to="2025-09"), 0),
        (told(PEOPLE, payer="POS"), 0),
        (told(PEOPLE, amount=200_000), 0),
        (told(PEOPLE, state="FAILED_ACCOUNT"), 0),
        (told(PEOPLE, paid_on=dt.date(2025, 6, 2)), 0),
        ([*told(PEOPLE[:5]), *told([row(n) for n in range(30, 35)])], 0),
        (told(PEOPLE[:2]), 0),
    ],
    ids=[
        "all", "by name and village", "without a payer", "of the bank and the post office", "one told otherwise", "a part of it", "two more", "a month of the stage", "another stage",
        "another payer", "another sum", "not paid", "another day", "half of it are others", "two rows",
    ],
)  # fmt: skip
def test_what_a_recapitulation_tells_again(recap: list, aside: int) -> None:  # type: ignore[type-arg]
    bank = [r | {"village_name": "SAKO"} for r in PEOPLE]
    found = resent(lists(bank=bank, rekap=recap), {"bank": "2025-05", "rekap": "2025-05"})
    assert sum(again.rows.height for again in found) == aside
    assert {(again.file, again.newer) for again in found} <= {("rekap", "bank")}


def test_a_sheet_that_retells_the_sheets_beside_it() -> None:
    both = lists(buku=[*PEOPLE, *told(PEOPLE)])["buku"]
    sheets = pl.Series(["BRI"] * 10 + ["REKAP"] * 10)
    (found,) = resent({"buku": both.with_columns(source_sheet=sheets)}, {"buku": "2025-05"})
    assert (found.file, found.newer, found.rows.height, set(found.rows["source_sheet"])) == ("buku", "buku › BRI", 10, {"REKAP"})


def test_a_recapitulation_of_two_payers_is_told_by_both_lists() -> None:
    post = [row(n, payer="POS") for n in range(40, 44)]
    found = resent(lists(bank=PEOPLE, pos=post, rekap=told([*PEOPLE, *post])), dict.fromkeys(("bank", "pos", "rekap"), "2025-05"))
    assert [(again.file, again.newer, again.rows.height) for again in found] == [("rekap", "bank", 10), ("rekap", "pos", 4)]


def test_one_account_for_all_names_nobody_and_costs_no_pairs() -> None:
    crowd = [row(n % 900, account="0000123", nik=None, name=f"ORANG {n}") for n in range(20_000)]
    other = [row(n % 900, account="0000123", nik=None, name=f"WARGA {n}", paid_on=None) for n in range(20_000)]
    assert resent(lists(bank=crowd, lain=other), {"bank": "2025-05", "lain": "2025-05"}) == []


def in_one_file(**sheets: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    frames = [
        frame.with_columns(source_sheet=pl.lit(name), record_id=name + pl.col("record_id")) for name, frame in lists(**sheets).items()
    ]
    return {"bri.zip": pl.concat(frames)}


CORRECTED = [*PEOPLE[:7], row(7, amount=400_000), row(8, state="FAILED_ACCOUNT", paid_on=None), row(9)]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("DOC-20250529-WA0007.xlsx", "DOC-20250527-WA0003 REVISI.xlsx"),
        ("DOC-20250527-WA0007.xlsx", "DOC-20250529-WA0003.xlsx"),
        ("tahap 2/salur 27-05-2025.csv", "tahap 2/salur 05-06-2025.csv"),
        ("Mei", "Mei (rev)"),
    ],
)
def test_of_two_members_of_one_file_the_newer_holds(older: str, newer: str) -> None:
    found = resent(in_one_file(**{newer: CORRECTED, older: PEOPLE}), {"bri.zip": "2025-05"})
    assert [(again.file, again.newer, again.recap, again.rows["corrected"].sum()) for again in found] == [("bri.zip", newer, False, 2)]
    assert found[0].rows["source_sheet"].unique().to_list() == [older]


def test_a_title_says_that_its_list_replaces_the_other() -> None:
    both = {"b": "2025-05", "a": "2025-05"}
    found = resent(lists(a=CORRECTED, b=PEOPLE), both, {("a", "")})
    assert [(again.file, again.newer, again.certain) for again in found] == [("b", "a", True)]
    assert [again.file for again in resent(lists(a=CORRECTED, b=PEOPLE), both)] == ["a"]


def test_sheets_of_a_workbook_that_share_nobody_stay() -> None:
    assert not resent(in_one_file(RT01=PEOPLE[:5], RT02=PEOPLE[5:]), {"bri.zip": "2025-05"})


def test_what_a_recapitulation_tells_otherwise_is_said() -> None:
    bare = [row(n, payer=None, paid_on=None, account=None) for n in range(9)] + [
        row(9, payer=None, paid_on=None, account=None, amount=200_000)
    ]
    found = resent(lists(bri=PEOPLE, rekap=bare), {"bri": "2025-05", "rekap": "2025-05"})
    assert [again.note for again in found] == [
        (
            "10 baris menyebut pembayaran yang sudah ada dalam bri (rekapitulasi); dihitung sekali, "
            "1 di antaranya berbeda isinya: yang dipakai isi bri. Periksa."
        )
    ]


@pytest.mark.parametrize(("later", "aside"), [(2, 10), (60, 0), (-2, 0)])
def test_who_fetched_it_when_is_no_second_payment(later: int, aside: int) -> None:
    """A kelurahan's list of who has received, without a payer, a day or two after the bank's day."""
    own = [
        row(n, payer=None, account=None, nik=None, no_kk=f"167108010120{9100 + n}", paid_on=BASE["paid_on"] + dt.timedelta(later))
        for n in range(10)
    ]
    bank = [row(n, no_kk=f"167108010120{9100 + n}") for n in range(10)]
    found = resent(lists(bri=bank, kelurahan=own), {"bri": "2025-05", "kelurahan": "2025-05"})
    assert sum(again.rows.height for again in found) == aside
    assert {again.file for again in found} <= {"kelurahan"}


@pytest.mark.parametrize(("titled", "aside"), [([("ralat", "")], 3), ([], 0)])
def test_a_list_of_corrections_alone_speaks_for_whom_it_names(titled: list[tuple[str, str]], aside: int) -> None:
    ralat = [*(row(n, state="RETURNED", paid_on=None) for n in range(2)), row(5, amount=400_000, paid_on=dt.date(2025, 5, 30))]
    found = resent(lists(old=PEOPLE, ralat=ralat), {"old": "2025-05", "ralat": "2025-05"}, titled)
    assert [(again.file, again.newer, again.rows.height) for again in found] == ([("old", "ralat", 3)] if aside else [])


def test_a_list_of_corrections_of_others_sets_nothing_aside() -> None:
    ralat = [row(0, state="RETURNED", paid_on=None), *(row(n, state="RETURNED", paid_on=None) for n in range(30, 34))]
    assert resent(lists(old=PEOPLE, ralat=ralat), {"old": "2025-05", "ralat": "2025-05"}, [("ralat", "")]) == []


def test_a_list_of_returns_of_open_payments_is_no_recapitulation() -> None:
    order = [row(n, payer="POS", state="UNKNOWN" if n < 3 else "PAID", paid_on=None if n < 3 else BASE["paid_on"]) for n in range(10)]
    for state, aside in (("RETURNED", 0), ("UNKNOWN", 3)):
        back = [row(n, payer="POS", state=state, paid_on=None, account=None) for n in range(3)]
        found = resent(lists(danom=order, retur=back), {"danom": "2025-05", "retur": "2025-05"})
        assert sum(again.rows.height for again in found) == aside


@pytest.mark.parametrize(("kept", "left"), [(10, 0), (9, 1), (8, 0)])
def test_whom_the_newer_version_leaves_out_of_nearly_all_is_told(kept: int, left: int) -> None:
    files = lists(old=PEOPLE, revisi=[*PEOPLE[:kept], row(30)])
    (again,) = resent(files, {"old": "2025-05", "revisi": "2025-05"})
    assert again.left_out(files["old"]).len() == left
    assert "hanya ada di daftar ini; revisi memuat" in again.say_left(left, unknown=False)


@pytest.mark.parametrize(
    ("first", "second", "people", "aside"),
    [(300_000, 300_000, 10, 20), (300_000, 200_000, 10, 0), (300_000, 300_000, 4, 0)],
    ids=["what was drawn", "another sum", "most of the others' people are nobody's"],
)
def test_what_was_drawn_in_parts_was_paid_once(first: int, second: int, people: int, aside: int) -> None:
    days = (dt.date(2025, 5, 20), dt.date(2025, 5, 21))
    others = [
        row(n + 50 * (n >= people), payer=None, account=None, amount=sum_, paid_on=day)
        for n in range(10)
        for sum_, day in zip((first, second), days, strict=True)
    ]
    found = resent(lists(bank=PEOPLE, agen=others), {"bank": "2025-05", "agen": "2025-05"})
    assert [(again.file, again.rows.height) for again in found] == ([("agen", aside)] if aside else [])


@pytest.mark.parametrize(
    ("changes", "first", "aside"),
    [({}, 30, 0), ({}, 0, 10), ({"nik": None, "nik_status": None}, 0, 10), ({"nik_status": "INVALID"}, 0, 10), ({"no_kk": "16"}, 30, 10)],
    ids=["counted anew on each list", "the same people", "no NIK", "a NIK not whole", "payee and member of one family"],
)
def test_a_number_counted_anew_is_nobodys(changes: dict[str, Any], first: int, aside: int) -> None:
    kin = {"no_kk": "16"} if "no_kk" in changes else {}
    bank = [row(n, nik_status="OK", **kin) for n in range(10)]
    others = [row(n + first, paid_on=None, account=f"99{n}", **{"nik_status": "REPAIRED", **changes}) for n in range(10)]
    found = resent(lists(bank=bank, pakis=others), {"bank": "2025-05", "pakis": "2025-05"})
    assert sum(again.rows.height for again in found) == aside
