"""What one NIK or KK cell is worth: exact, repaired exactly, missing, or damaged in a named way. Never guessed.

When to reach for it: `identity.py` uses it per column; `padan inspect` shows its counts. The invariants: vectorised; `digits`
is null unless the status is OK or REPAIRED; `known` are leading digits that are certain. Source: DOMAIN §5.2, RELIABILITY §0.
"""

from __future__ import annotations

import polars as pl

from pipeline.standardise.text import ascii_digits
from pipeline.words import nik
from schemas.codes import NikStatus

UNSAFE = 2**53
EXPANDED_ZEROS = 6
"""Sixteen digits that end in so many zeros are scientific notation written out."""
TELLING = 10
"""Digits that a masked number must show to tell one person from another: the area and four more."""

_INVISIBLE = r"[\x00-\x08\x0e-\x1f\x7f\u{ad}\u{180e}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2064}\u{feff}]"
_MISSING = (
    "NULL", "NONE", "NAN", "NA", "N/A", "#N/A", "NIHIL", "KOSONG", "NOKKS", "NO KKS", "NONIK", "NO NIK", "NOKK", "NO KK", "TIDAK ADA",
    "TDK ADA", "BELUM ADA", "TIDAK PUNYA", "BELUM PUNYA", "TIDAK MEMILIKI", "TANPA NIK", "T.A.", "<NA>", "UNDEFINED",
)  # fmt: skip
_NONE_YET = (
    r"^[^0-9]*\b(?:BELUM|BLM|TIDAK|TDK|TANPA|(?:DI)?PROSES|(?:SEDANG|DALAM|DLM) ?(?:PENGURUSAN|(?:DI)?URUS|PROSES)|PENGURUSAN|DIURUS|HILANG"
    r"|MENYUSUL|LUPA|BARU LAHIR|BAYI|SUKET)\b[^0-9]*$"
)
"""Words, and no digit, by which a typist says that somebody has no number (yet) or that it is not at hand."""
_SCIENTIFIC = r"^([0-9]+)(?:[.,]([0-9]+))?\s?[eE]\s?\+?[0-9]+$"


def _lit(status: NikStatus) -> pl.Expr:
    return pl.lit(str(status))


def _cleaned(raw: pl.Expr) -> pl.Expr:
    """The cell without what a spreadsheet or a typist puts around a number: quotes, `="…"`, `.0`, odd spaces."""
    text = ascii_digits(raw).str.replace_all(_INVISIBLE, "").str.replace_all(r"\s+", " ").str.strip_chars()
    return text.str.replace(r'^=\s?"(.*)"$', "$1").str.strip_chars("\"'`´’‘ ")


