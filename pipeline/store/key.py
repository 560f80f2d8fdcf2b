"""The office's secret key: what turns a NIK into a token that nobody else can compute.

When to reach for it: for `id_kasus` and person tokens. The invariants: 32 bytes; `PADAN_KEY` (64 hexadecimal digits)
outranks `data/secret.key`; the file is 0600 and a looser one is refused; it is made at the first run, said so, and never
replaced. A key made here is drawn from the bytes of everything in `data/raw` by a keyed hash that no manifest prints:
whoever has not those files cannot compute it, and the same files give the same key, so that an interrupted first run, or
the same first run in another folder, yields the same case ids. An office that wants a random one puts it there first
(`padan key` in the runbook: 64 hexadecimal digits in `data/secret.key`).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store.files import CHUNK, open_regular, os_sentence, telling, write_new
from pipeline.store.raw import list_raw, raw_months

if TYPE_CHECKING:
    from pathlib import Path

_HEX = re.compile(r"[0-9a-f]{64}")
_SALT = b"padan secret key, first made; v1"


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
            raise PadanError("PADAN_KEY must be 64 hexadecimal digits.")
        return _key(bytes.fromhex(given.strip()))
    path = data / "secret.key"
    if not os.path.lexists(path):
        return None
    fd = open_regular(path)
    try:
        if os.fstat(fd).st_mode & 0o077:
            raise PadanError("others can read the secret key. Run: chmod 600 on it.", file="secret.key")
        text = os.read(fd, 1000).decode("ascii", "replace").strip().lower()
    finally:
        os.close(fd)
    if not _HEX.fullmatch(text):
        raise PadanError("the secret key is damaged: it must be 64 hexadecimal digits. Restore it from the backup.", file="secret.key")
    return _key(bytes.fromhex(text))


def ensure_key(data: Path) -> Key:
    """The key of this data folder, made now if it has none (then with a note). Two makers at once agree on one."""
    if (found := load_key(data)) is not None:
        return found
    secret = _draw(data)
    path, aside = data / "secret.key", data / f".secret.key.{os.getpid()}"
    with telling(str(path)):
        for stale in data.glob(".secret.key.*"):
            stale.unlink(missing_ok=True)
        write_new(aside, secret.hex().encode() + b"\n")
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink(missing_ok=True)
    made = load_key(data)
    if made is None:
        raise PadanError("the secret key could not be made. Check the data folder.", file="secret.key")
    note = f"A secret key was made for this data folder (id {made.id}): secret.key. Keep a copy apart; without it case ids change."
    return _key(made.secret, note)


def _draw(data: Path) -> bytes:
    """32 bytes out of all raw files, whatever their names and order; random where there is none."""
    files = [file for month in raw_months(data) for file in list_raw(data, month)]
    digests = [_keyed(file.path) for file in files if file.problem is None]
    if not digests:
        return os.urandom(32)
    return hmac.new(_SALT, b"".join(sorted(digests)), hashlib.sha512).digest()[:32]


def _keyed(path: Path) -> bytes:
    digest = hmac.new(_SALT, digestmod=hashlib.sha256)
    fd = open_regular(path)
    try:
        while piece := os.read(fd, CHUNK):
            digest.update(piece)
    except OSError as error:
        raise os_sentence(error, path.name) from None
    finally:
        os.close(fd)
    return digest.digest()
