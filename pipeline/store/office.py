"""The office's settings, or one sentence that says which key is wrong.

When to reach for it: before a run and in every command that depends on settings. The invariants: a missing file means the
shipped defaults; an unknown key is refused with the nearest known one; values are not quoted.
"""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from pipeline.errors import PadanError
from pipeline.store.files import os_sentence
from schemas.settings import Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails


def office_settings(data: Path) -> Settings:
    """The settings of a data folder. PadanError (exit 2) with one sentence per wrong key."""
    path = data / "settings.toml"
    try:
        return load_settings(path)
    except OSError as error:
        raise os_sentence(error, "settings.toml") from None
    except tomllib.TOMLDecodeError as error:
        raise PadanError(f"bukan TOML yang benar ({error}). Perbaiki baris itu.", file="settings.toml") from None
    except UnicodeDecodeError:
        raise PadanError("bukan teks UTF-8. Simpan sebagai UTF-8.", file="settings.toml") from None
    except ValidationError as error:
        said = " ".join(_sentence(e) for e in error.errors(include_url=False, include_input=False))
        raise PadanError(said, file="settings.toml") from None


def _sentence(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return f"{where}: isinya tidak dapat dipakai ({error['msg'][:1].lower()}{error['msg'][1:]}). Perbaiki baris itu."
    near = difflib.get_close_matches(str(error["loc"][-1]), _known(Settings), n=1)
    return f"{where}: pengaturan ini tidak dikenal." + (f" Mungkin maksudnya {near[0]}?" if near else " Hapus barisnya.")


def _known(model: type[BaseModel]) -> list[str]:
    names: list[str] = []
    for name, field in model.model_fields.items():
        names.append(name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            names += _known(field.annotation)
    return names
