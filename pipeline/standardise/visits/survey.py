"""Field surveys and verval sheets: what was found, by whom, when; and which of several submissions of one form counts.

When to reach for it: `table.py` calls it for kind SURVEY. The invariants: unknown is not no; of resubmissions the last counts and the
others are listed; two sheets without a time of submission never replace each other. Source: DOMAIN §3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.context import codes_of
from pipeline.standardise.money import amounts
from pipeline.standardise.money.disbursement import programmes
from pipeline.standardise.people import dates
from pipeline.standardise.people.coded import deceased
from pipeline.standardise.people.deaths import Death, whose
from pipeline.standardise.people.person import coded
from pipeline.standardise.text import fold_column, key, map_distinct, replace
from pipeline.standardise.visits.remarks import coded_word, death_day, not_received, presence, received_nothing
from pipeline.standardise.visits.results import DEATHS, read_result, survey_results
from pipeline.standardise.visits.titled import title_day, title_result
from pipeline.standardise.words import find_all, is_blank, truth
from pipeline.words.employees import job_of_staff
from pipeline.words.legend import legend
from schemas.codes import Received, SurveyResult

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.findings import Findings


_PROPOSALS = ("siks-ng-usulan", "siks-ng-hasil-usulan")
"""Layouts of lists of wishes: no visit stands behind their rows."""

_ABSENT = dict.fromkeys(("TIDAK ADA", "TDK ADA", "TDK. ADA", "TIDAK ADA ORANG", "TIDAK DI TEMPAT"), "TIDAK DITEMUKAN")
"""Of a result: nobody was there. (In a remark the same words say that there is nothing to remark.)"""


_OF_A_VISIT = frozenset({"visited_on", "enumerator", "submission_id", "submitted_at", "received", "amount_received"})
_VISITS = re.compile(
    r"\b(?:verval|verifikasi|validasi|survei|survey|ground ?check|kunjungan|musdes|muskel|monev|monitoring|cek)\b", re.IGNORECASE
)
_REGISTER_SHARE = 0.9
"""Share of rows that tell of a death, or of a job, from which on a list without a mark of a visit is one of the dead, or of employees."""
REGISTERS = {"daftar kematian": DEATHS, "daftar pegawai": {SurveyResult.TIDAK_LAYAK_PEKERJAAN}}
"""What lists of other offices are called, and the results that all of their rows tell."""
_ANY = frozenset({"BANSOS", "BANTUAN", "BANTUAN SOSIAL", "SEMUA", "SEMUA BANSOS", "ADA", "YA"})
"""Words in place of a programme that name none."""


_OF_DEATHS = re.compile(r"(?i)\b(?:kematian|meninggal)\b")


def register(table: SourceTable, results: pl.Series) -> str | None:
    """What a list is called that tells of people without having visited them; None for visits."""
    if table.hints.get("staff"):
        return "daftar pegawai"
    if table.headers.keys() & _OF_A_VISIT or _VISITS.search(re.sub(r"[_\W]+", " ", f"{table.title} {table.sheet} {table.name}")):
        return None
    if "deceased_on" in table.headers and _OF_DEATHS.search(f"{table.title} {table.sheet}"):
        results = results.filter(results != str(SurveyResult.BELUM_DIDATA))  # a death that was taken back
    told = ((name, float(results.is_in([str(one) for one in said]).mean() or 0)) for name, said in REGISTERS.items())  # type: ignore[arg-type]
    return next((name for name, share in told if share >= _REGISTER_SHARE), None)


def _named(programme: pl.Series, raw: pl.Series, context: FileContext) -> pl.Series:
    """The programme of each form; "?" where it names one that no table knows: its answers speak of no other."""
    several = map_distinct(raw, lambda v: len(find_all("programme_words", v, context.lookups)), pl.Int64) > 1
    blank = map_distinct(raw, lambda v: is_blank(v) or key(v) in _ANY, pl.Boolean)
    unknown = programme.is_null() & raw.is_not_null() & ~blank.fill_null(value=True) & ~several.fill_null(value=False)
    return programme.set(unknown, "?")


def received(raw: str) -> str | None:
    """YA or TIDAK of the question whether the family received anything; None where the answer says neither."""
    words = re.sub(r"^\d+ (?=\D)", "", key(raw))
    if re.search(
        r"\b(TIDAK|TDK|TAK|BELUM|LUPA) (TAHU|INGAT|YAKIN|JAWAB|MENJAWAB|JELAS|PASTI|DIKETAHUI|DITANYA(KAN)?|BERLAKU|RELEVAN|DIISI)\b", words
    ):
        return None
    if words.startswith(("TIDAK", "BELUM", "TDK", "TAK ", "BLM", "BELOM")):
        return str(Received.TIDAK)
    came = re.fullmatch(
        r"(SDH|TELAH|DAPAT|MENDAPAT(KAN)?|SAMPAI|MASUK|CAIR)( (DAPAT|SAMPAI|MASUK|CAIR|TERIMA))?( (BANTUAN|BANSOS|UANG))?", words
    )
    if came or words.startswith(("YA", "SUDAH", "MENERIMA", "PERNAH", "TERIMA", "DITERIMA", "LENGKAP", "SEBAGIAN")):
        return str(Received.YA)
    known = truth(words) if words != key(raw) else truth(raw)
    return None if known is None else str(Received.YA if known else Received.TIDAK)


def sum_told(raw: str) -> int | None:
    """The one sum that an answer in a sentence says came ("Terima 500 ribu, dipotong 100 ribu"); None where it names none or several."""
    text = _TAKEN_OFF.sub(" ", raw)
    sums = {
        value for found in _SUM.finditer(text) if isinstance(value := amounts.parse_amount(found[0]), int) and value >= amounts.SMALLEST
    }
    return sums.pop() if len(sums) == 1 else None


_SUM = re.compile(
    r"(?i)(?:rp\.?\s*)?\d{1,3}(?:\.\d{3})+(?![\d.])|(?:rp\.?\s*)?\d{5,7}(?!\d)|\d{1,3}(?:[.,]\d{1,2})?\s*(?:ribu|rb|juta|jt)\b"
)
_SENTENCE = re.compile(r"(?i)(?!rp\b)[a-z]{2,}\b(?!\W*\d{1,2}$)")
_TAKEN_OFF = re.compile(rf"(?i)\b(?:di)?potong(?:an)?\w*\W+(?:sebesar\W+)?(?:{_SUM.pattern[4:]})")
"""What was taken off is not what came."""


def _sums_and_words(source: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Sums received without the words that stand among them, and what these answer: `tidak terima` is nothing, `sudah` is no sum."""
    cells = fold_column(source, "amount_received")
    spoken = {v: f"{told}" for v in cells.drop_nulls().unique().to_list() if _SENTENCE.match(v) and (told := sum_told(v))}
    if spoken:
        cells = replace(cells, {v: spoken.get(v, v) for v in cells.drop_nulls().unique().to_list()}, pl.String)
        source = source.with_columns(cells.alias("amount_received"))
    words = map_distinct(
        cells, lambda v: None if re.search(r"\d", v) else str(Received.TIDAK) if _NOTHING.match(key(v)) else received(v), pl.String
    )
    if words.is_null().all():
        return source, words
    nothing, answered = words == str(Received.TIDAK), words.is_not_null()
    kept = pl.select(pl.when(nothing).then(pl.lit("0")).when(~answered).then(cells)).to_series()
    return source.with_columns(kept.alias("amount_received")), words


