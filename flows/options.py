"""Options that several commands share, spelled once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from pipeline.errors import PadanError

DEFAULT_DATA = Path("data")

DataFolder = Annotated[
    Path,
    Parameter(name="--data", env_var="PADAN_DATA", help="Folder with raw/ (what came in) and clean/ (results)."),
]
Month = Annotated[str, Parameter(help="The month, YYYY-MM.")]
MonthOrThis = Annotated[str | None, Parameter(help="The month, YYYY-MM. Without one: the month it is now in Asia/Jakarta.")]
FailOn = Annotated[
    Literal["never", "findings"],
    Parameter(name="--fail-on", help="`findings`: exit with 1 when there are cases. Else cases are no error."),
]


def data_folder(data: Path) -> Path:
    """The data folder as an absolute path; PadanError where it is none, before anything heavy is loaded."""
    if not data.is_dir():
        raise PadanError(f"folder data {data} tidak ada. Buat folder itu, atau sebut yang lain dengan --data.")
    if not os.access(data, os.R_OK | os.X_OK):
        raise PadanError(f"pengguna ini tidak boleh membaca folder data {data}. Beri izin, lalu jalankan lagi.")
    return data.resolve()


def chosen_month(period: str | None) -> str:
    """The month asked for; without one, the month it is now in Jakarta."""
    from flows.clock import this_month
    from pipeline.store.raw import check_month

    return check_month(period) if period is not None else this_month()
