"""A tiny published month, made by hand: what every test of the store starts from."""

from pathlib import Path

import polars as pl

from pipeline import store
from schemas.manifest import Parts

PERIOD = "2025-05"


def raw(data: Path, name: str, body: bytes = b"a;b\n1;2\n") -> Path:
    path = data / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def cases(*ids: str, amount: int = 600_000) -> pl.DataFrame:
    rows = [
        {"id_kasus": i, "kind": "EE-BB", "programme": "SEMBAKO", "village_code": "1671081001", "amount_due": amount,
         "age_months": 1, "status": "BARU", "sentence": "Berhak, tidak ada baris bayar."}
        for i in ids
    ]  # fmt: skip
    return pl.DataFrame(rows)


def run_once(data: Path, period: str = PERIOD, frame: pl.DataFrame | None = None, **parts: object) -> Path:
    """One whole run through the store, the way `pipeline.month` composes it."""
    store.check_folder(data)
    with store.month_lock(data, period), store.staging(data, period) as folder:
        chosen = [(f, "lies in the month's folder") for f in store.list_raw(data, period)]
        stored = [store.month_folder(data, month) / "current" for month in store.published_months(data)]
        taken = store.take_inputs(chosen, folder, reuse=stored)
        rules = store.keep_rules({"office/programmes/x.toml": b"unit = 1\n"}, folder)
        what = Parts(period=period, inputs=tuple(t.input for t in taken), rules=rules, **parts)
        run = store.run_id(what)
        if store.already_published(data, period, run):
            return store.run_folder(data, period, run)
        table = cases("EE-AAAAAAAAAA-1") if frame is None else frame
        store.write_table(table, folder / "tables" / "cases.parquet", order=["id_kasus"])
        store.files.make_folder(folder / "reports")
        (folder / "reports" / "run.json").write_text("{}\n")
        return store.publish(folder, data, what, counts={"cases": table.height}, taken=taken)


def tree(root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): store.sha256_file(p) for p in sorted(root.rglob("*")) if p.is_file() and not p.is_symlink()}