_NOTHING = re.compile(
    r"(NIHIL|NOL|KOSONG|ZONK|NGGAK|ENGGAK|GAK|NDAK|TIDAK ADA|TIDAK TERIMA|BLM|BELUM)\b(?! (TAHU|INGAT|JELAS|JAWAB|DIISI|DIDATA))"
)
"""Words of a column of sums received that say nothing came."""


def _codes(table: SourceTable, field: str) -> Mapping[str, str]:
    """Code to word of a column: the layout's own, those of a legend in header or title, else those of a column of presence (which may
    stand as `deceased`)."""
    about = f"{table.title} {table.sheet} {table.name}"
    header = table.headers.get(field) or (table.headers.get("deceased") or table.headers.get("note", "") if field == "result" else "")
    spelt = legend(header) or (legend(table.title) if field == "result" else {})
    return codes_of(table, field) or spelt or presence(header, about)


def _dead(table: SourceTable, source: pl.DataFrame, died: pl.Series) -> pl.Series:
    """Whether a column of its own says that the person died: a day of death, however rough (a year), or a column of deaths."""
    codes = _codes(table, "deceased")
    rough = fold_column(source, "deceased_on").str.contains(r"\b(19|20)\d\d\b").fill_null(value=False)
    said = map_distinct(fold_column(source, "deceased"), lambda v: deceased(coded_word(codes, v)), pl.Boolean)
    return (died.is_not_null() | rough | said.fill_null(value=False)).alias("dead")


