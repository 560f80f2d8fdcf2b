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


def test_a_key_is_drawn_at_random_and_one_user_has_one_key(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "one"))
    (tmp_path / "other").mkdir()
    first, second = store.ensure_key(data), store.ensure_key(tmp_path / "other")
    assert first.secret == second.secret
    copy = tmp_path / "one" / "padan" / "secret.key"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "two"))
    (data / "secret.key").unlink()
    assert store.ensure_key(data).secret != first.secret  # the same raw files: nothing of the key comes from them


def test_a_user_without_a_home_gets_a_key_all_the_same(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file" / "below"))
    made = store.ensure_key(data)
    assert made.note is not None
    assert "simpan satu di tempat lain" in made.note
    assert store.ensure_key(data).secret == made.secret


def test_what_a_killed_maker_left_is_swept_by_the_next(data: Path) -> None:
    (data / ".secret.key.new").write_text("half")
    store.ensure_key(data)
    assert sorted(p.name for p in data.iterdir()) == ["raw", "secret.key"]


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
    with pytest.raises(PadanError, match="rusak"):
        store.ensure_key(data)
