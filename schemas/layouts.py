"""Source layouts as data: what each office's list looks like, and what its headers mean.

Reach for it to load the shipped layouts (`schemas/layouts/*.toml`), an office's own (`data/layouts/*.toml`, which outrank
them) and the synonym table that all share. It knows no file and no row: `pipeline.read` does the matching.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from schemas.codes import Kind  # noqa: TC001  (pydantic needs it at run time)
from schemas.fields import known_field

if TYPE_CHECKING:
    from pathlib import Path


class Frozen(BaseModel):
    """Base of the layout tables: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Hints(Frozen):
    """What a layout knows that its cells do not say; `standardise` uses it."""

    relationship: Literal["bps", "susenas", "dukcapil", "regsosek", "p3ke", ""] = ""
    registry_kind: Literal["DTKS", "DTSEN", ""] = ""
    programme: str = ""
    payer: str = ""
    area_codes: Literal["kemendagri", "bps", ""] = ""
    codes: dict[str, dict[str, str]] = {}  # field -> code as written -> word, e.g. id_tipe_bansos 2 = BPNT


class Layout(Frozen):
    """One kind of list as one kind of sender writes it.

    A table has the layout when every field of `required` is found (with `fields` over the shared synonyms) and at least
    `signature_min` of the `signature` headers stand in its header row. `positions` serves files without a header row.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,39}$")]
    title: str
    kind: Kind
    status: Literal["verified", "unverified"]
    source: str = ""
    required: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    signature_min: int = 0  # 0: all of them
    fields: dict[str, tuple[str, ...]] = {}
    ignore: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()  # at least one in the title, the sheet's name or above the header
    positions: dict[str, int] = {}  # field -> column, 0 = first; for files without a header row
    columns: tuple[int, int] = (0, 0)  # with positions: fewest and most columns of such a file
    slices: dict[str, tuple[int, int]] = {}  # field -> from, to (characters); fixed width without a header row
    hints: Hints = Hints()
    origin: Literal["shipped", "office"] = "shipped"

    @field_validator("required", "fields", "positions", "slices")
    @classmethod
    def _fields_are_known(cls, value: Any) -> Any:
        unknown = sorted(name for name in value if not known_field(name))
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(unknown)}")
        return value


class Rule(Frozen):
    """A header means `field` when it holds all of `all`, one of `any` (if given) and none of `none`."""

    field: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class Synonyms(Frozen):
    """The shared table of header words (see `synonyms.toml`)."""

    fields: dict[str, tuple[str, ...]]
    ambiguous: dict[str, tuple[str, ...]]
    programme_flags: dict[str, tuple[str, ...]]
    ticks: dict[str, tuple[str, ...]]
    ignored: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]  # a word -> how offices shorten, misspell or translate it
    fillers: dict[str, tuple[str, ...]]  # "joining", "aid" and "people": words a header can do without
    rules: tuple[Rule, ...]
    values: dict[str, tuple[str, ...]]


@cache
def load_synonyms() -> Synonyms:
    """The shipped synonym table."""
    text = (resources.files("schemas") / "layouts" / "synonyms.toml").read_text(encoding="utf-8")
    return Synonyms.model_validate(tomllib.loads(text))


@cache
def shipped_layouts() -> tuple[Layout, ...]:
    """The layouts that come with Padan, ordered by id."""
    folder = resources.files("schemas") / "layouts"
    files = [f for f in folder.iterdir() if f.name.endswith(".toml") and f.name != "synonyms.toml"]
    layouts = [Layout.model_validate(tomllib.loads(f.read_text(encoding="utf-8"))) for f in files]
    return tuple(sorted(layouts, key=lambda layout: layout.id))


def parse_layout(text: str, *, name: str) -> Layout:
    """One layout from its TOML text. Raises ValueError with one sentence that names `name` and what is wrong."""
    try:
        values = tomllib.loads(text)
        return Layout.model_validate({**values, "origin": "office"})
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"Tata letak {name} bukan TOML yang benar: {error}. Perbaiki baris itu.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"]) or "isi"
        raise ValueError(f"Tata letak {name} salah pada '{place}': {first['msg']}. Perbaiki isinya.") from None


def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """An office's layouts (`folder/*.toml`, ordered by file name), then the shipped ones; an office's id hides a shipped one.

    Raises ValueError with one sentence when a file is no valid layout.
    """
    own: list[Layout] = []
    if folder is not None and folder.is_dir():
        own = [parse_layout(p.read_text(encoding="utf-8"), name=p.name) for p in sorted(folder.glob("*.toml"))]
    taken = {layout.id for layout in own}
    return (*own, *(layout for layout in shipped_layouts() if layout.id not in taken))
