"""The month bench as a test: prints its table of a small city; asserts only that every step was measured."""

import pytest

from tests.bench import bench_month

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]


def test_month_of_a_small_city(capsys):
    rows = bench_month.measure(20_000, 4_000, 300)
    with capsys.disabled():
        print(f"\n{bench_month.table(rows)}")
    assert [row[0] for row in rows] == ["gather", "link", "judge", "report", "publish"]
