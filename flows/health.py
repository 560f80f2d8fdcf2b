"""What `padan doctor` looks at: files, key, disk, clock, versions, and the doors of the Prefect server.

When to reach for it: from the command line only. The invariants: looks, never mends; every check says what it found and, where it
is bad, the mend in one sentence; no secret is printed.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.prefect_api import configured_api, next_night, request_to, setting
from pipeline.errors import PadanError

if TYPE_CHECKING:
    from pathlib import Path

ROOM = 2 * 2**30
"""Bytes of free disk below which a city's month may not fit."""


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    good: bool
    told: str


def examine(data: Path) -> list[Check]:
    """All checks, in a fixed order."""
    checks = [_python(), _libraries(), _clock(), _folder(data)]
    if data.is_dir():
        checks += [_modes(data), _key(data), _disk(data), _settings(data)]
    return [*checks, *_server()]


def _python() -> Check:
    version = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    good = sys.version_info >= (3, 11)
    return Check("python", good, version if good else f"{version}; pasang Python 3.11 atau lebih baru dan buat lagi lingkungannya")


def _libraries() -> Check:
    """With fastapi from 0.151 on this Prefect's server does not start; with sqlalchemy from 2.1 on it schedules nothing.

    Seen with prefect 3.8.8: SQLAlchemy 2.1.9 refuses the scheduler's bulk insert of runs, for `FlowRun.state` is a hybrid property without
    `bulk_dml` ("Can't evaluate bulk DML statement", in the server's log alone).
    """
    found = {name: metadata.version(name) for name in ("prefect", "fastapi", "sqlalchemy", "polars")}
    bounds = {"fastapi": (0, 151), "sqlalchemy": (2, 1)}
    good = all(tuple(int(p) for p in found[name].split(".")[:2]) < bound for name, bound in bounds.items())
    told = ", ".join(f"{name} {version}" for name, version in found.items())
    return Check("pustaka", good, told if good else f"{told}; pasang lagi dengan -c .ci/constraints.txt")


def _clock() -> Check:
    try:
        from flows.clock import now

        return Check("zona waktu", good=True, told=f"sekarang {now():%Y-%m-%d %H:%M} di Asia/Jakarta")
    except Exception:  # noqa: BLE001  (whatever keeps zoneinfo from working)
        return Check("zona waktu", good=False, told="Asia/Jakarta tidak dikenal di sini; pasang paket tzdata")


def _folder(data: Path) -> Check:
    if not data.is_dir():
        return Check("folder data", good=False, told=f"{data} tidak ada; buat folder itu, atau sebut yang lain dengan --data")
    able = os.access(data, os.R_OK | os.W_OK | os.X_OK)
    told = str(data) if able else f"pengguna ini tidak boleh menulis di {data}; beri izin, atau sebut yang lain dengan --data"
    return Check("folder data", able, told)


def _modes(data: Path) -> Check:
    """Results and secrets are for their owner alone (the folder of raw files is the office's to arrange)."""
    loose = 0
    for top in ("clean", "log", "prefect", "secret.key"):
        root = data / top
        paths = [root] if root.is_file() else [os.path.join(f, n) for f, _, names in os.walk(root) for n in names if n != ".gitkeep"]  # noqa: PTH118
        loose += sum(1 for p in paths if stat.S_IMODE(os.lstat(p).st_mode) & 0o077 and not os.path.islink(p))  # noqa: PTH114
    told = "hasil dan rahasia hanya untuk pemiliknya"
    return Check("izin berkas", loose == 0, told if not loose else f"{loose} berkas terbuka bagi orang lain; jalankan chmod -R go= {data}")


def _key(data: Path) -> Check:
    """The key of the data folder, and whether a copy lies apart from it."""
    from pipeline.store.key import load_key, office_path

    try:
        key = load_key(data)
    except PadanError as error:
        return Check("kunci rahasia", good=False, told=str(error))
    if key is None:
        return Check("kunci rahasia", good=True, told="belum ada; jalan pertama membuatnya")
    copy = office_path()
    there = copy is not None and copy.exists()
    return Check(
        "kunci rahasia",
        good=True,
        told=f"id {key.id}; {f'pengguna ini punya salinan di {copy}' if there else 'simpan salinannya di tempat lain'}",
    )


