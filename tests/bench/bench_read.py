"""How much reading costs beside the bare library on the same file: `python -m pytest tests/bench/bench_read.py -m bench -s`.

A 500,000-row CSV against `polars.read_csv` (goal: at most 3 times), a 200,000 × 20 XLSX against fastexcel (at most 1.7). Two ratios each:
`read_file` (containment, hash, header, layout) and the whole inspection (values standardised, validated, accounted for, worded); and the
whole command, as an office installs it (`AS_INSTALLED`), beside a bare process. In one run, after a warm-up, medians of five; a table,
never a gate. A line says what containment alone costs (`CONTAINED`), whatever is done with the rows afterwards.
"""

import datetime as dt
import inspect
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from flows.commands.inspect import lines_of
from pipeline.intake.ingest import ingest_file
from pipeline.read import read_file
from pipeline.read.contained import workers
from schemas.layouts import load_layouts
from schemas.settings import Limits, Settings

ROUNDS = 5
HERE = Path(__file__).resolve().parents[2]
CSV_ROWS, XLSX_ROWS = 500_000, 200_000
HEAD = "NIK;NO KK;NAMA;TGL LAHIR;ALAMAT;RT;RW;KELURAHAN;NOMINAL;STATUS SALUR"
WIDE = (
    "NO;NIK;NO KK;NAMA;TEMPAT LAHIR;TANGGAL LAHIR;JENIS KELAMIN;ALAMAT;RT;RW;KELURAHAN;KECAMATAN;KABUPATEN;PROVINSI;KODE DESA;NO REKENING"
)
WIDE += ";NOMINAL;STATUS SALUR;TAHAP;KETERANGAN"
AS_INSTALLED = """
import sys

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in ("pandas", "hypothesis"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent)
from flows.cli import script
script()
"""
"""The command without the packages that only the tests install: pandera loads pandas and hypothesis wherever it finds them (one second)."""
CONTAINED = """
import hashlib, os, statistics, sys, threading, time
import polars as pl
import pyarrow as pa

def contained(path):
    handle = os.memfd_create("rows")
    pid = os.fork()
    if pid == 0:
        with open(path, "rb") as file:
            content = file.read()
        digest = threading.Thread(target=lambda: hashlib.sha256(content).digest())
        digest.start()
        pl.read_csv(content, separator=";", infer_schema=False).write_ipc(f"/proc/self/fd/{handle}")
        digest.join()
        os._exit(0)
    os.waitpid(pid, 0)
    with pa.memory_map(f"/proc/self/fd/{handle}") as source:
        pl.from_arrow(pa.ipc.open_file(source).read_all())
    os.close(handle)

def seconds(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun

rounds = range(int(sys.argv[2]) + 1)
theirs = [seconds(lambda: contained(sys.argv[1])) for _ in rounds]  # before polars has threads, which no fork may copy
bare = [seconds(lambda: pl.read_csv(sys.argv[1], separator=";", infer_schema=False)) for _ in rounds]
print(statistics.median(bare[1:]), statistics.median(theirs[1:]))
"""
"""The bare reader in a process of its own: the file taken whole, hashed beside the parsing, its rows handed over in shared memory."""
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "KGS MUHAMMAD AMIN", "NYIMAS FATIMAH", "SUPARMI")


def nik(i: int) -> str:
    return f"1671{i // 63_000 % 18 + 1:02d}{i % 28 + 41:02d}{i % 12 + 1:02d}{i % 90 + 10:02d}{9001 + i % 990:04d}"


def born(i: int) -> str:
    """The birth date that the NIK bears."""
    year = i % 90 + 10
    return f"{i % 28 + 1:02d}-{i % 12 + 1:02d}-{(2000 if year < 25 else 1900) + year}"


def kk(i: int) -> str:
    """A card for each: a pay list of families that names one card many times would not be believed to be one."""
    block = i // 990
    return f"167108{block % 28 + 1:02d}{block // 28 % 12 + 1:02d}{block // 336 + 5:02d}{9001 + i % 990:04d}"


def write_csv(path: Path, quote: str) -> Path:
    cells = [
        [
            nik(i),
            kk(i),
            NAMES[i % 5],
            born(i),
            f"JL. MELATI NO. {i % 300}",
            f"{i % 20:03d}",
            "001",
            "SAKO BARU",
            "600000",
            "SUKSES SALUR",
        ]
        for i in range(CSV_ROWS)
    ]
    lines = (";".join(f"{quote}{cell}{quote}" for cell in row) for row in [HEAD.split(";"), *cells])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, WIDE.split(";"))
    for i in range(XLSX_ROWS):
        row = [
            i + 1,
            nik(i),
            kk(i),
            f"{NAMES[i % 5]} {chr(65 + i % 26)}{chr(65 + i // 26 % 26)}",
            "PALEMBANG",
            born(i),
            "P",
            f"JL. MELATI NO. {i % 3000}",
            "001",
            "002",
        ]
        row += [
            "SAKO BARU",
            "SAKO",
            "PALEMBANG",
            "SUMATERA SELATAN",
            "1671081007",
            f"00123{i:08d}",
            600000,
            "SUKSES SALUR",
            "Tahap 2 Tahun 2025",
        ]
        sheet.write_row(i + 1, 0, row)
    book.close()
    return path


