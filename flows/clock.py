"""The only clock: what time it is in the office (Asia/Jakarta, whatever the machine thinks)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

OFFICE = ZoneInfo("Asia/Jakarta")


def now() -> dt.datetime:
    """The time in the office."""
    return dt.datetime.now(tz=OFFICE)


def this_month() -> str:
    """The month it is in the office, `YYYY-MM`: at 01:00 on 1 February in Palembang it is February, in UTC still January."""
    return now().strftime("%Y-%m")
