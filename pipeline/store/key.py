"""The office's secret key: what turns a NIK into a token that nobody else can compute.

When to reach for it: for `id_kasus` and person tokens. The invariants: 32 random bytes, computed from nothing; `PADAN_KEY` (64
hexadecimal digits) outranks `data/secret.key`; a file is 0600 and a looser one is refused; a key is made once, flushed before anything
that depends on it, and never replaced. A data folder without a key gets that of its user (`~/.config/padan/secret.key`, made now if there
is none): so one office has one key, the same case keeps its id in every data folder of that user, a killed first run repeats its bytes,
and a copy of the key lies apart from the data.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PadanError
from pipeline.store.files import open_regular, telling, write_atomic

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Key:
    """The secret, its public id, and what to tell the officer when it was just made."""

    secret: bytes
    id: str
    note: str | None = None

    def token(self, *parts: str) -> str:
        """A keyed token (128 bits, hexadecimal) of a person or family; different keys give unrelated tokens."""
        return hmac.new(self.secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]

    def __repr__(self) -> str:
        return f"Key(id={self.id!r})"


def _key(secret: bytes, note: str | None = None) -> Key:
    return Key(secret, hashlib.sha256(b"padan key id\0" + secret).hexdigest()[:8], note)


def load_key(data: Path) -> Key | None:
    """The key of this data folder, or None when it has none yet. PadanError when it is open to others or malformed."""
    given = os.environ.get("PADAN_KEY")
    if given is not None:
        if not _HEX.fullmatch(given.strip().lower()):
            raise PadanError("PADAN_KEY harus 64 angka heksadesimal. Salin dari cadangan kunci.")
        return _key(bytes.fromhex(given.strip()))
    return _read(data / "secret.key")


def _read(path: Path) -> Key | None:
    if not os.path.lexists(path):
        return None
    fd = open_regular(path)
    try:
        if os.fstat(fd).st_mode & 0o077:
            raise PadanError(f"orang lain dapat membaca kunci rahasia {path}. Jalankan chmod 600 atas berkas itu.", file=path.name)
        text = os.read(fd, 1000).decode("ascii", "replace").strip().lower()
    finally:
        os.close(fd)
    if not _HEX.fullmatch(text):
        said = f"kunci rahasia {path} rusak: harus 64 angka heksadesimal. Pulihkan dari cadangan."
        raise PadanError(said, file=path.name)
    return _key(bytes.fromhex(text))


def ensure_key(data: Path) -> Key:
    """The key of this data folder, given to it now if it has none (then with a note). Two makers at once agree on one."""
    if (found := load_key(data)) is not None:
        return found
    office = _office_key()
    with telling(str(data / "secret.key")):
        made = _place(data / "secret.key", office.secret if office is not None else secrets.token_bytes(32))
    apart = (
        f"salinannya di {office_path()}" if office is not None else "tidak ada folder pribadi untuk salinannya: simpan satu di tempat lain"
    )
    return _key(
        made.secret, f"Folder data ini mendapat kunci rahasia (id {made.id}): secret.key; {apart}. Tanpa kunci itu nomor kasus berganti."
    )


def office_path() -> Path | None:
    """Where this user's key lies, apart from any data folder; None for a user without a home."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111  (Path.expanduser raises without a home)
    return Path(home, "padan", "secret.key") if home.startswith("/") else None


def _office_key() -> Key | None:
    """The key of this user, made now if there is none; None where it can be kept nowhere."""
    path = office_path()
    if path is None:
        return None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _place(path, secrets.token_bytes(32))
    except OSError:
        return None


def _place(path: Path, secret: bytes) -> Key:
    """The key in `path`, written now if none is there: whole and flushed, or not at all. Whoever comes first wins. Raises OSError."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        if (found := _read(path)) is not None:
            return found
        write_atomic(path, secret.hex().encode() + b"\n")
    finally:
        os.close(folder)
    return _key(secret)
