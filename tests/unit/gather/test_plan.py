"""The plan of a month, as the steps after `gather` read it."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.gather.plan import Looked, Plan
from pipeline.store import Taken
from schemas.manifest import InputFile, Parts


def test_a_plan_is_read_as_it_was_written_even_with_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    row = InputFile(name="2025-05/daf\ufffdtar.csv", sha256="a" * 64, bytes=1, reason="lies in the month's folder", stored="inputs/a.csv")
    source = Path(os.fsdecode(b"raw/2025-05/daf\xfftar.csv"))  # as an old Windows' ZIP unpacks on Linux
    plan = Plan(
        run_id="abcdefghijkl",
        parts=Parts(period="2025-05", inputs=(row,)),
        notes=["kolom yang tidak dikenal: Kécamatan"],
        said_once=[],
        accounts=[{"file": row.name, "read": 3}],
        problems=[],
        reasons={row.name: row.reason},
        cut=["1671081001"],
        taken=[Taken(row, tmp_path / "inputs" / "a.csv", source, (1, 2, 3, 4))],
        looked=Looked([[row.name, row.sha256]], far=0, packets=False),
    )
    plan.write(tmp_path)
    assert Plan.read(tmp_path) == plan
