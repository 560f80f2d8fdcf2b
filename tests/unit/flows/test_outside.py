"""Prefect settings, failures, logs, artifacts: nothing of people goes out."""

import logging
import os
import re
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from flows import artifacts, health, linking, prefect_api, serve
from flows.console import MaskDigits
from flows.failures import told
from pipeline.errors import PadanError
from pipeline.store import diff


def test_no_api_is_configured_unless_the_environment_or_the_active_profile_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("PREFECT_PROFILE", raising=False)
    profiles = tmp_path / "profiles.toml"
    monkeypatch.setenv("PREFECT_PROFILES_PATH", str(profiles))
    assert prefect_api.configured_api() is None
    profiles.write_text('active = "b"\n[profiles.a]\nPREFECT_API_URL = "x"\n[profiles.b]\nPREFECT_API_URL = "http://127.0.0.1:1/api"\n')
    assert prefect_api.configured_api() == "http://127.0.0.1:1/api"
    assert not prefect_api.answers("http://127.0.0.1:1/api")
    assert not prefect_api.answers("file:///etc/passwd")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:2/api")
    assert prefect_api.configured_api() == "http://127.0.0.1:2/api"


def test_the_server_is_for_this_machine_behind_a_password_and_says_nothing_outside(tmp_path: Path) -> None:
    env = serve.environment(tmp_path, 4321)
    assert env["PREFECT_SERVER_API_AUTH_STRING"].startswith("padan:")
    assert env["PREFECT_SERVER_API_AUTH_STRING"] == serve.environment(tmp_path, 4321)["PREFECT_API_AUTH_STRING"]
    assert env["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert "*" not in env["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"]
    assert env["PREFECT_SERVER_UI_API_URL"] == "http://127.0.0.1:4321/api"
    assert (env["PREFECT_SERVER_ANALYTICS_ENABLED"], env["DO_NOT_TRACK"]) == ("false", "1")
    assert (tmp_path / "auth").stat().st_mode & 0o077 == 0
    os.chmod(tmp_path / "auth", 0o644)  # noqa: PTH101
    with pytest.raises(PadanError, match="chmod 600"):
        serve.password(tmp_path)


def test_any_error_becomes_a_sentence_without_its_values() -> None:
    assert "SITI" not in told(RuntimeError("SITI 1671081234569001")).sentence
    assert "RuntimeError" in told(RuntimeError("x")).sentence
    full = told(OSError(28, "no", "/x/1671081234569001")).sentence
    assert re.fullmatch(
        r"/x/167108\*{6}9001: cakram penuh \(sisa [0-9,]+ byte di /\)\. Kosongkan ruang di cakram itu, lalu jalankan lagi\.", full
    )
    assert told(PadanError("in 1671081234569001", exit_code=3)).exit_code == 3
    assert "1671081234569001" not in told(PadanError("in 1671081234569001")).sentence


def test_the_net_under_the_logs_masks_numbers_and_drops_tracebacks() -> None:
    record = logging.LogRecord("x", 40, "f", 1, "nik %s", ("1671081234569001",), (ValueError, ValueError("SITI"), None))
    assert MaskDigits().filter(record)
    told_text = logging.Formatter().format(record)
    assert told_text == "nik 167108******9001 (ValueError)"


def test_an_artifact_holds_counts_codes_and_masked_labels_only() -> None:
    result = SimpleNamespace(run_id="abcdefgh2345", unchanged=False, counts={"EE-BB": 3}, missing_sources=["1671081234569001.csv"])
    text = artifacts.summary("2025-05", result)
    assert "| EE-BB | 3 |" in text
    assert "167108******9001.csv" in text
    assert "1671081234569001" not in text
    assert artifacts.key("Summary", "2025-05") == "summary-2025-05"


def test_the_page_counts_what_can_be_judged_and_names_who_is_silent() -> None:
    rows = [("PKH", True, []), ("SEMBAKO", False, ["BRI", "POS"]), ("SEMBAKO", False, ["BRI"]), ("SEMBAKO", True, [])]
    told = [{"programme": p, "village_code": "1671081001", "assessable": a, "silent": s} for p, a, s in rows]
    assert artifacts.coverage("2025-05", told).splitlines()[4:] == ["| PKH | 1 | 1 | - |", "| SEMBAKO | 3 | 1 | BRI (2), POS (1) |"]


def test_the_page_has_a_word_for_each_kind_of_cause() -> None:
    source = (Path(diff.__file__)).read_text(encoding="utf-8")
    kinds = set(re.findall(r'(?:Cause|_files|_values)\("(\w+)"', source))
    assert kinds == set(artifacts._CAUSES)


def test_the_doctor_names_open_files_a_loose_key_and_a_wrong_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_PROFILES_PATH", "/nonexistent")
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "x").touch(0o644)
    os.chmod(tmp_path / "clean" / "x", 0o644)  # noqa: PTH101
    (tmp_path / "secret.key").write_text("ab" * 32)
    os.chmod(tmp_path / "secret.key", 0o644)  # noqa: PTH101
    (tmp_path / "settings.toml").write_text("offise = 1\n")
    bad = {c.name: c.told for c in health.examine(tmp_path) if not c.good}
    assert set(bad) >= {"izin berkas", "kunci rahasia", "pengaturan"}
    assert "chmod 600" in bad["kunci rahasia"]
    missing = {c.name for c in health.examine(tmp_path / "no") if not c.good}
    assert "folder data" in missing