def _disk(data: Path) -> Check:
    free = shutil.disk_usage(data).free
    return Check(
        "cakram", free >= ROOM, f"sisa {free / 2**30:.1f} GiB" + ("" if free >= ROOM else "; kosongkan ruang sebelum jalan berikutnya")
    )


def _settings(data: Path) -> Check:
    from pipeline.store.office import office_settings

    try:
        office_settings(data)
    except PadanError as error:
        return Check("pengaturan", good=False, told=str(error))
    there = (data / "settings.toml").exists()
    return Check("pengaturan", good=True, told="settings.toml benar" if there else "tidak ada; bawaan yang dipakai")


def _server() -> list[Check]:
    """The configured server: its host, its password, who may ask it from a browser, what it sends out."""
    url = configured_api()
    if url is None:
        return [Check("prefect", good=True, told="tidak ada server; bulan dijalankan langsung")]
    host = urlsplit(url).hostname or ""
    checks = [
        Check(
            "prefect alamat",
            host in ("127.0.0.1", "localhost", "::1") or url.startswith("https://"),
            f"{host}" if host in ("127.0.0.1", "localhost", "::1") else f"{host}; pakai mesin ini (127.0.0.1) atau https",
        )
    ]
    status, _ = _ask(url, with_secret=False)
    if status is None:
        return [*checks, Check("prefect server", good=True, told="sekarang tidak menjawab; bulan dijalankan langsung sampai ia menjawab")]
    checks.append(
        Check(
            "prefect kata sandi",
            status == 401,
            "diminta" if status == 401 else "server menjawab siapa saja; isi PREFECT_SERVER_API_AUTH_STRING, atau pakai padan serve",
        )
    )
    _, allowed = _ask(url, with_secret=True, origin="http://foreign.example")
    closed = allowed not in ("*", "http://foreign.example")
    checks.append(
        Check(
            "prefect CORS",
            closed,
            "hanya halamannya sendiri"
            if closed
            else "setiap halaman web boleh bertanya; isi PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS dengan halamannya sendiri",
        )
    )
    quiet = (setting("PREFECT_SERVER_ANALYTICS_ENABLED") or "true").lower() in ("false", "0")
    checks.append(
        Check("prefect telemetri", quiet, "mati" if quiet else "menyala; isi PREFECT_SERVER_ANALYTICS_ENABLED=false, DO_NOT_TRACK=1")
    )
    kept = (setting("PREFECT_RESULTS_PERSIST_BY_DEFAULT") or "false").lower() in ("true", "1")
    told = "hasil disimpan Prefect; isi PREFECT_RESULTS_PERSIST_BY_DEFAULT=false" if kept else "tidak ada hasil yang disimpan Prefect"
    checks.append(Check("prefect hasil", not kept, told))
    return [*checks, _schedule(url)]


def _schedule(url: str) -> Check:
    """Is the next night on the server's clock? A server whose scheduler fails answers all else as if it were well."""
    from flows.clock import in_office

    known, due = next_night(url)
    if due is not None:
        return Check("prefect jadwal", good=True, told=f"malam berikutnya {in_office(due)}")
    if not known:
        return Check("prefect jadwal", good=True, told="server ini tidak menjadwalkan nightly; pakai timer atau padan serve")
    return Check(
        "prefect jadwal", good=False, told="nightly tidak terjadwal; baca prefect/server.log dan pasang lagi dengan -c .ci/constraints.txt"
    )


def _ask(url: str, *, with_secret: bool, origin: str | None = None) -> tuple[int | None, str | None]:
    """Status and allowed origin of a question to the API; None where nobody answers."""
    request = request_to(url, "/admin/version", with_secret=with_secret)
    if origin:
        request.add_header("Origin", origin)
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310
            return reply.status, reply.headers.get("access-control-allow-origin")
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("access-control-allow-origin")
    except (OSError, ValueError):
        return None, None
