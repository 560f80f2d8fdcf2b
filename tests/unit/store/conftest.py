import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "raw" / "2025-05").mkdir(parents=True)
    (folder / "raw" / "2025-05" / "bri.csv").write_bytes(b"nik;nama\n1;A\n")
    (folder / "raw" / "2025-05" / "dalam").mkdir()
    (folder / "raw" / "2025-05" / "dalam" / "DTSEN.XLSX").write_bytes(b"PK-not-really")
    return folder
