"""The score of a run against a truth, on three rows."""

import polars as pl

from pipeline.synth.score import score
from pipeline.synth.truth import Truth

COLUMNS = ["kind", "programme", "period", "no_kk", "nik", "village_code", "sources", "certainty", "note"]
PAIR = ["left_source", "right_source", "left_record", "right_record", "certainty"]
DECOY = ["decoy", "no_kk", "nik", "village_code", "must_not", "sources"]


def truth(cases: list[tuple[str, ...]], links: list[tuple[str, ...]] = (), decoys: list[tuple[str, ...]] = ()) -> Truth:
    def frame(rows: list[tuple[str, ...]], names: list[str]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    return Truth(frame(cases, COLUMNS), frame(list(links), PAIR), frame(list(decoys), DECOY))


def case(kind: str, programme: str = "SEMBAKO", kk: str = "K1", certainty: str = "certain", source: str = "") -> tuple[str, ...]:
    return (kind, programme, "2025-05", kk, f"N{kk}", "", source, certainty, "")


def run(*rows: tuple[str, str | None, str, list[str]]) -> pl.DataFrame:
    schema = {"kind": pl.String, "programme": pl.String, "no_kk": pl.String, "sources": pl.List(pl.String)}
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(nik=pl.lit(None, dtype=pl.String))


NO_LINKS = pl.DataFrame(schema={"left_record": pl.String, "right_record": pl.String, "band": pl.String})


def test_found_missed_and_wrong_by_kind():
    known = truth([case("IE-TL"), case("IE-TL", kk="K2"), case("EE-BB", kk="K3")])
    result = score(known, run(("IE-TL", "SEMBAKO", "K1", []), ("EE-BB", "SEMBAKO", "K9", [])), NO_LINKS)
    assert result.kinds.rows() == [("EE-BB", 0, 1, 1, 0.0, 0.0), ("IE-TL", 1, 1, 0, 0.5, 1.0)]
    assert (result.recall, result.precision) == (1 / 3, 1 / 2)


def test_ambiguous_truth_counts_neither_way():
    known = truth([case("BD-00", certainty="ambiguous")])
    assert score(known, run(), NO_LINKS).recall == 1.0
    assert score(known, run(("BD-00", "SEMBAKO", "K1", [])), NO_LINKS).precision == 1.0


def test_a_case_is_known_by_the_row_it_rests_on():
    known = truth([case("IE-TR", source="2025-05/a.csv||7")])
    assert score(known, run(("IE-TR", "SEMBAKO", "", ["2025-05/a.csv||7"])), NO_LINKS).recall == 1.0


def test_any_of_several_programmes_will_do():
    known = truth([case("GD-PR", programme="BLT-DD;SEMBAKO")])
    assert score(known, run(("GD-PR", "SEMBAKO", "K1", [])), NO_LINKS).recall == 1.0
    assert score(known, run(("GD-PR", "PKH", "K1", [])), NO_LINKS).recall == 0.0


def test_links_and_decoys():
    known = truth(
        [],
        [("registry", "survey", "r1", "s1", "certain"), ("registry", "survey", "r2", "s2", "ambiguous")],
        [("twins", "K1", "N1", "", "IE-TR;EE-BB", "s1")],
    )
    links = pl.DataFrame({"left_record": ["r1", "r9", "r3"], "right_record": ["s1", "s2", "s3"], "band": ["MATCH"] * 3})
    result = score(known, run(("EE-BB", "PKH", "K1", [])), links)
    assert (result.link_recall, result.link_precision) == (1.0, 0.5)
    assert result.decoys_hit.rows() == [("twins", "EE-BB", "PKH", "K1")]