def bare_csv(path: Path) -> None:
    pl.read_csv(path, separator=";", infer_schema=False)


def bare_xlsx(path: Path) -> None:
    fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()


def source_of(bare: Callable[[Path], None]) -> str:
    """A bare reader as a program that imports its own library only and reads the file it is given."""
    library = "import polars as pl" if bare is bare_csv else "import fastexcel"
    return f"import sys\nfrom pathlib import Path\n{library}\n{inspect.getsource(bare)}\n{bare.__name__}(sys.argv[1])"


def cpu() -> float:
    """CPU seconds of this process and of the reader with all of its forks so far."""
    seconds = time.process_time()
    for worker in workers._idle:
        fields = Path(f"/proc/{worker._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        seconds += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return seconds


def median(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds, medians over ROUNDS after a warm-up."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        wall, used = time.perf_counter(), cpu()
        work()
        seconds.append((time.perf_counter() - wall, cpu() - used))
    return statistics.median(s[0] for s in seconds), statistics.median(s[1] for s in seconds)


def process(*command: str, compiled: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a whole command, children included; medians over ROUNDS after a warm-up. compiled: where Python keeps what it
    compiled of our modules, as it does wherever they are installed (this checkout may forbid it, and costs 0.4 s then)."""
    seconds = []
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": str(compiled)}
    for _ in range(ROUNDS + 1):
        wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=HERE, env=env)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append((time.perf_counter() - wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return statistics.median(s[0] for s in seconds[1:]), statistics.median(s[1] for s in seconds[1:])


def output_of(*command: str) -> str:
    return subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout


@pytest.mark.bench
@pytest.mark.timeout(1200)
def test_reading_against_the_bare_libraries(tmp_path: Path) -> None:
    layouts, limits = load_layouts(), Limits()
    plain, quoted = write_csv(tmp_path / "bayar sembako.csv", ""), write_csv(tmp_path / "bayar sembako dua.csv", '"')
    sheet = write_xlsx(tmp_path / "bayar sembako.xlsx")

    def ours(path: Path, rows: int) -> Callable[[], object]:
        def work() -> None:
            assert sum(table.read for table in read_file(path, path.name, layouts=layouts, limits=limits).tables) == rows

        return work

    def inspected(path: Path) -> Callable[[], object]:
        def work() -> None:
            got = ingest_file(path, path.name, "2025-05", settings=Settings(), layouts=layouts)
            assert got.problem is None
            assert lines_of(got, rejects=20)

        return work

    files = [
        ("500,000 CSV", plain, CSV_ROWS, bare_csv, 3.0),
        ("500,000 CSV, quoted", quoted, CSV_ROWS, bare_csv, 3.0),
        ("200,000 x 20 XLSX", sheet, XLSX_ROWS, bare_xlsx, 1.7),
    ]
    now, load = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC", os.getloadavg()[0]
    print(
        f"\n{now}, load {load:.1f}, polars {pl.__version__}, fastexcel {fastexcel.__version__}; seconds wall/CPU, ratios to the bare library"
    )
    print(f"{'file':22}{'bare':>14}{'read_file':>14}{'ratio':>14}{'inspect':>14}{'ratio':>14}{'goal':>7}")
    for label, path, rows, bare, goal in files:
        measured = [median(partial(bare, path)), median(ours(path, rows)), median(inspected(path))]
        cells = [measured[0], measured[1], ratio(measured[1], measured[0]), measured[2], ratio(measured[2], measured[0])]
        print(f"{label:22}" + "".join(f"{f'{wall:.2f}/{used:.2f}':>14}" for wall, used in cells) + f"{goal:7.1f}")
    alone, contained = map(float, output_of("-c", CONTAINED, str(plain), str(ROUNDS)).split())
    print(f"the bare reader contained, hashed and handed over: {contained:.2f} s for {alone:.2f}, {contained / alone:.1f} times")
    print(f"{'as a command':22}{'bare':>14}{'padan inspect':>28}{'ratio':>14}")
    for label, path, _, bare, _ in files:
        theirs = process("-c", source_of(bare), str(path), compiled=tmp_path / "compiled")
        mine = process("-c", AS_INSTALLED, "inspect", str(path), compiled=tmp_path / "compiled")
        cells = [theirs, mine, ratio(mine, theirs)]
        print(f"{label:22}" + "".join(f"{f'{wall:.2f}/{used:.2f}':>{w}}" for (wall, used), w in zip(cells, (14, 28, 14), strict=True)))


def ratio(mine: tuple[float, float], theirs: tuple[float, float]) -> tuple[float, float]:
    return mine[0] / theirs[0], mine[1] / theirs[1]
