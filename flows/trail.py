"""The trail of one case, and whose data a run touched.

When to reach for it: from `flows.commands.audit` and `flows.commands.care`. The invariants: values are shown with NIK and KK masked;
a token is a keyed hash (HMAC) that only the office's key can compute; the list of tokens is written for its owner alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline import store
from pipeline.errors import PadanError
from pipeline.report.masking import mask_text
from pipeline.store.files import telling, write_atomic
from schemas.ledger import LedgerName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.link.explain import Explanation

SOURCES = ("registry", "registry_families", "disbursements", "surveys")
PEOPLE = ("registry", "disbursements", "surveys")
"""Tables whose rows are persons; a family row is none."""
_SKIPPED = {"record_id", "source_file", "source_sheet", "source_row"}


def explain_case(data: Path, id_kasus: str) -> list[str]:
    """The trail of a case in plain lines; [] where no published run knows it."""
    lived = [(period, run) for period, run in _runs(data) if _case(data, period, run, id_kasus) is not None]
    if not lived:
        return []
    period, run = lived[-1]
    folder = store.run_folder(data, period, run)
    case = _case(data, period, run, id_kasus)
    if case is None:
        return []
    lines = _told(case)
    addresses = [str(s) for s in case.get("sources") or []]
    for address in addresses:
        lines += _row(folder, address)
    lines += _links(folder, set(addresses))
    lines += _decisions(data, id_kasus)
    lines.append("runs it lived in:")
    now = {p: store.current(data, p) for p, _ in lived}
    lines += [f"  {p}  {r}{' (counts now)' if now[p] == r else ''}" for p, r in lived]
    return lines


def _runs(data: Path) -> list[tuple[str, str]]:
    """Published runs still there, in order of month, then of publication."""
    seen = {}
    for number, entry in enumerate(store.read_ledger(data, LedgerName.RUNS)):
        if entry.kind == "run":
            seen[str(entry.body["period"]), str(entry.body["run_id"])] = number
    return [
        key for key in sorted(seen, key=lambda k: (k[0], seen[k])) if (store.run_folder(data, *key) / "tables" / "cases.parquet").is_file()
    ]


def _case(data: Path, period: str, run: str, id_kasus: str) -> dict[str, Any] | None:
    cases = store.read_table(store.run_folder(data, period, run) / "tables" / "cases.parquet")
    found = cases.filter(pl.col("id_kasus") == id_kasus)
    return found.row(0, named=True) if found.height else None


def _told(case: dict[str, Any]) -> list[str]:
    lines = [f"{case['id_kasus']}  {case['kind']}  {case.get('programme') or '-'}  {case.get('period', '')}  {case.get('status', '')}"]
    lines.append(f"  {mask_text(str(case.get('sentence') or ''))}")
    lines.append(f"  rule {case.get('rule_id', '-')}  {case.get('legal_basis', '')}")
    amounts = ("amount_due", "amount_ordered", "amount_paid", "amount_received")
    money = [f"{n.removeprefix('amount_')} {case[n]}" for n in amounts if case.get(n) is not None]
    if money:
        lines.append(f"  rupiah: {', '.join(money)}")
    if case.get("broken_link"):
        lines.append(f"  chain broken at {case['broken_link']}, {case.get('answers_for_it') or '-'} answers, rupiah {case.get('missing')}")
    if case.get("facts"):
        facts = json.loads(case["facts"])
        lines += [f"  fact {k}: {mask_text(str(v))}" for k, v in sorted(facts.items()) if v is not None]
    return lines


def _row(folder: Path, address: str) -> list[str]:
    """One source row: where it stands and its values as they were understood, masked."""
    file, _, rest = address.partition("|")
    sheet, _, number = rest.rpartition("|")
    lines = [f"source {address}"]
    for name in SOURCES:
        path = folder / "tables" / f"{name}.parquet"
        if not path.is_file() or not number.isdigit():
            continue
        found = store.read_table(path).filter(
            (pl.col("source_file") == file) & (pl.col("source_sheet") == sheet) & (pl.col("source_row") == int(number))
        )
        for row in found.iter_rows(named=True):
            values = {k: v for k, v in row.items() if v is not None and k not in _SKIPPED and v != ""}
            lines += [f"  {k}: {v if k.startswith('village') else mask_text(str(v))}" for k, v in values.items()]
    return lines


def _links(folder: Path, addresses: set[str]) -> Iterator[str]:
    """The links that hang the case's payments and visits on registry persons, with the bits that each field added."""
    path = folder / "tables" / "links.parquet"
    if not path.is_file():
        return
    links = store.read_table(path)
    hung = links.filter(pl.col("right_record").is_in(sorted(addresses))).sort("right_record", "left_record")
    if hung.is_empty():
        return
    weigh = _weigher(folder)
    for row in hung.iter_rows(named=True):
        yield f"link {row['left_record']} ↔ {row['right_record']}"
        yield f"  {row['band']}  weight {row['match_weight']:+.3f}  probability {row['match_probability']:.6f}  rule {row['rule']}"
        yield "  " + "  ".join(f"{k.removeprefix('verdict_')} {v}" for k, v in row.items() if k.startswith("verdict_"))
        yield from _waterfall(weigh(row), row["match_weight"])


