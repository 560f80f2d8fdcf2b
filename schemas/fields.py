"""The fields that a column of a source may mean: what layouts and synonyms map headers to.

Reach for it to name or check a field. It costs nothing to import: the process that parses files starts with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: tuple[str, ...] = (
    *("nik", "no_kk", "name", "sex", "birth_date", "birth_year", "age", "birth_place", "mother_name", "address", "rt", "rw", "hamlet"),
    *("village_code", "village_name", "district_code", "district_name", "regency_code", "regency_name"),
    *("province_code", "province_name", "phone", "person_key", "family_key", "head_name", "head_nik", "relationship", "nip"),
    *("member_name", "member_nik"),
    *("marital_status", "desil", "registry_status", "is_inactive", "deleted", "padan", "deceased", "deceased_on", "event_on"),
    *("occupation", "disability", "pregnant", "school_level", "members", "programme", "payer", "period", "year", "month"),
    *("amount", "state", "card_state", "state_note", "paid_on", "account", "card", "component", "substitute_nik"),
    *("drawn", "balance", "substitute_no_kk", "substitute_name", "visited_on", "result", "received", "amount_received", "enumerator"),
    *("submitted_at", "submission_id", "note", "unread_mark", "id_kasus", "keputusan"),
)
"""Every field a header may mean, besides `programme_flag:<CODE>`, `result_tick:<WORD>` and the two that are split
(`rt_rw` into rt and rw, `birth_place_date` into birth_place and birth_date)."""

MERGED_FIELDS = ("school_attendance", "school_reached", "presence", "signed")
"""Columns that say something only together: partisipasi sekolah and jenjang tertinggi, joined into school_level; presence
(keberadaan), which becomes the result of a survey, a part of it, or alive-or-dead; signed (tanda terima), whose ticks are the
state of a pay list."""

SPLIT_FIELDS = {"rt_rw": ("rt", "rw"), "birth_place_date": ("birth_place", "birth_date")}
PREFIXES = ("programme_flag:", "result_tick:", "finding:", "note:", "desil:")
"""One column a programme; one a ticked answer; each further one of what a visit found, or of remarks; one a desil of
another quarter."""

_REGION = frozenset({"regency_name", "province_name", "hamlet"})
_MONEY = frozenset(
    (
        *("payer", "period", "year", "month", "amount", "state", "card_state", "state_note", "paid_on", "account", "card", "component"),
        *("substitute_nik", "substitute_name", "drawn", "balance"),
    )
)
_VISIT = frozenset({"visited_on", "received", "amount_received", "enumerator", "submitted_at"})
_STANDING = frozenset(
    (
        *("desil", "registry_status", "is_inactive", "deleted", "padan", "event_on", "occupation", "disability", "pregnant"),
        *("school_level", "members", "relationship"),
    )
)
_OF_FAMILIES = frozenset({"desil", "members", "registry_status", "is_inactive", "deleted"})
_OF_ONE = frozenset({"sex", "birth_date", "birth_year", "age", "birth_place", "mother_name", "deceased", "deceased_on"})
_NOBODY = frozenset({"nip", "phone", "marital_status", "member_name", "member_nik", "substitute_no_kk", "submission_id"}) | _REGION
IDLE: Mapping[str, frozenset[str]] = {
    "registry": _NOBODY | _MONEY - {"state_note", "period"} | _VISIT,
    "registry_family": _NOBODY | _MONEY - {"period"} | _VISIT | _OF_ONE | _STANDING - _OF_FAMILIES | {"programme", "result", "note"},
    "disbursement": _NOBODY | _VISIT | _STANDING | {"deceased", "deceased_on", "head_name", "head_nik"},
    "survey": _NOBODY | _MONEY | _STANDING - {"event_on"} | {"head_name", "head_nik"},
}
"""Fields that each kind of list has no use for: a column that means one of them is read and told as unused."""


def idle(kind: str, name: str) -> bool:
    """Whether a list of this kind has no use for a field: a pay list says by money who is paid, not by a mark under another programme."""
    pays = kind in ("disbursement", "closing")
    name = "desil" if name.startswith("desil:") else name
    return name in IDLE.get("disbursement" if pays else kind, ()) or (pays and name.startswith("programme_flag:"))


def known_field(name: str) -> bool:
    """Whether `name` is a field of the reading vocabulary."""
    return name in FIELDS or name in SPLIT_FIELDS or name in MERGED_FIELDS or name.startswith(PREFIXES)
