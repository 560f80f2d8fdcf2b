"""What the field found: words, codes, ticks and remarks of a visit to one canonical result.

When to reach for it: survey and verval sheets. The invariants: an unknown word is UNKNOWN and told, never guessed; a remark refines a
result and never overturns one; contradictions are UNKNOWN and told. Source: DOMAIN §3.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.people.coded import only_mentioned
from pipeline.standardise.people.deaths import Death, whose, without_others
from pipeline.standardise.text import fold_column, key, map_distinct
from pipeline.standardise.visits.eligibility import contradicts, spoken
from pipeline.standardise.visits.remarks import coded_word, poverty
from pipeline.standardise.words import find, is_blank, truth
from pipeline.words.shorthand import in_full
from schemas.codes import SurveyResult as R

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.standardise.findings import Findings

_ALONE = re.compile(
    r"\b(TUNGGAL|SEBATANG KARA|HIDUP SENDIRI|TINGGAL SENDIRI|SENDIRIAN|TANPA AHLI WARIS|TIDAK ADA YANG MEWARISI"
    r"|TIDAK (ADA|PUNYA|MEMILIKI|DITEMUKAN) (AHLI|KELUARGA|ANGGOTA|PEWARIS)|TDK ADA (AHLI|KELUARGA))\b"
)
_HEIRS = re.compile(
    r"\b(ADA|PUNYA|MEMILIKI|MASIH ADA|TERDAPAT|DIGANTI(KAN)?( OLEH| KE)?|DITERIMA|DIWAKILI( OLEH)?) ?(\w+ )?"
    r"(AHLI|PEWARIS|KELUARGA|ANGGOTA|ANAK|SUAMI|ISTRI|ISTERI|ART)\b"
    r"|\b(SUAMI|ISTRI|ISTERI|ANAK|ORANG TUA|KELUARGA|CUCU)(NYA)? (MASIH )?(ADA|HIDUP)\b"
    r"|\bAHLI WARIS\b|\bKELUARGA MASIH ADA\b|\bGANTI PENGURUS\b"
)
_NO_HEIR = re.compile(r"\b(TIDAK|TDK|TANPA|BELUM|BLM) (ADA|PUNYA|MEMILIKI|TERDAPAT)? ?\w+")
_JOB = re.compile(r"\b(ASN|PNS|PPPK|P3K|TNI|POLRI|POLISI|PENSIUNAN?|BUMN|BUMD|PEGAWAI NEGERI|KEPALA DESA)\b")
_NOT_JOB = re.compile(
    r"\b(?:PISAH|PECAH|BEDA|LAIN|LUAR) KK\b"
    r"|\b(BUKAN|TIDAK|TDK|TANPA|BELUM|NON|MANTAN|EKS|BEKAS|DULU|DULUNYA|CALON|HONORER|TETANGGA)"
    r"( (ADA|PUNYA|MEMILIKI|LAGI|ANGGOTA|KELUARGA|YANG|SEBAGAI|BEKERJA|ART|SEORANG|MENJADI|BERSTATUS|DARI))* "
    r"(ASN|PNS|PPPK|P3K|TNI|POLRI|POLISI|PENSIUNAN?|BUMN|BUMD|PEGAWAI NEGERI|KEPALA DESA)\b"
)
_NOT_FIT = re.compile(
    r"\b(?:(?:TIDAK|TDK|TAK|BELUM) (?:LAYAK|ELIGIBLE)|TMS|TL(?!$)|NOT ELIGIBLE|(?:TIDAK|TDK) MEMENUHI SYARAT)\b"
    r"(?: (?:MENERIMA|MENDAPAT|DAPAT))?(?: (?:BANTUAN|BANSOS))*(?: (?:KARENA|KRN|KARNA|SEBAB|DIKARENAKAN))*"
)
"""The words that call somebody not eligible, with those that lead to the reason."""
_FIT_FIRST = re.compile(r"(?:MASIH |TETAP |SANGAT )*LAYAK\b")
_NEGATED_MOVE = re.compile(r"\b(TIDAK|TDK|BELUM|BUKAN) PINDAH\b")

_BUT = re.compile(r"\b(TAPI|TETAPI|NAMUN|AKAN TETAPI|MESKI(PUN)?|WALAU(PUN)?|SEDANGKAN|PADAHAL)\b")

_RANK = {
    R.MENINGGAL_TUNGGAL: 10, R.MENINGGAL_ADA_AHLI: 10, R.MENINGGAL: 9, R.TIDAK_LAYAK_PEKERJAAN: 8, R.TIDAK_LAYAK_MAMPU: 7,
    R.GANDA: 6, R.PINDAH: 6, R.LAYAK: 5, R.TIDAK_LAYAK_LAIN: 6, R.TIDAK_LAYAK: 5, R.MENOLAK: 4, R.TIDAK_DITEMUKAN: 3, R.DITEMUI: 2,
    R.BELUM_DIDATA: 1, R.UNKNOWN: 0,
}  # fmt: skip
"""How much a result says: of several that agree, the one that says most stands."""

DEATHS = {R.MENINGGAL, R.MENINGGAL_TUNGGAL, R.MENINGGAL_ADA_AHLI}
_NOT_ELIGIBLE = {R.TIDAK_LAYAK_MAMPU, R.TIDAK_LAYAK_PEKERJAAN, R.TIDAK_LAYAK_LAIN}
_AGREE = {
    R.DITEMUI: {R.LAYAK, R.TIDAK_LAYAK, R.PINDAH, R.GANDA, R.MENOLAK, *_NOT_ELIGIBLE, *DEATHS},
    R.TIDAK_DITEMUKAN: {R.PINDAH, R.GANDA, R.BELUM_DIDATA, *DEATHS},
    R.TIDAK_LAYAK: {R.PINDAH, R.GANDA, R.TIDAK_DITEMUKAN, *_NOT_ELIGIBLE, *DEATHS},
    R.MENINGGAL: {R.MENINGGAL_TUNGGAL, R.MENINGGAL_ADA_AHLI},
    R.TIDAK_LAYAK_MAMPU: {R.TIDAK_LAYAK_PEKERJAAN},
    R.LAYAK: {R.MENINGGAL_ADA_AHLI},
}
_NOT_MET = {R.PINDAH, R.GANDA, R.TIDAK_DITEMUKAN, R.MENOLAK}
_REFINED = {None, R.DITEMUI, R.TIDAK_DITEMUKAN, R.MENINGGAL, R.TIDAK_LAYAK}


def _dead(raw: str) -> R | None:
    if whose(raw) is not Death.SELF:
        return None
    words = key(raw)
    if _ALONE.search(words):
        return R.MENINGGAL_TUNGGAL
    return R.MENINGGAL_ADA_AHLI if _HEIRS.search(_NO_HEIR.sub(" ", words)) else R.MENINGGAL


@lru_cache(maxsize=65536)
def read_reason(raw: str, office: Path | None = None) -> R | None:
    """What a remark beside "not eligible" makes of it: "sudah tidak domisili" PINDAH, "NIK tidak padan" TIDAK_LAYAK_LAIN; None where no
    table knows the reason."""
    words = without_others(poverty(in_full(raw)))
    found = find("reason_words", words, office) if words.strip() else None
    return R(found[0]) if found else None


def _reason(words: str, office: Path | None) -> R | None:
    """What stands beside "not eligible" in one cell where a table knows it: moved, listed twice, not found, refused, well-off, other."""
    said = _NOT_FIT.search(words)
    rest = f"{words[: said.start()]} {words[said.end() :]}".strip() if said else ""
    found = find("survey_words", rest, office) if rest else None
    known = R(found[0]) if found and R(found[0]) in _NOT_MET | _NOT_ELIGIBLE else None
    reason = known or (read_reason(rest, office) if rest and not found else None)
    return beside(R.TIDAK_LAYAK, reason) if reason else None


@lru_cache(maxsize=65536)
def read_result(raw: str, office: Path | None = None) -> R | None:
    """The result a word or a sentence names; None where no table knows it.

    Examples: "MD" MENINGGAL; "Sudah meninggal, ahli waris ada" MENINGGAL_ADA_AHLI; "Tidak layak, ASN" TIDAK_LAYAK_PEKERJAAN.
    "Suami meninggal" says nothing of the person visited.
    """
    raw = in_full(raw)
    if dead := _dead(raw):
        return dead
    if whose(raw) is Death.DOUBT:
        return None
    words = without_others(poverty(raw))
    words = _NEGATED_MOVE.sub(" ", spoken(words)).strip()
    if "?" in raw or contradicts(words):
        return None
    if reason := _reason(words, office):
        return reason
    found = find("survey_words", words, office) if words else None
    result = R(found[0]) if found else None
    job = _JOB.search(words) and not _NOT_JOB.search(words) and not only_mentioned(words)
    if result in _NOT_ELIGIBLE and _FIT_FIRST.match(words):
        return None
    if job and result in {None, R.TIDAK_LAYAK, R.TIDAK_LAYAK_MAMPU}:
        return R.TIDAK_LAYAK_PEKERJAAN if result is not None or len(words.split()) <= 6 else None
    return _first_word(raw, words, office) or result if result in {None, R.DITEMUI} else result


def _first_word(raw: str, words: str, office: Path | None) -> R | None:
    """What one plain word before a comma says of the family ("miskin, belum dapat bantuan"); None beside a "but"."""
    first = key(raw.split(",", 1)[0]) if "," in raw else ""
    found = find("survey_words", first, office) if first.isalpha() and not _BUT.search(words) else None
    return R(found[0]) if found and R(found[0]) in {R.LAYAK, R.TIDAK_LAYAK_MAMPU} else None


def combine(first: R | None, second: R | None) -> R:
    """Two statements about one visit as one: the fuller of two that agree; UNKNOWN where they contradict each other."""
    if first is None or second is None or first == second:
        return first or second or R.UNKNOWN
    if second in _AGREE.get(first, ()) or first in _AGREE.get(second, ()):
        return max(first, second, key=lambda r: _RANK[r])
    return R.UNKNOWN


def beside(first: R | None, second: R | None) -> R:
    """What two columns of one visit say together, whether somebody was met and what was recommended: a death stands, whatever was
    recommended; "not eligible" of somebody who moved, was not found or refused says only that; else as `combine`."""
    for one, other in ((first, second), (second, first)):
        if one in DEATHS and other not in DEATHS:
            return one
        if (one in _NOT_MET and other is R.TIDAK_LAYAK) or (one is not None and other is R.BELUM_DIDATA):
            return one
    return combine(first, second)


def refine(result: R | None, note: R | None, because: R | None = None) -> R | None:
    """A remark beside a result: it may fill a blank or say more of it; it never overturns it. "Not eligible" of somebody who refused to be
    asked is the refusal: nothing was found (DOMAIN §3). `because`: what the remark is as a reason (`read_reason`)."""
    if result is R.TIDAK_LAYAK and because is not None and note in {None, R.TIDAK_LAYAK}:
        return beside(result, because)
    if note is None or result not in _REFINED:
        return result
    if result is None or (result, note) == (R.TIDAK_LAYAK, R.MENOLAK):
        return note
    return note if note in _AGREE.get(result, ()) else result


def _tick_result(words: list[str], codes: Mapping[str, str], office: Path | None) -> R | None:
    """The result of all words ticked in one row; UNKNOWN where one is unknown or two contradict each other."""
    total: R | None = None
    for word in words:
        one = read_result(codes.get(word, word), office) or R.UNKNOWN
        total = one if total is None else combine(total, one)
    return total


def _ticks(source: pl.DataFrame, codes: Mapping[str, str], office: Path | None) -> tuple[pl.Series, pl.Series]:
    """Per row the result of the ticked columns and the words ticked; null where none is."""
    columns = [c for c in source.columns if c.startswith("result_tick:")]
    pattern = pl.Series("pattern", [""], dtype=pl.String).new_from_index(0, source.height)
    for column in columns:
        on = map_distinct(source[column], lambda v: None if is_blank(v) else truth(v) is not False, pl.Boolean)
        pattern = pattern + on.fill_null(value=False).cast(pl.Int8).cast(pl.String)

    def ticked(bits: str) -> list[str]:
        """The answers of the columns whose bit is set."""
        return [column.split(":", 1)[1] for column, bit in zip(columns, bits, strict=True) if bit == "1"]

    result = map_distinct(pattern, lambda b: _name(_tick_result(ticked(b), codes, office)), pl.String)
    return result, map_distinct(pattern, lambda b: " + ".join(ticked(b)) or None, pl.String)


def _worded(
    texts: pl.Series, column: str, codes: Mapping[str, str], rows: pl.Series, findings: Findings, office: Path | None
) -> tuple[pl.Series, pl.Series]:
    """The filled cells of a column and the results that their words name; SRV-01 per unknown word, with its count."""
    said = map_distinct(texts, lambda v: None if is_blank(v) else v, pl.String)
    worded = map_distinct(said, lambda v: _name(read_result(coded_word(codes, v), office)), pl.String)
    lost = pl.DataFrame({"row": rows, "word": said}).filter(worded.is_null() & said.is_not_null())
    findings.words("SRV-01", column, lost["row"], lost["word"])
    return said, worded


def _with_further(
    word: pl.Series, source: pl.DataFrame, further: Mapping[str, Mapping[str, str]], findings: Findings, office: Path | None
) -> tuple[pl.Series, pl.Series, list[pl.Series]]:
    """Results weighed with those of the further columns (`beside`; an unknown word there is told and says nothing), the rows where two
    contradict each other, and what those columns say."""
    clash = pl.Series("clash", [False]).new_from_index(0, word.len())
    texts: list[pl.Series] = []
    for column, codes in further.items():
        said, own = _worded(fold_column(source, column), column, codes, source["source_row"], findings, office)
        pairs = pl.select(pl.concat_str(word.fill_null(""), own.fill_null(""), separator="|")).to_series()
        joint = map_distinct(pairs, _pair, pl.String)
        clash |= (joint == "UNKNOWN").fill_null(value=False) & (word != "UNKNOWN").fill_null(value=True)
        word, texts = joint, [*texts, said]
    return word, clash, texts


def _pair(words: str) -> str | None:
    first, second = (R(word) if word else None for word in words.split("|"))
    return None if first is None and second is None else str(beside(first, second))


def _remarked(note: pl.Series, death: pl.DataFrame, office: Path | None) -> tuple[pl.Series, pl.Series]:
    """What a column of remarks says by itself (of a death: who is left), and what it is as a reason of "not eligible"."""
    noted = map_distinct(note, lambda v: _name(read_result(v, office)), pl.String)
    heirs = map_distinct(note, lambda v: _name(_dead(f"MENINGGAL, {v}")), pl.String)
    noted = pl.select(pl.when(death.to_series()).then(pl.coalesce(heirs, noted)).otherwise(noted)).to_series()
    return noted, map_distinct(note, lambda v: _name(read_reason(v, office)), pl.String)


def survey_results(
    source: pl.DataFrame,
    texts: pl.DataFrame,
    codes: Mapping[str, str],
    findings: Findings,
    office: Path | None = None,
    further: Mapping[str, Mapping[str, str]] | None = None,
) -> pl.DataFrame:
    """Result of every visit: columns `result, result_raw`, in row order.

    `texts` has `result`, `note` and further remarks `note:<n>` (folded), `received` (an answer means the family was met) and `dead` (a day
    or sign of death stands in a column of its own: with a blank result that is the result); `source` the tick columns `result_tick:<WORD>`
    and the `further` columns of findings, each with its codes; `codes` turns the codes of this layout into words. Told back: SRV-01 per
    unknown word with its count, SRV-02 per row that contradicts itself.
    """
    rows = source["source_row"]
    said, worded = _worded(texts["result"], "result", codes, rows, findings, office)
    ticked, tick_words = _ticks(source, codes, office)
    worded = pl.select(pl.when(said.is_not_null()).then(worded.fill_null("UNKNOWN"))).to_series()
    worded, differ, also = _with_further(worded, source, further or {}, findings, office)
    frame = pl.DataFrame({"said": said, "word": worded, "ticked": ticked, "tick_words": tick_words}).with_columns(
        *(text.alias(f"also{number}") for number, text in enumerate(also)),
        word=pl.when(pl.col("word").is_not_null())
        .then(pl.col("word"))
        .when(texts["dead"] & pl.col("ticked").is_null())
        .then(pl.lit("MENINGGAL")),
        met=texts["received"].is_not_null(),
    )
    death = pl.any_horizontal((pl.col(c) == "MENINGGAL").fill_null(value=False) for c in ("word", "ticked"))
    remarks = [part for name in texts.columns if name.startswith("note") for part in _remarked(texts[name], frame.select(death), office)]
    parts = [frame["met"].cast(pl.String), frame["word"], frame["ticked"], *remarks]
    joint = pl.select(pl.concat_str([part.fill_null("") for part in parts], separator="|").alias("joint")).to_series()
    result = map_distinct(joint, _settle, pl.String)
    told = ["said", *(f"also{number}" for number in range(len(also))), "tick_words"]
    raw = frame.select(pl.concat_str(told, separator=" / ", ignore_nulls=True).replace("", None).alias("result_raw")).to_series()
    clash = differ | ((result == "UNKNOWN") & (frame["word"] != "UNKNOWN").fill_null(value=True) & ticked.is_not_null())
    findings.rows("SRV-02", "result", rows.filter(clash), raw.filter(clash))
    return pl.DataFrame({"result": result, "result_raw": raw})


def _settle(parts: str) -> str:
    met, *names = parts.split("|")
    word, tick, *remarks = (R(name) if name else None for name in names)
    settled = combine(word, tick) if word or tick else None
    for note, reason in zip(remarks[::2], remarks[1::2], strict=True):
        settled = refine(settled, note, reason)
    return str(settled or (R.DITEMUI if met == "true" else R.BELUM_DIDATA))


def _name(result: R | None) -> str | None:
    return None if result is None else str(result)