def _weigher(folder: Path) -> Callable[[dict[str, Any]], Explanation | None]:
    """Explains links of a run from its own tables, rules and models."""
    from pipeline.gather.snapshots import rows_in_force
    from pipeline.link.month import explain_link
    from pipeline.link.weights import Model
    from pipeline.month import Workspace, snapshots_in_force

    then = Workspace(folder.parent.name, folder / "rules" / "office", folder)
    frames = {"disbursement": then.read("disbursements"), "survey": then.read("surveys")}
    registry = then.read("registry")
    registry, _ = rows_in_force(registry, snapshots_in_force(then.period, then.rulebook(), registry, frames["disbursement"]))
    models = {source: Model.from_json(text) for source, text in then.read("link_models").rows()}

    def weigh(row: dict[str, Any]) -> Explanation | None:
        source = str(row["right_source"])
        return explain_link(registry, frames[source], (row["left_id"], row["right_id"]), models[source]) if source in models else None

    return weigh


def _waterfall(told: Explanation | None, weight: float) -> Iterator[str]:
    """The bars of a link, a line each, and their sum; where a run of other code weighed otherwise, that is said."""
    if told is None:
        return
    for name, level, _, bits, total in told.frame().iter_rows():
        yield f"    {bits:+8.3f}  {total:+8.3f}  {name}: {level}"
    if abs(told.match_weight - weight) >= 0.01:
        why = "a person's decision, or other code or rules then"
        yield f"    weighed again today {told.match_weight:+.3f}; the run had {weight:+.3f} ({why})"


def _decisions(data: Path, id_kasus: str) -> Iterator[str]:
    """What people said of the case, in order: who, when, in which role, in which packet; signatures and revocations name the entry."""
    for entry in store.read_ledger(data, LedgerName.DECISIONS):
        body = entry.body
        if body.get("id_kasus") != id_kasus:
            continue
        said = [body.get(k) for k in ("tindakan", "keputusan", "alasan_kode", "jumlah_diterima", "alasan", "catatan")]
        if body.get("tindakan") != "jawaban":
            said.append(f"of decision {body.get('entri')}")
        said += [f"by {body['petugas']}"] if body.get("petugas") else []
        said += [body.get("peran"), body.get("tgl_kunjungan") or body.get("tanggal")]
        yield f"decision {entry.number}: {mask_text(', '.join(str(s) for s in said if s not in (None, '')))}"
        if body.get("berkas"):
            place = "|".join(str(body.get(k) or "") for k in ("berkas", "lembar", "baris"))
            evidence = str(body.get("evidence_hash"))[:12]
            yield f"  from {mask_text(place)}, about run {body.get('period')}/{body.get('run_id')}, evidence {evidence}"


def _rejected(rejects: pl.DataFrame) -> pl.DataFrame:
    """Rows that no table took: somebody stands in each, by a number that could not be used, so each is one by itself."""
    rows = rejects.filter((pl.col("severity") == "error") & pl.col("row").is_not_null()).unique(["file", "sheet", "row"])
    address = pl.format("{}|{}|{}", "file", "sheet", "row")
    return rows.select(pl.lit(None, pl.String).alias("nik"), record_id=address, source_file="file", kind=pl.lit("rejected"))


def whois(data: Path, folder: Path, output: Path) -> tuple[int, int]:
    """Write token;kind;file;rows for everybody a run touched, mode 0600; returns (people, files). PadanError without a key."""
    key = store.load_key(data)
    if key is None:
        raise PadanError("kunci rahasia tidak ada, jadi token tidak dapat dihitung. Pulihkan secret.key dari cadangan.")
    frames = []
    for name in PEOPLE:
        path = folder / "tables" / f"{name}.parquet"
        if path.is_file():
            columns = ["nik", "record_id", "source_file"]
            frames.append(store.read_table(path, columns).with_columns(kind=pl.lit(name)))
    if frames and (path := folder / "tables" / "rejects.parquet").is_file():
        frames.append(_rejected(store.read_table(path)))
    if not frames:
        raise PadanError("tabel jalan ini sudah dihapus (purge). Pakai jalan lain dari `padan audit runs`.")
    rows = pl.concat(frames).with_columns(who=pl.coalesce("nik", "record_id"))
    known = rows["who"].unique().sort().to_list()
    tokens = pl.DataFrame({"who": known, "token": [key.token("person", w) for w in known]})
    told = (
        rows.join(tokens, on="who", how="left")
        .group_by("token", "kind", "source_file")
        .agg(rows=pl.len())
        .sort("token", "kind", "source_file")
    )
    with telling(str(output)):
        write_atomic(output, told.write_csv(separator=";").encode("utf-8"))
    return len(known), told["source_file"].n_unique()