def _odd(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells that are not simply sixteen digits: `index, digits16, status, known, floating`."""
    text = pl.col("text")
    frame = frame.with_columns(text=_cleaned(pl.col("raw")))
    frame = frame.with_columns(floating=text.str.contains(r"^[0-9]+[.,]0+$").fill_null(value=False))
    frame = frame.with_columns(text=pl.when("floating").then(text.str.replace(r"[.,]0+$", "")).otherwise(text))
    frame = frame.with_columns(joined=text.str.replace_all(r"[ .\-\u{2010}-\u{2015}]", ""))
    joined, upper = pl.col("joined"), text.str.to_uppercase()
    missing = (
        text.is_null()
        | upper.is_in(_MISSING)
        | upper.str.contains(_NONE_YET)
        | ~text.str.contains(r"[0-9A-Za-z]")
        | text.str.contains(r"^0{1,15}$")
    )
    two = text.str.contains(r"[0-9]{10,}[^0-9]+[0-9]{10,}") | joined.str.contains(r"^[0-9]{32}$")
    sixteen = joined.str.contains(r"^[0-9]{16}$")
    status = (
        pl.when(joined.str.contains(nik.MASKED)).then(_lit(NikStatus.MASKED))
        .when(missing).then(_lit(NikStatus.MISSING))
        .when(text.str.contains(_SCIENTIFIC)).then(_lit(NikStatus.SCIENTIFIC))
        .when(two).then(_lit(NikStatus.TWO_NUMBERS))
        .when(sixteen).then(_lit(NikStatus.REPAIRED))
        .when(joined.str.contains(r"^[0-9]+$")).then(_lit(NikStatus.LENGTH))
        .otherwise(_lit(NikStatus.CHARACTERS))
    )  # fmt: skip
    frame = frame.with_columns(status=status)
    mantissa = pl.concat_str(text.str.extract(_SCIENTIFIC, 1), text.str.extract(_SCIENTIFIC, 2).fill_null(""))
    known = (
        pl.when(pl.col("status") == NikStatus.SCIENTIFIC).then(mantissa.str.head(-1).str.head(15))
        .when(pl.col("status") == NikStatus.CHARACTERS).then(text.str.extract(r"^([0-9]{6,15})"))
        .when((pl.col("status") == NikStatus.MASKED) & (joined.str.count_matches("[0-9]") >= TELLING))
        .then(joined.str.extract(r"^([0-9]{6,15})"))
    )  # fmt: skip
    digits = pl.when(pl.col("status") == NikStatus.REPAIRED).then(joined)
    return frame.select("index", digits.alias("digits16"), "status", pl.when(known != "").then(known).alias("known"), "floating")


def _judge(frame: pl.DataFrame, *, women: bool) -> pl.DataFrame:
    """Sixteen digits: may they be believed? A number cell loses its last digit above fifteen; some numbers nobody can have issued."""
    digits, number, possible = pl.col("digits16"), pl.col("number"), pl.col("possible")
    frame = frame.with_columns(number=nik.number(digits))
    frame = frame.with_columns(possible=nik.issued(number, women=women))
    stored = (pl.col("cell") == "number").fill_null(value=False) | pl.col("floating")
    unchecked = pl.col("status").is_in([str(NikStatus.OK), str(NikStatus.REPAIRED)])
    temporary = digits.str.starts_with("0") & (number // 10**13).is_in(nik.PROVINCES)
    status = (
        pl.when(~unchecked).then(pl.col("status"))
        .when(temporary).then(_lit(NikStatus.TEMPORARY))
        .when((number % 10**EXPANDED_ZEROS == 0) & (number > 0) & ((number // 10**14).is_in(nik.PROVINCES)))
        .then(_lit(NikStatus.SCIENTIFIC))
        .when(~possible).then(_lit(NikStatus.IMPOSSIBLE))
        .when(stored & (number >= UNSAFE)).then(_lit(NikStatus.UNSAFE_NUMBER))
        .when(stored & (number % 10 == 0)).then(_lit(NikStatus.ROUNDED))
        .when(number % 10**4 == 0).then(_lit(NikStatus.IMPOSSIBLE))
        .otherwise(pl.col("status"))
    )  # fmt: skip
    unserialled = (status == NikStatus.IMPOSSIBLE) & (number % 10**4 == 0) & possible
    frame = frame.with_columns(status=status, stored=stored, unserialled=unserialled.fill_null(value=False))
    shortened = digits.str.strip_chars_end("0").str.head(-1)
    known = (
        pl.when(pl.col("status").is_in([str(NikStatus.ROUNDED), str(NikStatus.UNSAFE_NUMBER)])).then(digits.str.head(15))
        .when((pl.col("status") == NikStatus.SCIENTIFIC) & digits.is_not_null()).then(shortened)
        .otherwise(pl.col("known"))
    )  # fmt: skip
    return frame.with_columns(known=known)


def classify(raw: pl.Series, cell: pl.Series | None = None, *, women: bool = True) -> pl.DataFrame:
    """Name what each cell is worth, one row per cell in the order given.

    Columns: `raw` (as written; blank is null), `digits16` (sixteen digits, believed or not) and `number` (the same as a whole number),
    `status` (codes.NikStatus), `known` (leading digits that are certain), `stored` (it was stored as a number), `unserialled` (possible
    but for its serial 0000: often a rounded 0001 to 0009). `cell` holds 'text' or 'number' where known. `women`: days 41 to 71 are birth
    days of women (a NIK), False for a KK number. The columns of a file are judged in `identity.py`.
    """
    texts = raw.cast(pl.String).alias("raw")
    cells = cell.cast(pl.String) if cell is not None else pl.Series([None], dtype=pl.String).new_from_index(0, raw.len())
    number, stored, absent = pl.col("number"), pl.col("stored"), pl.col("raw").is_null()
    frame = pl.DataFrame({"raw": texts, "cell": cells}).with_columns(
        number=nik.number(pl.col("raw")), stored=(pl.col("cell") == "number").fill_null(value=False)
    )
    exact = (number % 10**4 > 0) & nik.issued(number, women=women) & (~stored | ((number < UNSAFE) & (number % 10 > 0)))
    frame = frame.lazy().with_columns(exact=exact.fill_null(value=False)).collect()  # lazy: each part of a number is taken once
    judged = frame.select(
        "raw",
        pl.when("exact").then("raw").alias("digits16"),
        "number",
        pl.when("exact").then(_lit(NikStatus.OK)).otherwise(_lit(NikStatus.MISSING)).alias("status"),
        pl.lit(None, dtype=pl.String).alias("known"),
        "stored",
        pl.lit(value=False).alias("unserialled"),
    )
    doubtful = frame.select((~pl.col("exact") & ~absent).arg_true()).to_series()
    if not doubtful.len():
        return judged
    told = _doubted(frame.select("raw", "cell")[doubtful], women=women)
    return judged.with_columns(judged[name].scatter(doubtful, told[name]) for name in judged.columns)


def _doubted(frame: pl.DataFrame, *, women: bool) -> pl.DataFrame:
    """Cells that are not exact at first sight (`raw, cell`), judged: the columns of `classify`."""
    frame = frame.with_row_index("index")
    plain = nik.number(pl.col("raw")).is_not_null()
    good = frame.filter(plain).select(
        "index",
        digits16="raw",
        status=_lit(NikStatus.OK),
        known=pl.lit(None, dtype=pl.String),
        floating=pl.lit(value=False),
    )
    odd = _odd(frame.filter(~plain).select("index", "raw"))
    named = pl.concat([good, odd]).sort("index")
    frame = frame.with_columns(named.drop("index"))
    blank = pl.when(pl.col("raw").str.strip_chars() != "").then("raw")
    judged = _judge(frame.with_columns(raw=blank), women=women)
    return judged.select("raw", "digits16", "number", "status", "known", "stored", "unserialled")
