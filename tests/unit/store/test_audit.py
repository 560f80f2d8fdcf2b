import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from store_builders import PERIOD, cases, raw, run_once, tree

from flows.audit import _not_again
from flows.commands.audit import find_run
from pipeline import store
from pipeline.errors import PadanError
from pipeline.gather.standing import standing_parts
from pipeline.store.ledger import BrokenChain
from schemas.ledger import EntryKind, LedgerName
from schemas.settings import Settings


def chain(data: Path, months: int = 4) -> list[Path]:
    folders = []
    store.append(data, LedgerName.DECISIONS, [(EntryKind.DECISION, {"id_kasus": "EE-AAAAAAAAAA-1", "answer": "LAYAK"})])
    for month in range(1, months + 1):
        raw(data, f"2025-{month:02}/bri.csv", f"nik\n{month}\n".encode())
        folders.append(run_once(data, f"2025-{month:02}", decisions=store.head(data, LedgerName.DECISIONS)))
        store.append(data, LedgerName.DURATIONS, [(EntryKind.DURATION, {"run_id": folders[-1].name, "seconds": {"gather": 0.25}})])
    return folders


def test_an_untouched_chain_holds(data: Path) -> None:
    chain(data)
    (data / "clean/ledger/intake").mkdir()
    for name in ("ledger/.answers.lock", "ledger/intake/terima_0123456789ab.csv", ".gitkeep"):
        (data / "clean" / name).touch()
    verdict = store.verify(data)
    assert (verdict.runs, verdict.entries, verdict.breaches) == (4, 9, ())
    assert verdict.files == 4 * 4  # two outputs, one rule, one input each


@pytest.mark.slow
def test_a_chain_of_two_years_is_verified_in_under_a_minute(data: Path) -> None:
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    for number, month in enumerate(months):
        raw(data, f"{month}/bri.csv", f"{number}\n".encode() * 1_000_000)
        run_once(data, month, frame=cases(*(f"EE-{n:010}-1" for n in range(2000))))
    begun = time.process_time()
    verdict = store.verify(data)
    assert (verdict.runs, verdict.breaches) == (24, ())
    assert time.process_time() - begun < 60
    flip(next((data / "clean" / "2024-07").glob("*/inputs/*")))
    shutil.rmtree(data / "clean" / "2025-02")
    told = [str(b) for b in store.verify(data).breaches]
    assert len(told) == 2
    assert "altered inputs/" in told[0]
    assert told[1].startswith("2025-02: the month was removed")


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(bytes(body))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda _, f: flip(next((f[1] / "inputs").iterdir())), "2025-02/*: altered inputs/"),
        (lambda _, f: flip(f[1] / "rules/office/programmes/x.toml"), "2025-02/*: altered rules/office/programmes/x.toml"),
        (lambda _, f: flip(f[1] / "tables/cases.parquet"), "2025-02/*: altered tables/cases.parquet"),
        (lambda _, f: flip(f[1] / "manifest.json"), "2025-02/*: altered manifest.json"),
        (lambda d, _: flip(d / "clean/ledger/decisions.jsonl"), "ledger/decisions.jsonl: entry 1 "),
        (lambda d, _: flip(d / "clean/ledger/runs.jsonl"), "ledger/runs.jsonl: entry 3"),
        (lambda _, f: shutil.rmtree(f[1].parent), "2025-02: the month was removed"),
        (lambda _, f: shutil.rmtree(f[1]), "2025-02/*: the run was removed"),
        (lambda d, f: shutil.copytree(f[1].parent, d / "clean/2025-09"), "2025-09: the month was put in"),
        (lambda _, f: shutil.copytree(f[1], f[2].parent / "aaaaaaaaaaaa"), "2025-03/aaaaaaaaaaaa: was put in"),
        (lambda _, f: (f[1] / "new.txt").write_text("x"), "2025-02/*: added new.txt"),
        (lambda _, f: (f[1].parent / "current").unlink(), "2025-02/current: removed"),
        (lambda _, f: ((f[1].parent / "current").unlink(), shutil.copytree(f[1], f[1].parent / "current")), "2025-02/current: is a link no more"),
        (lambda _, f: ((f[1].parent / "current").unlink(), (f[1].parent / "current").symlink_to(f[0])), "2025-02/current: points at "),
        (lambda d, _: cut(d / "clean/ledger/runs.jsonl"), "2025-04: the month was put in: no ledger entry names it (or the end of ledger/runs"),
        (lambda _, f: (shutil.rmtree(f[3]), shutil.copytree(f[1], f[3])), "2025-04/"),
        (lambda d, _: (d / "clean/notes.txt").write_text("x"), "notes.txt: was put in: no ledger entry names it"),
        (lambda d, _: (d / "clean/.hidden").write_text("x"), ".hidden: was put in: no ledger entry names it"),
        (lambda d, _: (d / "clean/2025-09").mkdir(), "2025-09: the month was put in"),
        (lambda _, f: (f[1].parent / "other").mkdir(), "2025-02/other: was put in"),
        (lambda _, f: (f[1] / "reports/kosong").mkdir(), "2025-02/*: added reports/kosong/"),
        (lambda _, f: (f[1] / "tables/more").symlink_to("/etc"), "2025-02/*: added tables/more"),
        (lambda d, _: flip(d / "clean/ledger/durations.jsonl"), "ledger/durations.jsonl: entry "),
        (lambda d, _: (d / "clean/ledger/notes.txt").write_text("x"), "ledger/notes.txt: was put in"),
        (lambda d, _: (d / "clean/ledger/more").mkdir(), "ledger/more/: was put in"),
    ],
)  # fmt: skip
def test_each_breach_is_named(data: Path, harm: Callable[[Path, list[Path]], object], said: str) -> None:
    folders = chain(data)
    harm(data, folders)
    told = [str(b) for b in store.verify(data).breaches]
    wanted = said.replace("*", folders[1].name)
    assert any(t.startswith(wanted) for t in told), told
    assert len(told) <= 2, told


