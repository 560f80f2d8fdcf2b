"""Is a Prefect API configured, does it answer, and under which settings does Padan speak to it. No Prefect import here.

When to reach for it: before loading Prefect (it costs seconds). The invariants: telemetry is off in every process Padan
starts; an API that does not answer never keeps a month from being run.
"""

from __future__ import annotations

import base64
import os
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

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
    request = urllib.request.Request(url.rstrip("/") + "/health")  # noqa: S310  (scheme checked above)
    secret = setting("PREFECT_API_AUTH_STRING")
    if secret:
        request.add_header("Authorization", "Basic " + base64.b64encode(secret.encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=seconds) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except (OSError, ValueError, urllib.error.HTTPError):
        return False
