"""What the ledger of decisions holds: answers, second signatures, revocations; appended, chained, never changed.

Reach for `keep` to append answers, `revoke` to take one back, `sign` for a second signature. The invariants: the same answer, or the same
row of the same file, adds nothing a second time, also after it was revoked; no NIK and no name of a recipient stands in an entry; no clock.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.answers.cells import remark
from pipeline.errors import PadanError
from pipeline.store.files import make_folder, telling
from pipeline.store.ledger import ledger_path
from schemas.ledger import Entry, EntryKind, LedgerName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from schemas.manifest import Head

ANSWER, SIGN, REVOKE = "jawaban", "tanda_tangan", "pencabutan"
"""`tindakan` of an entry."""

SAID = ("id_kasus", "keputusan", "alasan_kode", "jumlah_diterima", "tgl_kunjungan", "petugas", "bukti", "catatan", "peran", "evidence_hash")
"""What makes an answer the same answer, whatever file it came in."""

Body = dict[str, object]


@dataclass(frozen=True)
class Kept:
    """What became of answers: for each body `baru` (appended), `sudah_ada` (the ledger holds it) or `dicabut` (it was revoked before)."""

    states: tuple[str, ...]
    entries: tuple[Entry, ...]


def same_answer(body: Mapping[str, object]) -> tuple[str, ...]:
    """The key of an answer by its content."""
    return tuple(str(body.get(name) or "").casefold() for name in SAID)


def same_row(body: Mapping[str, object]) -> tuple[str, ...] | None:
    """The key of an answer by the row it came in: file hash, sheet, row, case, role; None where it came in no file."""
    if not body.get("sha256"):
        return None
    return tuple(str(body.get(name) or "") for name in ("sha256", "lembar", "baris", "id_kasus", "peran"))


def revoked(entries: Sequence[Entry]) -> set[int]:
    """Numbers of answer entries that a later revocation took back."""
    gone: set[int] = set()
    for entry in entries:
        if entry.body.get("tindakan") == REVOKE:
            numbers = entry.body.get("entri")
            gone.update(int(str(n)) for n in numbers) if isinstance(numbers, list) else None
    return gone


@contextlib.contextmanager
def _turn(data: Path) -> Iterator[None]:
    """One writer of decisions at a time: look and append without anybody between."""
    folder = ledger_path(data, LedgerName.DECISIONS).parent
    make_folder(folder)
    with telling(str(folder)):
        fd = os.open(folder / ".answers.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def keep(data: Path, bodies: Sequence[Body], *, second: str | None = None) -> Kept:
    """Append the answers that are new, and with `second` that person's signature under each of them.

    Raises PadanError (disk, broken chain). A signature by the one who answered counts for nothing and is not kept.
    """
    with _turn(data):
        entries = store.read_ledger(data, LedgerName.DECISIONS)
        gone = revoked(entries)
        known: dict[tuple[str, ...] | None, int] = {}
        for entry in entries:
            if entry.body.get("tindakan") == ANSWER:
                known[same_row(entry.body)] = known[same_answer(entry.body)] = entry.number
        known.pop(None, None)
        signed = {(int(str(e.body["entri"])), _who(e.body)) for e in entries if e.body.get("tindakan") == SIGN}
        states: list[str] = []
        events: list[Body] = []
        for body in bodies:
            number = known.get(same_answer(body)) or known.get(same_row(body))
            if number is None:
                number = len(entries) + len(events) + 1
                events.append(body)
                known[same_row(body)] = known[same_answer(body)] = number
                known.pop(None, None)
                states.append("baru")
            else:
                states.append("dicabut" if number in gone else "sudah_ada")
            name = " ".join((second or "").split())
            if name and number not in gone and name.casefold() != _who(body) and (number, name.casefold()) not in signed:
                signed.add((number, name.casefold()))
                events.append({"tindakan": SIGN, "id_kasus": body["id_kasus"], "entri": number, "petugas": name})
        if events:
            store.append(data, LedgerName.DECISIONS, [(EntryKind.DECISION, event) for event in events])
        return Kept(tuple(states), tuple(store.read_ledger(data, LedgerName.DECISIONS)))


def _who(body: Mapping[str, object]) -> str:
    return " ".join(str(body.get("petugas") or "").split()).casefold()


def revoke(data: Path, id_kasus: str, reason: str, who: str, *, only: Sequence[int] = ()) -> Head:
    """Take back every standing answer to a case (or `only` those entries); the answers stay in the ledger, and the case is open again.

    Raises PadanError where the case has no such standing answer, or reason or name is blank.
    """
    said, name = remark(reason), " ".join(who.split())
    if not said or not name:
        raise PadanError("pencabutan perlu alasan dan nama: --reason dan --by.")
    with _turn(data):
        entries = store.read_ledger(data, LedgerName.DECISIONS)
        gone = revoked(entries)
        live = [e.number for e in entries if is_answer_to(e, id_kasus) and e.number not in gone]
        live = [number for number in live if number in only] if only else live
        if not live:
            raise PadanError(f"{id_kasus} tidak punya jawaban yang berlaku, jadi tidak ada yang dicabut. Lihat `padan answers --status`.")
        body: Body = {"tindakan": REVOKE, "id_kasus": id_kasus, "entri": live, "alasan": said, "petugas": name}
        return store.append(data, LedgerName.DECISIONS, [(EntryKind.DECISION, body)])


def sign(data: Path, id_kasus: str, who: str, *, only: Sequence[int] = ()) -> Head:
    """Put a second signature under the standing answers to a case (or `only` those entries).

    Raises PadanError where there is none, or only the signer's own, and where they say different things: a signature is for one of them.
    """
    name = " ".join(who.split())
    with _turn(data):
        entries = store.read_ledger(data, LedgerName.DECISIONS)
        gone = revoked(entries)
        signed = {int(str(e.body["entri"])) for e in entries if e.body.get("tindakan") == SIGN and _who(e.body) == name.casefold()}
        live = [e for e in entries if is_answer_to(e, id_kasus) and e.number not in gone and _who(e.body) != name.casefold()]
        live = [e for e in live if e.number in only] if only else live
        if not live or not name:
            raise PadanError(
                f"{id_kasus} tidak punya jawaban orang lain yang berlaku untuk ditandatangani. Lihat `padan answers --status`."
            )
        words = {(e.body.get("evidence_hash"), e.body.get("keputusan"), e.body.get("jumlah_diterima")) for e in live}
        if len(words) > len({evidence for evidence, _, _ in words}):
            told = ", ".join(f"entri {e.number} {e.body.get('keputusan')} ({e.body.get('petugas') or 'tanpa nama'})" for e in live)
            raise PadanError(
                f"{id_kasus} punya jawaban yang berlainan: {told}. Sebut yang ditandatangani, misalnya --entry {live[0].number}."
            )
        new = [e.number for e in live if e.number not in signed]
        events = [(EntryKind.DECISION, {"tindakan": SIGN, "id_kasus": id_kasus, "entri": n, "petugas": name}) for n in new]
        return store.append(data, LedgerName.DECISIONS, events) if events else store.head(data, LedgerName.DECISIONS)


def is_answer_to(entry: Entry, id_kasus: str) -> bool:
    """Whether an entry is an answer to this case."""
    return entry.body.get("tindakan") == ANSWER and entry.body.get("id_kasus") == id_kasus
