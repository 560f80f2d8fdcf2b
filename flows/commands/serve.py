"""`padan serve`: the Prefect server, its page and the nightly schedule in one command."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from flows.options import DEFAULT_DATA, DataFolder, data_folder
from pipeline.errors import PadanError


def serve(
    *,
    data: DataFolder = DEFAULT_DATA,
    port: Annotated[int, Parameter(help="Port of the page, on this machine only.")] = 4200,
    at: Annotated[str, Parameter(help="When the nightly run starts, HH:MM in Asia/Jakarta.")] = "01:30",
    settle: Annotated[float, Parameter(help="A file must have been at rest for so many seconds to be taken.")] = 60,
) -> int:
    """Start the Prefect server (this machine only, with a password), its page and the nightly schedule. Ctrl-C stops all.

    SQLite by default; PostgreSQL by PREFECT_SERVER_DATABASE_CONNECTION_URL.

    Examples
    --------
    ```
    padan serve
    padan serve --port 4300 --at 22:00
    ```
    """
    hour, _, minute = at.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise PadanError("--at meminta jam seperti 01:30.")
    if not 0 < port < 65536:
        raise PadanError("--port meminta angka dari 1 sampai 65535.")
    folder = data_folder(data)
    from flows.serve import serve_forever

    return serve_forever(folder, port=port, hour=int(hour), minute=int(minute), settle=settle)
