"""The month with and without Prefect, and what becomes of it when Prefect, the run or the disk fails."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prefect_server import PERIOD, REPOSITORY, Server, begin, end, leaks, numbers, padan, prefect, published, start_server, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.timeout(600)]


def test_the_same_bytes_with_and_without_prefect_and_no_person_in_its_house(
    server: Server, data: Path, reference: dict[str, bytes]
) -> None:
    told = padan("run", PERIOD, "--data", data, env=server.env)
    assert told.code in (0, 3), told.err
    assert published(data) == reference
    assert told.out.splitlines()[-1].endswith("/reports")
    run = server.ask("/flow_runs/filter", {"flow_runs": {"name": {"any_": [f"reconcile-{PERIOD}"]}}, "sort": "START_TIME_DESC"})[0]
    assert run["state_type"] == "COMPLETED"
    assert run["parameters"] == {"period": PERIOD, "data": str(data), "force": False}
    tasks = {t["name"] for t in server.ask("/task_runs/filter")}
    assert {"gather", "link", "judge", "report", "publish"} <= tasks
    keys = {a["key"] for a in server.ask("/artifacts/filter")}
    assert {f"summary-{PERIOD}", f"coverage-{PERIOD}", f"report-{PERIOD}"} <= keys
    canaries = numbers(data)
    assert len(canaries) > 20
    assert leaks(server.home, canaries) == []
    assert not [c for c in canaries if c in told.out + told.err]


def test_private_files_after_success_failure_and_kill(server: Server, data: Path) -> None:
    padan("run", PERIOD, "--data", data, env=server.env)
    padan("run", "2025-04", "--data", data, env=server.env)
    process = begin("run", PERIOD, "--force", "--data", data, env=server.env)
    time.sleep(4)
    end(process)
    open_ = [str(p) for root in (data / "clean", server.home) for p in root.rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o077]
    assert open_ == []


def test_a_failing_month_tells_prefect_a_sentence_only(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "raw" / PERIOD).mkdir(parents=True)
    (folder / "raw" / PERIOD / "a.csv").write_text("nik,nama\n1671081234569001,SITI KENARI\n")
    told = padan("run", PERIOD, "--data", folder, env=server.env)
    assert told.code == 3
    assert told.err.count("padan: ") == 1
    assert "Traceback" not in told.err
    run = server.ask("/flow_runs/filter", {"sort": "START_TIME_DESC"})[0]
    assert run["state_type"] == "FAILED"
    assert leaks(server.home, ["1671081234569001", "SITI KENARI"]) == []


CRASH = """
import sys
from pipeline import month

def broken(work, progress):
    raise ValueError("1671081234569001 ZULAIKHA KANARIWATI", work.read("registry"))

