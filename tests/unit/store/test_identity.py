import os
import stat
from pathlib import Path

import pytest
from store_builders import raw

from pipeline import store
from pipeline.errors import PadanError
from schemas.manifest import Head, InputFile, Parts

A = InputFile(name="2025-05/a.csv", sha256="a" * 64, bytes=1, reason="r", stored=f"inputs/{'a' * 64}.csv")
B = InputFile(name="2025-05/b.csv", sha256="b" * 64, bytes=1, reason="r", stored=f"inputs/{'b' * 64}.csv")


def parts(**changes: object) -> Parts:
    return Parts.model_validate({"period": "2025-05", "inputs": (A, B), "versions": {"polars": "2.1.0"}} | changes)


def test_order_and_reason_of_inputs_do_not_name_the_run() -> None:
    other = B.model_copy(update={"reason": "because"})
    assert store.run_id(parts()) == store.run_id(parts(inputs=(other, A)))


@pytest.mark.parametrize(
    "change",
    [
        {"period": "2025-06"},
        {"inputs": (A,)},
        {"inputs": (A, B.model_copy(update={"name": "2025-05/c.csv"}))},
        {"settings": {"office": "Dinas"}},
        {"decisions": Head(entries=1, sha256="c" * 64)},
        {"key_id": "k"},
        {"versions": {"polars": "2.2.0"}},
        {"code": "x"},
    ],
)
def test_any_other_part_gives_another_id(change: dict[str, object]) -> None:
    assert store.run_id(parts()) != store.run_id(parts(**change))


def test_a_run_id_has_twelve_letters_and_can_hold_no_nik() -> None:
    assert len(store.run_id(parts())) == 12
    assert store.run_id(parts()).islower()


def test_rules_in_force_are_the_shipped_and_the_offices_own(data: Path) -> None:
    (data / "programmes").mkdir()
    (data / "programmes" / "blt.toml").write_text("x = 1\n")
    (data / "settings.toml").write_text("office = 'A'\n")
    names = store.rules_in_force(data)
    assert "office/programmes/blt.toml" in names
    assert "office/settings.toml" in names
    assert list(names) == sorted(names)


def test_versions_and_code_are_told() -> None:
    assert store.versions()["polars"].startswith("2.")
    assert len(store.code_fingerprint()) == 16


def test_the_key_is_made_once_0600_said_and_kept(data: Path) -> None:
    made = store.ensure_key(data)
    assert made.note is not None
    assert made.id in made.note
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    raw(data, "2025-06/more.csv")
    again = store.ensure_key(data)
    assert (again.secret, again.note) == (made.secret, None)
    assert sorted(p.name for p in data.iterdir()) == ["raw", "secret.key"]


def test_the_same_raw_files_give_the_same_key_whatever_their_names(data: Path, tmp_path: Path) -> None:
    raw(tmp_path / "other", "2025-05/z.csv", b"PK-not-really")
    raw(tmp_path / "other", "2025-05/y.csv", b"nik;nama\n1;A\n")
    raw(tmp_path / "third", "2025-05/y.csv", b"nik;nama\n1;B\n")
    first, second, third = (store.ensure_key(d) for d in (data, tmp_path / "other", tmp_path / "third"))
    assert first.secret == second.secret != third.secret


def test_the_key_is_no_hash_that_a_manifest_prints(data: Path) -> None:
    secret = store.ensure_key(data).secret.hex()
    assert secret not in {store.sha256_file(f.path) for f in store.list_raw(data, "2025-05")}


def test_tokens_differ_by_key_and_are_no_plain_hash(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = store.ensure_key(data)
    monkeypatch.setenv("PADAN_KEY", "ab" * 32)
    two = store.ensure_key(data)
    assert one.token("1671081234569001") != two.token("1671081234569001")
    assert len(one.token("1671081234569001")) == 32
    assert "secret" not in repr(one)


def test_a_key_open_to_others_or_damaged_is_refused(data: Path) -> None:
    store.ensure_key(data)
    os.chmod(data / "secret.key", 0o644)  # noqa: PTH101
    with pytest.raises(PadanError, match="chmod 600"):
        store.ensure_key(data)
    os.chmod(data / "secret.key", 0o600)  # noqa: PTH101
    (data / "secret.key").write_text("short")
    with pytest.raises(PadanError, match="damaged"):
        store.ensure_key(data)