@pytest.mark.parametrize(("name", "version"), [("sqlalchemy", "2.1.9"), ("fastapi", "0.151.0")])
def test_the_doctor_names_a_library_with_which_no_night_comes(monkeypatch: pytest.MonkeyPatch, name: str, version: str) -> None:
    known = health.metadata.version
    monkeypatch.setattr(health.metadata, "version", lambda asked: version if asked == name else known(asked))
    check = health._libraries()
    assert (check.good, f"{name} {version}" in check.told) == (False, True)


@pytest.mark.parametrize(
    ("known", "due", "good", "said"),
    [
        (True, "2026-11-27T18:30:00Z", True, "malam berikutnya 2026-11-28 01:30 WIB"),
        (True, None, False, "nightly tidak terjadwal"),
        (False, None, True, "padan serve"),
    ],
)
def test_the_doctor_says_when_the_next_night_is(
    monkeypatch: pytest.MonkeyPatch, known: bool, due: str | None, good: bool, said: str
) -> None:
    monkeypatch.setattr(health, "next_night", lambda _: (known, due))
    check = health._schedule("http://127.0.0.1:1/api")
    assert (check.good, said in check.told) == (good, True)


@pytest.mark.parametrize(
    ("mapping", "roles"),
    [
        ((), {"name": ("nama",), "sex": ("jk",)}),
        (("name=first+last",), {"name": ("first", "last"), "sex": ("jk",)}),
        (("name=nama", "name=penerima"), {"name": ("nama", "penerima"), "sex": ("jk",)}),
        (("birth_date=jk",), {"name": ("nama",), "birth_date": ("jk",)}),
    ],
)
def test_a_mapping_overrides_what_headers_say(mapping: tuple[str, ...], roles: dict[str, tuple[str, ...]]) -> None:
    columns = ["nama", "penerima", "first", "last", "jk"]
    assert linking.with_mapping({"name": ("nama",), "sex": ("jk",)}, mapping, columns) == roles


@pytest.mark.parametrize(
    ("mapping", "said"),
    [("nama", "is no mapping"), ("nane=first", "Did you mean 'name'"), ("name=frist", "Did you mean 'first'")],
)
def test_a_wrong_mapping_is_told_with_the_nearest_name(mapping: str, said: str) -> None:
    with pytest.raises(PadanError, match=said):
        linking.with_mapping({}, [mapping], ["first", "last"])


def test_further_columns_are_compared_as_text_unless_exact() -> None:
    columns = ["postcode", "a:b"]
    assert linking.parse_compare("postcode", columns) == ("postcode", "text")
    assert linking.parse_compare("postcode:exact", columns) == ("postcode", "exact")
    assert linking.parse_compare("a:b", columns) == ("a:b", "text")
    for wrong in ("postcod", "postcode:fuzzy"):
        with pytest.raises(PadanError):
            linking.parse_compare(wrong, columns)


def test_a_column_to_compare_that_one_list_lacks_is_told() -> None:
    here, there = pl.DataFrame({"name": ["a"], "club": ["x"]}), pl.DataFrame({"name": ["a"]})
    linking.in_each_list("name", [here, there])
    linking.in_each_list("club", [here])
    with pytest.raises(PadanError, match="one list only"):
        linking.in_each_list("club", [here, there])


def test_ids_that_occur_twice_and_lists_without_rows_are_told():
    rows = pl.DataFrame({"id": ["1", "1", None, "2"]})
    assert "rows without an id: 1, rows that share theirs with another: 2" in linking._odd_list(rows, "id")
    assert "no rows" in linking._odd_list(rows.clear(), "id")
    assert linking._odd_list(rows, None) == ""