month.STEPS["link"] = broken
from flows.reconcile import reconcile_month
print(reconcile_month(sys.argv[1], sys.argv[2], return_state=True).type.value)
"""


def test_a_crash_that_quotes_a_row_tells_prefect_its_kind_and_place_only(server: Server, data: Path) -> None:
    argv = [sys.executable, "-c", CRASH, PERIOD, str(data)]
    told = subprocess.run(argv, env=server.env, cwd=REPOSITORY, capture_output=True, text=True, timeout=240, check=False)
    assert told.stdout.split()[-1] == "FAILED", told.stderr
    run = server.ask("/flow_runs/filter", {"sort": "START_TIME_DESC"})[0]
    assert "ValueError di " in run["state"]["message"]
    canaries = ["1671081234569001", "ZULAIKHA KANARIWATI", *numbers(data)]
    assert [c for c in canaries if c in told.stdout + told.stderr] == []
    assert leaks(server.home, canaries) == []


def test_an_api_that_is_not_there_costs_nothing(data: Path, reference: dict[str, bytes]) -> None:
    env = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    told = padan("run", PERIOD, "--data", data, env=env)
    assert told.code in (0, 3), told.err
    assert "Prefect tidak menjawab" in told.err
    assert published(data) == reference


def test_a_server_killed_during_the_run_leaves_the_outputs_right(data: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    server = start_server(tmp_path / "home")
    process = None
    try:
        process = begin("run", PERIOD, "--data", data, env=server.env)
        wait_until((data / "clean" / ".staging" / PERIOD / "inputs").is_dir)
        os.killpg(server.process.pid, signal.SIGKILL)
        started = time.monotonic()
        _out, err = process.communicate(timeout=240)
        assert process.returncode in (0, 3), err
        assert time.monotonic() - started < 60  # the month, run again without Prefect, included
        assert published(data) == reference
        assert b"Traceback" not in err
    finally:
        if process is not None:
            end(process)
        server.stop()


def test_a_night_whose_server_is_killed_is_published_and_gone_within_a_minute(
    data: Path, reference: dict[str, bytes], tmp_path: Path
) -> None:
    """As a worker runs it: the flow's own process, with nobody watching it from outside."""
    server = start_server(tmp_path / "home")
    argv = [sys.executable, "-c", "import sys; from flows.nightly import nightly; nightly(sys.argv[1], 0, return_state=True)", str(data)]
    process = subprocess.Popen(argv, env=server.env, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        wait_until((data / "clean" / ".staging" / PERIOD / "inputs").is_dir)
        os.killpg(server.process.pid, signal.SIGKILL)
        wait_until(lambda: published(data) == reference, 60)
        started = time.monotonic()
        said = process.communicate(timeout=240)[1]
        assert time.monotonic() - started < 60
        assert [c for c in numbers(data) if c.encode() in said] == []
    finally:
        end(process)
        server.stop()


def test_after_a_kill_the_next_run_starts_at_once(server: Server, data: Path, reference: dict[str, bytes]) -> None:
    process = begin("run", PERIOD, "--data", data, env=server.env)
    wait_until((data / "clean" / ".staging" / PERIOD / "inputs").is_dir)
    os.kill(process.pid, signal.SIGKILL)  # the command alone: its child must follow by itself
    process.communicate()
    told = padan("run", PERIOD, "--data", data)
    if "sedang dijalankan oleh yang lain" in told.err:  # the kernel had not ended the child yet
        time.sleep(2)
        told = padan("run", PERIOD, "--data", data)
    assert told.code in (0, 3), told.err
    assert told.seconds < 60
    assert published(data) == reference


def test_a_worker_runs_the_night_that_prefect_yaml_deploys(
    any_server: Server, data: Path, reference: dict[str, bytes], tmp_path: Path
) -> None:
    from flows import serve

    server = any_server
    env = {**server.env, "PADAN_DATA": str(data), "PADAN_HOME": str(REPOSITORY)}
    prefect("work-pool", "create", "padan", "--type", "process", env=env)
    prefect("deploy", "--prefect-file", "flows/prefect.yaml", "--all", env=env)
    deployed = {d["name"]: d for d in server.ask("/deployments/filter")}
    assert deployed["nightly"]["schedules"][0]["schedule"] == {"cron": "30 1 * * *", "timezone": "Asia/Jakarta", "day_or": True}
    assert deployed["by-hand"]["schedules"] == []
    due = scheduled(server, deployed["nightly"]["id"])
    wait_until(lambda: bool(due()))
    assert {run["expected_start_time"][11:16] for run in due()} == {"18:30"}  # half past one in Jakarta
    soon = (REPOSITORY / "flows" / "prefect.yaml").read_text(encoding="utf-8").replace("30 1 * * *", "* * * * *")
    (tmp_path / "prefect.yaml").write_text(soon, encoding="utf-8")
    worker = serve.start(["-m", "prefect", "worker", "start", "--pool", "padan"], env, tmp_path / "worker.log")
    try:
        prefect("deploy", "--prefect-file", str(tmp_path / "prefect.yaml"), "--name", "nightly", env=env)
        ended: list[dict[str, Any]] = []

        def over() -> bool:
            types = {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}
            ended[:] = server.ask(
                "/flow_runs/filter", {"flow_runs": {"deployment_id": {"any_": [deployed["nightly"]["id"]]}, "state": types}}
            )
            return bool(ended)

        wait_until(over)
    finally:
        serve.stop(worker)
        prefect("deployment", "delete", "nightly/nightly", env=env)
    assert {run["state_type"] for run in ended} == {"COMPLETED"}
    assert {run["auto_scheduled"] for run in ended} == {True}
    assert published(data) == reference
    assert leaks(server.home, numbers(data)) == []


def scheduled(server: Server, deployment: str) -> Callable[[], list[dict[str, Any]]]:
    """Asks for the runs of a deployment that the server's own scheduler has put on its clock."""
    wanted = {"deployment_id": {"any_": [deployment]}, "state": {"type": {"any_": ["SCHEDULED"]}}}
    return lambda: list(server.ask("/flow_runs/filter", {"flow_runs": wanted}))


def test_serve_starts_server_and_schedule_behind_a_password_and_stops_both(data: Path) -> None:
    import httpx
    from prefect_server import free_port

    port = free_port()
    process = begin("serve", "--data", data, "--port", port, "--at", "02:15")
    try:
        auth = data / "prefect" / "auth"
        wait_until(auth.exists)
        user, _, secret = auth.read_text().strip().partition(":")
        url = f"http://127.0.0.1:{port}/api"

        def deployed() -> bool:
            try:
                found = httpx.post(f"{url}/deployments/filter", json={}, auth=(user, secret)).json()
            except (httpx.HTTPError, ValueError):
                return False
            return {d["name"] for d in found} == {"nightly", "by-hand"}

        wait_until(deployed)
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PADAN_"))}
        told = next((line for line in process.stdout or () if b"malam berikutnya" in line), b"")
        assert re.search(rb"malam berikutnya \d{4}-\d\d-\d\d 02:15 WIB", told)
        assert "prefect jadwal: malam berikutnya" in padan("doctor", "--data", data, env=plain).out
        assert httpx.post(f"{url}/flow_runs/filter", json={}).status_code == 401
        foreign = httpx.get(f"{url}/health", headers={"Origin": "http://foreign.example"}, auth=(user, secret))
        assert foreign.headers.get("access-control-allow-origin") not in ("*", "http://foreign.example")
        assert all(not p.stat().st_mode & 0o077 for p in (data / "prefect").rglob("*"))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            end(process)
            raise
    assert process.returncode == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/api/health")
