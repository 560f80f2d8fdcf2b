"""Files in, tables of text out: `read_file` reads one file of any office in a contained process.

The names below load on first use: the parsing child imports this package too, and must start fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.read.columns.layouts import propose_toml
    from pipeline.read.contained.containment import read_file
    from pipeline.read.model import ControlTotal, FileRead, ReadTable

_HOME = {
    "read_file": "contained.containment",
    "propose_toml": "columns.layouts",
    "ControlTotal": "model",
    "FileRead": "model",
    "ReadTable": "model",
}

__all__ = ["ControlTotal", "FileRead", "ReadTable", "propose_toml", "read_file"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"pipeline.read.{_HOME[name]}"), name)
    raise AttributeError(name)