_MISTAKEN = re.compile(r"\b(?:BATAL|DIBATALKAN|SALAH (?:INPUT|KETIK|CATAT|ENTRI|ENTRY|ORANG|NAMA))\b")


def _without_denied_deaths(source: pl.DataFrame) -> pl.DataFrame:
    """Rows without the day of a death that the remark beside it takes back ("batal, yang bersangkutan masih hidup")."""
    if not {"deceased_on", "note"} <= set(source.columns):
        return source
    denied = map_distinct(
        fold_column(source, "note"), lambda v: whose(v) in (Death.NONE, Death.DOUBT) or bool(_MISTAKEN.search(key(v))) or None, pl.Boolean
    )
    return source.with_columns(deceased_on=pl.when(~denied.fill_null(value=False)).then(pl.col("deceased_on")))


def _day(text: str, context: FileContext) -> dt.date | None:
    """The day of the visited person's own death that a sentence tells."""
    return death_day(text, context.events()) if read_result(text, context.lookups) in DEATHS else None


def _by_title(table: SourceTable, source: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """Rows with the result that their part's title or their sheet gives them, where no cell of their own names one (`tetap`, `keluar`)."""
    own = [c for c in source.columns if c == "result" or c.startswith(("result_tick:", "finding:"))]
    if any(_names_any(source, column, _codes(table, column), context) for column in own):
        return source
    said = title_result(table, context.lookups)
    if said is None:
        return source
    source = source.rename({"result": "note"}) if "result" in own and "note" not in source.columns else source
    return source.drop(own, strict=False).with_columns(result=pl.lit(said))


def _names_any(source: pl.DataFrame, column: str, codes: Mapping[str, str], context: FileContext) -> bool:
    """Whether some cell of a column of results names one; a tick counts as one."""
    cells = fold_column(source, column).drop_nulls().unique().to_list()
    if column.startswith("result_tick:"):
        return any(not is_blank(cell) and truth(cell) is not False for cell in cells)
    return any(read_result(coded_word(codes, cell), context.lookups) is not None for cell in cells if not is_blank(cell))


def _jobs_alone(source: pl.DataFrame) -> pl.DataFrame:
    """A list of staff with the excluded jobs alone as what it found: of whoever is employed otherwise (honor) it says nothing."""
    words = fold_column(source, "result")
    jobs = map_distinct(words, job_of_staff, pl.String)
    return source.with_columns(jobs.alias("result"))


def survey_columns(
    table: SourceTable, source: pl.DataFrame, context: FileContext, findings: Findings
) -> tuple[pl.DataFrame, amounts.Dialect]:
    """Columns of `tables.Survey` behind the person's, and the dialect of the amounts."""
    if "result" not in source.columns and presence(table.headers.get("deceased", ""), ""):
        source = source.rename({"deceased": "result"})
    if "result" not in source.columns and legend(table.headers.get("note", "")):
        source = source.rename({"note": "result"})
    source = _jobs_alone(source) if table.hints.get("staff") else _by_title(table, source, context)
    source = _without_denied_deaths(source)
    visited, _ = dates.parse_column(source, "visited_on", context.events(), findings)
    submitted = fold_column(source, "submitted_at")
    sent = map_distinct(submitted, lambda v: dates.parse_date(v, context.events()), pl.Date)
    if visited.is_null().all() and sent.is_null().all() and (day := title_day(table, context.events())):
        visited = pl.Series("visited_on", [day], dtype=pl.Date).new_from_index(0, source.height)
    died, _ = dates.parse_column(source, "deceased_on", context.events(), findings)
    spoken_of = f"{table.title} / {table.sheet} / {table.headers.get('amount_received', '')}"
    source, worded = _sums_and_words(source)
    amount, _, dialect = amounts.parse_column(source, "amount_received", findings, spoken_of)
    programme, raw = programmes(table, source, context, findings)
    asked = coded(source, "received", received, pl.String(), findings)
    nothing = pl.when(amount == 0).then(pl.lit(str(Received.TIDAK)))
    result = fold_column(source, "result")
    notes = pl.DataFrame([fold_column(source, name) for name in ("note", *(c for c in source.columns if c.startswith("note:")))])
    said = (result, *notes)
    none_said = [map_distinct(text, lambda v: received_nothing(v) or None, pl.Boolean) for text in said]
    none_said += [map_distinct(text, not_received, pl.String) == programme for text in said]
    told = pl.when(amount.is_null() & pl.any_horizontal(said.fill_null(value=False) for said in none_said)).then(
        pl.lit(str(Received.TIDAK))
    )
    got = pl.select(pl.coalesce(asked, nothing, worded, told).alias("received")).to_series()
    codes, dead = {**_ABSENT, **_codes(table, "result")}, _dead(table, source, died)
    texts = notes.with_columns(result=result, received=got, dead=dead)
    further = {name: {**_ABSENT, **_codes(table, name)} for name in source.columns if name.startswith("finding:")}
    results = survey_results(source, texts, codes, findings, context.lookups, further)
    mute = got.is_null().all() and amount.is_null().all() and results["result"].is_in(["UNKNOWN", "BELUM_DIDATA"]).all()
    if mute and source.height:
        findings.once("SRV-04" if table.layout in _PROPOSALS else "SRV-03", "result", n=source.height)
    days = [map_distinct(text, lambda v: _day(v, context), pl.Date) for text in said]
    died = pl.select(pl.coalesce(died, *days)).to_series()
    columns = pl.DataFrame(
        [
            pl.select(pl.coalesce(visited, sent)).to_series().alias("visited_on"),
            _named(programme, raw, context),
            got,
            amount.alias("amount_received"),
            fold_column(source, "enumerator").alias("enumerator"),
            submitted.alias("submitted_at"),
            died.alias("deceased_on"),
            notes.select(pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).replace("", None).alias("note")).to_series(),
        ]
    )
    columns = columns.with_columns(told_by=pl.lit(register(table, results["result"]), pl.String))
    return pl.concat([columns, results], how="horizontal"), dialect


