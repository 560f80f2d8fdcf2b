"""`padan doctor`: is this machine fit for people's data, and if not, what mends it."""

from __future__ import annotations

import os

from flows.console import out
from flows.options import DEFAULT_DATA, DataFolder
from pipeline.errors import BAD_INPUT, DONE


def doctor(*, data: DataFolder = DEFAULT_DATA) -> int:
    """Check file modes, key, disk, time zone, versions and the Prefect server's doors, and say the mend. Exit 2 if any fails.

    Examples
    --------
    ```
    padan doctor
    ```
    """
    from flows.health import examine
    from flows.prefect_api import configured_api

    own = data / "prefect"
    if configured_api() is None and (own / "profiles.toml").is_file():  # the server of `padan serve` for this folder
        os.environ["PREFECT_HOME"] = str(own)
    checks = examine(data)
    for check in checks:
        out(f"{'baik    ' if check.good else 'PERBAIKI'}  {check.name}: {check.told}")
    return DONE if all(c.good for c in checks) else BAD_INPUT
