"""Is a Prefect API configured, does it answer, and under which settings does Padan speak to it. No Prefect import here.

When to reach for it: before loading Prefect (it costs seconds). The invariants: telemetry is off in every process Padan
starts; an API that does not answer never keeps a month from being run.
"""

from __future__ import annotations

import base64
import json
import os
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "pipeline",
}
"""Telemetry off, nothing persisted: set in every process that loads Prefect."""

DEADLINE = "PADAN_FLOW_DEADLINE"
"""Seconds a flow's process may live on after its work is done (an API that is gone holds it for minutes otherwise)."""


def quieten() -> None:
    """Put the quiet settings into this process's environment; what is already set stays."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def _profile() -> dict[str, str]:
    """The active profile of this user, as Prefect would find it."""
    home = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect"))
    path = Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml"))
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    active = os.environ.get("PREFECT_PROFILE") or told.get("active")
    profile = told.get("profiles", {}).get(active, {})
    return {k: str(v) for k, v in profile.items()} if isinstance(profile, dict) else {}


def setting(name: str) -> str | None:
    """A Prefect setting from the environment or the active profile; None where neither says anything."""
    return os.environ.get(name) or _profile().get(name) or None


def configured_api() -> str | None:
    """The address of the Prefect API this user configured, or None."""
    return setting("PREFECT_API_URL")


def answers(url: str, seconds: float = 3.0) -> bool:
    """Does the API answer its health question with our password?"""
    if not url.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(request_to(url, "/health"), timeout=seconds) as reply:  # noqa: S310  (scheme checked above)
            return bool(reply.status == 200)
    except (OSError, ValueError, urllib.error.HTTPError):
        return False


def silent(tries: int = 3, pause: float = 1.0) -> bool:
    """Has the configured API gone? True only when it answers none of several questions; without one there is nobody to be silent."""
    url = configured_api()
    if url is None:
        return False
    for number in range(tries):
        if number:
            time.sleep(pause)
        if answers(url):
            return False
    return True


def request_to(url: str, path: str, *, with_secret: bool = True) -> urllib.request.Request:
    """A question to the API, with our password."""
    request = urllib.request.Request(url.rstrip("/") + path)  # noqa: S310  (scheme from the user's own settings)
    secret = setting("PREFECT_API_AUTH_STRING")
    if with_secret and secret:
        request.add_header("Authorization", "Basic " + base64.b64encode(secret.encode()).decode())
    return request


def next_night(url: str) -> tuple[bool, str | None]:
    """Does the server know a deployment `nightly` that is not paused; and when is it due next (ISO, UTC; None: nothing is scheduled)?"""
    try:
        known = _filter(url, "/deployments/filter", {"deployments": {"name": {"any_": ["nightly"]}}})
        ids = [d["id"] for d in known if not d.get("paused")]
        due = {"deployment_id": {"any_": ids}, "state": {"type": {"any_": ["SCHEDULED"]}}}
        runs = _filter(url, "/flow_runs/filter", {"flow_runs": due, "sort": "EXPECTED_START_TIME_ASC", "limit": 1}) if ids else []
        return bool(ids), str(runs[0]["expected_start_time"]) if runs else None
    except (OSError, ValueError, KeyError, TypeError):
        return False, None


def _filter(url: str, path: str, body: dict[str, object]) -> list[dict[str, Any]]:
    request = request_to(url, path)
    request.data = json.dumps(body).encode()
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310  (as above)
        return list(json.loads(reply.read()))