def instants(submitted: pl.Series) -> pl.Series:
    """Times of submission as sortable text: ISO with or without zone, in UTC; anything else by its own letters, before all times."""
    zone = r"(Z|[+-]\d{2}:?\d{2})$"
    frame = pl.DataFrame({"text": submitted}).with_columns(
        zoned=pl.col("text").str.contains(zone), plain=pl.col("text").str.replace("T", " ").str.replace(zone, "").str.replace(r"\.\d+$", "")
    )
    naive = pl.coalesce(
        *(pl.col("plain").str.to_datetime(form, strict=False) for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"))
    )
    hours = pl.col("text").str.extract(r"([+-]\d{2}):?\d{2}$").cast(pl.Int32, strict=False)
    minutes = pl.col("text").str.extract(r"[+-]\d{2}:?(\d{2})$").cast(pl.Int32, strict=False)
    offset = (hours.abs() * 60 + minutes) * pl.when(pl.col("text").str.contains(r"-\d{2}:?\d{2}$")).then(-1).otherwise(1)
    shifted = naive - pl.duration(minutes=pl.when("zoned").then(offset.fill_null(0)).otherwise(0))
    fraction = pl.col("text").str.extract(r"(\.\d+)").fill_null("")
    return frame.select(
        pl.when(shifted.is_not_null())
        .then(pl.lit("1") + shifted.dt.strftime("%Y-%m-%dT%H:%M:%S") + fraction)
        .otherwise(pl.lit("0") + pl.col("text"))
    ).to_series()


def replaced(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that a later submission of the same form for the same person replaces: `record_id, source_row, first` (the row that counts).

    The person is the NIK where it can be believed, else KK and name, else name and village; without any of them nothing is replaced. Rows
    without a time of submission are never replaced and replace nothing. Ties: the later row counts.
    """
    name = pl.col("name").str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    person = pl.coalesce(
        pl.lit("N") + pl.col("nik"),
        pl.lit("K") + pl.col("no_kk") + name,
        pl.lit("V") + pl.coalesce("village_code", "village_name") + pl.lit("|") + pl.col("rt").fill_null("") + name,
    )
    keyed = frame.with_columns(_person=person, _when=instants(frame["submitted_at"])).filter(
        pl.col("_person").is_not_null() & pl.col("submitted_at").is_not_null()
    )
    keyed = keyed.sort("_when", "source_row").with_columns(first=pl.col("source_row").last().over("_person", "programme"))
    return keyed.filter(pl.col("first") != pl.col("source_row")).sort("source_row").select("record_id", "source_row", "first")