def test_a_chain_cut_back_whole_is_found_by_a_hash_noted_elsewhere(data: Path) -> None:
    folders = chain(data, 3)
    noted = dict(store.verify(data).ends)[LedgerName.RUNS].sha256
    assert store.verify(data, [noted, noted[:12]]).breaches == ()
    cut(data / "clean/ledger/runs.jsonl")
    shutil.rmtree(folders[2].parent)
    assert store.verify(data).breaches == ()  # alone it cannot know
    assert str(store.verify(data, [noted]).breaches[0]).startswith(f"ledger: no entry has the noted hash {noted[:12]}")


def test_decisions_cut_off_are_named_by_each_run_that_saw_them(data: Path) -> None:
    chain(data, 2)
    cut(data / "clean/ledger/decisions.jsonl")
    told = [str(b) for b in store.verify(data).breaches]
    assert [t.partition(": ")[2] for t in told] == ["the decisions it saw are no longer those in ledger/decisions.jsonl"] * 2


def cut(path: Path) -> None:
    """Take the last line away."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def test_a_manifest_forged_with_fitting_hashes_is_found_by_the_chain(data: Path) -> None:
    folder = run_once(data)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["counts"] = {"cases": 0}
    path.write_text(json.dumps(manifest, indent=1) + "\n")
    assert f"2025-05/{folder.name}: altered manifest.json" in map(str, store.verify(data).breaches)


def test_an_entry_removed_from_the_middle_is_found(data: Path) -> None:
    chain(data)
    path = data / "clean/ledger/runs.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    with pytest.raises(BrokenChain) as error:
        store.read_ledger(data, LedgerName.RUNS)
    assert error.value.number == 2
    with pytest.raises(BrokenChain):
        store.append(data, LedgerName.RUNS, [])


def swap(first: Path, second: Path) -> None:
    aside = first.with_name("aside")
    first.rename(aside)
    second.rename(first)
    aside.rename(second)


def lines_of(data: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path = data / "clean/ledger/runs.jsonl"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda _, f: (flip(f[0] / "tables/cases.parquet"), flip(f[2] / "manifest.json")), ["A/a: altered tables/cases", "C/c: altered manifest"]),
        (lambda _, f: (flip(f[1] / "tables/cases.parquet"), flip(f[1] / "rules/office/programmes/x.toml")), ["B/b: altered rules", "B/b: altered tab"]),
        (lambda d, f: (flip(f[1] / "tables/cases.parquet"), flip(d / "clean/ledger/decisions.jsonl")), ["B/b: altered tab", "ledger/decisions.jsonl"]),
        (lambda _, f: swap(f[1], f[2]), ["B/b: altered manifest.json", "C/c: altered manifest.json"]),
        (lambda d, _: lines_of(d, lambda n: [*n[:2], n[1], *n[2:]]), ["ledger/runs.jsonl: entry 3 does not follow"]),
        (lambda d, _: lines_of(d, lambda n: [n[1], n[0], *n[2:]]), ["ledger/runs.jsonl: entry 1 does not follow"]),
        (lambda d, _: lines_of(d, lambda n: n[:2]), ["C: the month was put in", "D: the month was put in"]),
        (lambda d, _: lines_of(d, lambda _: []), [f"{m}: the month was put in" for m in "ABCD"]),
    ],
)  # fmt: skip
def test_two_harms_at_once_swapped_runs_and_a_mended_ledger_are_each_named(
    data: Path, harm: Callable[[Path, list[Path]], object], said: list[str]
) -> None:
    """In `said`, A to D stand for the months and a to d for their runs."""
    folders = chain(data)
    names = {letter: folder.parent.name for letter, folder in zip("ABCD", folders, strict=True)}
    names |= {letter: folder.name for letter, folder in zip("abcd", folders, strict=True)}
    harm(data, folders)
    told = [str(b) for b in store.verify(data).breaches]
    for wanted in said:
        where, _, what = wanted.partition(": ")
        begins = f"{'/'.join(names.get(part, part) for part in where.split('/'))}: {what}"
        assert any(t.startswith(begins) for t in told), told
    assert len({t.partition(": ")[0] for t in told}) == len({s.partition(": ")[0] for s in said}), told  # and nothing else is accused


OLDER = (
    b'{"period": "2025-01", "run_id": "hpn73et63diw", "started": "2026-11-24T09:00:00+07:00", "seconds": {"gather": 1.5, "link": 0.25}}\n'
)


def test_durations_of_an_earlier_version_are_a_remark_and_the_first_entry_seals_them(data: Path) -> None:
    path = data / "clean/ledger/durations.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(OLDER * 2)
    (path.parent / "durations").mkdir()
    (path.parent / "durations/2025-01-hpn73et63diw.json").write_text("{}")
    verdict = store.verify(data)
    assert verdict.breaches == ()
    assert [r.partition(":")[0] for r in verdict.remarks] == ["ledger/durations.jsonl", "ledger/durations/"]
    assert "2 lines" in verdict.remarks[0]
    assert "not sealed" in verdict.remarks[0]
    store.append(data, LedgerName.DURATIONS, [(EntryKind.DURATION, {"run_id": "a", "seconds": {}})])
    store.append(data, LedgerName.DURATIONS, [(EntryKind.DURATION, {"run_id": "b", "seconds": {}})])
    assert len(store.read_ledger(data, LedgerName.DURATIONS)) == 2
    assert store.verify(data).breaches == ()
    assert "sealed by entry 1" in store.verify(data).remarks[0]
    whole = path.read_bytes()
    for harmed in (whole.replace(b"1.5", b"2.5", 1), whole.removeprefix(OLDER), OLDER + whole, whole.replace(b"gather", b"gat\xffer", 1)):
        path.write_bytes(harmed)
        assert str(store.verify(data).breaches[0]).startswith("ledger/durations.jsonl: entry 1 ")


def test_lines_of_the_older_form_prove_nothing_at_the_head_of_another_ledger(data: Path) -> None:
    chain(data)
    lines_of(data, lambda n: [OLDER, *n])
    assert str(store.verify(data).breaches[0]).startswith("ledger/runs.jsonl: entry 1 ")


def test_a_line_cut_off_by_a_crash_is_taken_back_before_the_next(data: Path) -> None:
    chain(data)
    path = data / "clean/ledger/runs.jsonl"
    with path.open("ab") as file:
        file.write(b'{"number":5,')
    assert len(store.read_ledger(data, LedgerName.RUNS)) == 4
    store.append(data, LedgerName.RUNS, [(EntryKind.ACCESS, {"what": "unmasked list"})])
    assert [e.kind for e in store.read_ledger(data, LedgerName.RUNS)] == ["run"] * 4 + ["access"]


def test_decisions_are_read_as_of_a_run(data: Path) -> None:
    store.append(data, LedgerName.DECISIONS, [(EntryKind.DECISION, {"n": 1}), (EntryKind.DECISION, {"n": 2})])
    then = store.head(data, LedgerName.DECISIONS)
    store.append(data, LedgerName.DECISIONS, [(EntryKind.DECISION, {"n": 3})])
    assert [e.body["n"] for e in store.read_ledger(data, LedgerName.DECISIONS, upto=then)] == [1, 2]


def test_diff_says_what_came_went_changed_and_why(data: Path) -> None:
    old = run_once(data, frame=cases("EE-AAAAAAAAAA-1", "EE-BBBBBBBBBB-1", "EE-CCCCCCCCCC-1"))
    raw(data, "2025-05/bri.csv", b"nik\n9\n")
    raw(data, "2025-05/pos.csv")
    frame = cases("EE-BBBBBBBBBB-1", "EE-DDDDDDDDDD-1").vstack(cases("EE-CCCCCCCCCC-1", amount=1))
    new = run_once(data, frame=frame, settings={"linkage": {"review_probability": 0.4}}, versions={"polars": "9"})
    diff = store.diff_runs(old, new)
    assert diff.came["id_kasus"].to_list() == ["EE-DDDDDDDDDD-1"]
    assert diff.went["id_kasus"].to_list() == ["EE-AAAAAAAAAA-1"]
    assert diff.changed.rows() == [("EE-CCCCCCCCCC-1", "EE-BB", "amount_due")]
    assert [str(c) for c in diff.causes] == [
        "input 2025-05/bri.csv: other bytes",
        "input 2025-05/pos.csv: new",
        "setting linkage.review_probability: absent → 0.4",
        "library polars: absent → 9",
    ]


def test_a_purge_leaves_receipt_and_manifest_and_spares_what_a_kept_month_needs(data: Path) -> None:
    chain(data, 2)
    store.ensure_key(data)
    later = run_once(data)
    manifest = store.load_manifest(later)
    old_input = manifest.parts.inputs[0].model_copy(update={"name": "2025-01/bri.csv"})
    assert old_input.name == "2025-01/bri.csv"
    plan = store.plan_purge(data, "2025-02")
    assert plan.raw == ("2025-01/bri.csv",)
    assert len(plan.runs) == 1
    store.purge(data, plan)
    assert not (data / "raw/2025-01/bri.csv").exists()
    assert [p.name for p in (data / "clean" / plan.runs[0]).iterdir()] == ["manifest.json"]
    assert store.read_ledger(data, LedgerName.RUNS)[-1].kind == "purge"
    assert store.verify(data).breaches == ()
    assert store.plan_purge(data, "2025-02").runs == ()


def test_a_month_goes_on_without_a_purged_one_and_the_purged_one_is_told_as_such(data: Path) -> None:
    folders = chain(data, 2)

    def parents() -> list[str]:
        return [p.period for p in standing_parts("2025-03", data, Settings(), "key", {}).parents]

    assert parents() == ["2025-01", "2025-02"]
    store.purge(data, store.plan_purge(data, "2025-02"))
    assert parents() == ["2025-02"]
    with pytest.raises(PadanError, match="sudah dihapus"):
        find_run(data, "2025-01")
    assert find_run(data, "2025-02") == folders[1]


def test_a_past_runs_world_is_laid_out_again(data: Path, tmp_path: Path) -> None:
    folders = chain(data, 2)
    store.ensure_key(data)
    raw(data, "2025-02/bri.csv", b"changed since\n")
    scratch = tmp_path / "scratch"
    store.restore(data, "2025-02", folders[1].name, scratch)
    assert (scratch / "raw/2025-02/bri.csv").read_bytes() == b"nik\n2\n"
    assert (scratch / "programmes/x.toml").read_bytes() == b"unit = 1\n"
    assert store.head(scratch, LedgerName.DECISIONS).entries == 1
    assert store.load_key(scratch) == store.load_key(data)
    again = run_once(scratch, "2025-02", decisions=store.head(scratch, LedgerName.DECISIONS))
    assert tree(again) == tree(folders[1])


def test_a_damaged_run_is_not_laid_out(data: Path, tmp_path: Path) -> None:
    folder = run_once(data)
    flip(next((folder / "inputs").iterdir()))
    with pytest.raises(PadanError, match="tidak dapat diulang: altered inputs/"):
        store.restore(data, PERIOD, folder.name, tmp_path / "scratch")


def test_a_rerun_by_other_code_that_cannot_read_the_rules_of_then_says_which_version_can() -> None:
    now = store.code_fingerprint()
    assert _not_again(now, "cakram penuh").endswith("cakram penuh")
    assert "versi Padan lain" not in _not_again(now, "cakram penuh")
    told = _not_again("51720af4d75165f5", "ValueError")
    assert f"(kode 51720af4d75165f5, sekarang {now})" in told
    assert told.endswith("ValueError")
