"""The only clock: what time it is in the office (Asia/Jakarta, whatever the machine thinks)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

OFFICE = ZoneInfo("Asia/Jakarta")


def now() -> dt.datetime:
    """The time in the office."""
    return dt.datetime.now(tz=OFFICE)


def in_office(moment: str) -> str:
    """An ISO moment as the office reads it: `2026-11-28 01:30 WIB`."""
    return f"{dt.datetime.fromisoformat(moment).astimezone(OFFICE):%Y-%m-%d %H:%M} WIB"


def this_month() -> str:
    """The month it is in the office, `YYYY-MM`: at 01:00 on 1 February in Palembang it is February, in UTC still January."""
    return now().strftime("%Y-%m")
