"""Synthetic towns for the linkage bench, by a hand of its own (not `pipeline.synth`): two lists of the same people.

Names, families and damage are drawn here from made-up syllables and a short list of common words. Nothing in the engine
is tuned to these rates; `noise` scales them.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

COMMON = [
    "MUHAMMAD",
    "SITI",
    "NUR",
    "AHMAD",
    "SRI",
    "ABDUL",
    "DEWI",
    "SUPRIYADI",
    "AMINAH",
    "RINI",
    "AGUS",
    "EKO",
    "DWI",
    "TRI",
    "YULI",
    "RAHMAN",
    "HASAN",
    "HUSEN",
    "FATIMAH",
    "AISYAH",
    "WATI",
    "SARI",
    "LESTARI",
]
SYLL = [
    "SU",
    "HAR",
    "TO",
    "RI",
    "NI",
    "WA",
    "TI",
    "MA",
    "RU",
    "DI",
    "KU",
    "YA",
    "LA",
    "SA",
    "NA",
    "BU",
    "MI",
    "JO",
    "KO",
    "PRA",
    "SE",
    "TYO",
    "AR",
    "AN",
    "DA",
    "TU",
    "LIS",
    "ZA",
    "FI",
    "RA",
    "HI",
    "DO",
    "YAN",
    "PUR",
    "NO",
    "ME",
    "GA",
    "LI",
]
TITLES = {"L": ["KGS. ", "MGS. ", "KMS. ", "H. "], "P": ["NYIMAS ", "MSY. ", "NYAYU ", "HJ. "]}
STREETS = [
    "MUSI",
    "KENANGA",
    "MELATI",
    "SUDIRMAN",
    "MERDEKA",
    "ANGGREK",
    "PANGERAN AYIN",
    "SEMATANG",
    "SIARAN",
    "MAWAR",
    "CEMPAKA",
    "FLAMBOYAN",
    "RADEN FATAH",
]


def _vocabulary(rng, size=6000):
    words = ["".join(rng.choice(SYLL, rng.integers(2, 4))) for _ in range(size)]
    return np.array(COMMON + words)


def people(n, seed, part=0):
    """A population: one row a person. part: of a large town, its next slice, of the same words but other people and villages."""
    rng = np.random.default_rng(seed + 100 * part)
    vocab = _vocabulary(np.random.default_rng(seed) if part else rng)
    weight = 1 / np.arange(3, len(vocab) + 3) ** 0.9
    weight /= weight.sum()
    sizes = rng.choice([1, 2, 3, 4, 5, 6, 7], n, p=[0.08, 0.15, 0.22, 0.26, 0.16, 0.09, 0.04])
    family = np.repeat(np.arange(n), sizes)[:n]
    member = np.arange(n) - np.searchsorted(family, family)
    sex = np.where(member == 0, "L", np.where(member == 1, "P", rng.choice(["L", "P"], n)))
    words = rng.choice(len(vocab), (n, 3), p=weight)
    k = rng.choice([1, 2, 3], n, p=[0.2, 0.5, 0.3])
    year = np.where(member < 2, rng.integers(1945, 1995, n), rng.integers(1985, 2020, n))
    base = np.datetime64("1900-01-01")
    day = (np.array([f"{y}-01-01" for y in range(1900, 2025)], dtype="datetime64[D]")[year - 1900] - base).astype(int) + rng.integers(
        0, 365, n
    )
    jan = rng.random(n) < 0.04
    day = np.where(jan, (np.array([f"{y}-01-01" for y in range(1900, 2025)], dtype="datetime64[D]")[year - 1900] - base).astype(int), day)
    born = (base + day).astype("datetime64[D]")
    villages = max(4, n // 12000)
    fam_village = rng.integers(0, villages, n)[family]
    fam_rt, fam_rw = rng.integers(1, 40, n)[family], rng.integers(1, 12, n)[family]
    fam_street, fam_no = rng.integers(0, len(STREETS), n)[family], rng.integers(1, 200, n)[family]
    serial = 9000 + rng.integers(0, 1000, n)
    dates = born.astype(object)
    w = vocab[words]
    name = [" ".join(w[i, : k[i]]) for i in range(n)]
    title = rng.random(n) < 0.05
    name = [rng.choice(TITLES[sex[i]]) + name[i] if title[i] else name[i] for i in range(n)]
    nik = [
        f"16{71 + int(v) % 3:02d}{1 + int(v) % 18:02d}{d.day + (40 if s == 'P' else 0):02d}{d.month:02d}{d.year % 100:02d}{q:04d}"
        for v, d, s, q in zip(fam_village, dates, sex, serial, strict=True)
    ]
    issue = rng.integers(1, 28, n)
    kk = [f"167108{issue[f]:02d}05{10 + f % 15:02d}{f % 10000:04d}" if n < 200000 else f"1671{f:012d}" for f in family]
    if part:
        kk = [f"1671{f + part * 10**9:012d}" for f in family]
    mothers = [" ".join(vocab[rng.choice(len(vocab), 2, p=weight)]) for _ in range(int(family.max()) + 1)]
    return pl.DataFrame(
        {
            "person": np.arange(n) + part * 10**9, "family": family + part * 10**9, "member": member, "nik": nik, "no_kk": kk, "name": name, "sex": sex,
            "birth_date": pl.Series(list(dates), dtype=pl.Date),
            "birth_place": rng.choice(["PALEMBANG", "PRABUMULIH", "LAHAT", "MUARA ENIM", "JAKARTA"], n, p=[0.7, 0.1, 0.08, 0.07, 0.05]),
            "mother_name": [mothers[f] for f in family],
            "address": [f"JL. {STREETS[s]} NO. {a}" for s, a in zip(fam_street, fam_no, strict=True)],
            "rt": [f"{x:03d}" for x in fam_rt], "rw": [f"{x:03d}" for x in fam_rw],
            "village_code": [f"167108{1001 + v + part * villages:04d}" for v in fam_village],
        }
    )  # fmt: skip


_OLD = [("SU", "SOE"), ("J", "DJ"), ("Y", "J"), ("F", "P"), ("I", "Y")]


def _typo(rng, text):
    if len(text) < 4:
        return text
    i = int(rng.integers(1, len(text) - 1))
    r = rng.random()
    if r < 0.3:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if r < 0.55:
        return text[:i] + text[i + 1 :]
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[int(rng.integers(26))] if text[i].isalpha() else "0123456789"[int(rng.integers(10))]
    return text[:i] + letter + text[i + (1 if r < 0.8 else 0) :]


def damage(frame, seed, rates, noise=1.0):
    """One source's view of the people: every field damaged by the source's own rates."""
    rng = np.random.default_rng(seed)
    n = frame.height
    out = frame.to_dict(as_series=False)

    def hit(key):
        return np.flatnonzero(rng.random(n) < rates.get(key, 0.0) * noise)

    names = out["name"]
    for i in hit("typo"):
        names[i] = _typo(rng, names[i])
    for i in hit("abbreviate"):
        names[i] = (
            names[i]
            .replace("MUHAMMAD", rng.choice(["M.", "MOH.", "MUHAMAD"]))
            .replace("SITI", "ST.")
            .replace("ABDUL ", "ABD. ")
            .replace("NUR ", "NUR")
        )
    for i in hit("old"):
        a, b = _OLD[int(rng.integers(len(_OLD)))]
        names[i] = names[i].replace(a, b, 1)
    for i in hit("drop"):
        w = names[i].split()
        if len(w) > 1:
            del w[int(rng.integers(len(w)))]
            names[i] = " ".join(w)
    for i in hit("swap"):
        w = names[i].split()
        names[i] = " ".join(w[1:] + w[:1])
    niks = out["nik"]
    for i in hit("nik_typo"):
        niks[i] = _typo_digit(rng, niks[i])
    known = [None] * n
    for i in hit("nik_round"):
        known[i], niks[i] = niks[i][:15], None
    for i in hit("nik_missing"):
        niks[i] = None
    born = out["birth_date"]
    for i in hit("swap_date"):
        d = born[i]
        if d.day <= 12:
            born[i] = dt.date(d.year, d.day, d.month)
    for i in hit("year"):
        d = born[i]
        born[i] = dt.date(d.year + int(rng.choice([-1, 1, 10, -10])), d.month, min(d.day, 28))
    for key, column in (
        ("no_birth", "birth_date"),
        ("no_address", "address"),
        ("no_kk", "no_kk"),
        ("no_mother", "mother_name"),
        ("no_rt", "rt"),
        ("no_sex", "sex"),
        ("no_place", "birth_place"),
    ):
        for i in hit(key):
            out[column][i] = None
    for i in hit("address"):
        if out["address"][i]:
            out["address"][i] = rng.choice(
                [out["address"][i].replace("NO. ", ""), out["address"][i].replace("JL. ", "JALAN "), _typo(rng, out["address"][i])]
            )
    moved = hit("move")
    other = rng.permutation(n)
    for i in moved:
        for column in ("address", "rt", "rw", "village_code"):
            out[column][i] = frame[column][int(other[i])]
    for i in hit("kk_typo"):
        if out["no_kk"][i]:
            out["no_kk"][i] = _typo_digit(rng, out["no_kk"][i])
    for i in hit("mother_typo"):
        if out["mother_name"][i]:
            out["mother_name"][i] = _typo(rng, out["mother_name"][i])
    return pl.DataFrame(out, schema=dict(frame.schema)).with_columns(nik_known=pl.Series(known, dtype=pl.String))


def _typo_digit(rng, text):
    i = int(rng.integers(len(text) - 1))
    if rng.random() < 0.4:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + str((int(text[i]) + int(rng.integers(1, 10))) % 10) + text[i + 1 :]


REGISTRY = {
    "typo": 0.05,
    "abbreviate": 0.05,
    "old": 0.02,
    "drop": 0.02,
    "nik_typo": 0.02,
    "nik_missing": 0.03,
    "swap_date": 0.02,
    "year": 0.01,
    "no_address": 0.03,
    "address": 0.1,
    "move": 0.02,
    "kk_typo": 0.01,
    "no_mother": 0.2,
    "mother_typo": 0.05,
}
PAYMENTS = {
    "typo": 0.08,
    "abbreviate": 0.15,
    "old": 0.05,
    "drop": 0.06,
    "swap": 0.02,
    "nik_typo": 0.03,
    "nik_round": 0.08,
    "nik_missing": 0.06,
    "swap_date": 0.03,
    "year": 0.02,
    "no_birth": 0.1,
    "no_address": 0.1,
    "address": 0.3,
    "move": 0.04,
    "no_kk": 0.3,
    "kk_typo": 0.02,
    "no_mother": 0.9,
    "mother_typo": 0.05,
    "no_rt": 0.2,
}
SURVEY = {
    "typo": 0.12,
    "abbreviate": 0.2,
    "old": 0.08,
    "drop": 0.1,
    "swap": 0.03,
    "nik_missing": 0.75,
    "nik_typo": 0.05,
    "swap_date": 0.05,
    "year": 0.05,
    "no_birth": 0.25,
    "address": 0.4,
    "no_address": 0.1,
    "move": 0.03,
    "no_kk": 0.7,
    "kk_typo": 0.03,
    "no_mother": 0.8,
    "no_rt": 0.1,
}


def town(n, seed, kind="payments", noise=1.0, overlap=0.85, part=0):
    """(left, right, number of true pairs): the lists share `overlap` of the people; `person` is the truth column.

    part: the next slice of a town too large for one, to be put behind the others.
    """
    size = int(n * (2 - overlap)) + 1
    everyone = people(size, seed, part)
    seed += 100 * part
    rng = np.random.default_rng(seed + 1)
    left = everyone.head(n)
    right = everyone.tail(n)
    left = damage(left, seed + 2, REGISTRY, noise)
    right = damage(right, seed + 3, PAYMENTS if kind == "payments" else SURVEY, noise)
    left, right = left[rng.permutation(n)], right[rng.permutation(n)]
    number = pl.int_range(part * n, (part + 1) * n).cast(pl.String).str.zfill(8)
    left, right = left.with_columns(record_id="L" + number), right.with_columns(record_id="R" + number)
    return left, right, len(set(left["person"]) & set(right["person"]))


def sweep(pairs, left, right, truth):
    """Best F1 over thresholds of match_probability then weight, and the threshold."""
    joined = pairs.join(left.select(left_id="record_id", p="person"), on="left_id").join(
        right.select(right_id="record_id", q="person"), on="right_id"
    )
    joined = joined.with_columns(good=pl.col("p") == pl.col("q")).sort(pl.col("match_probability"), "match_weight", descending=True)
    hit = joined["good"].cum_sum().to_numpy()
    found = np.arange(1, len(hit) + 1)
    f1 = 2 * hit / (found + truth)
    k = int(f1.argmax())
    return float(f1[k]), float(joined["match_probability"][k])
