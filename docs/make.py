"""Write the generated pages of the documentation: data-dictionary.md, rules.md, commands.md.

`python docs/make.py` after any change of tables, codes, rules, programmes, layouts, settings or commands; `python docs/make.py --check`
says which page is out of date and exits 1 (a test does the same). Nothing here is written by hand but the headings: columns and types come
from the pandera models, meanings from the comments beside them or from `meanings.toml`, all else from the tables in `schemas/`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs import pages_commands, pages_data, pages_rules  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": pages_data.page,
    "rules.md": pages_rules.page,
    "commands.md": pages_commands.page,
}
"""Name of each generated page and what writes it."""


def stale() -> list[str]:
    """Names of generated pages that differ from what would be written now."""
    here = ROOT / "docs"
    return [name for name, write in PAGES.items() if not (here / name).is_file() or (here / name).read_text(encoding="utf-8") != write()]


def main() -> int:
    """Write the pages, or with `--check` only name those out of date."""
    names = stale()
    if "--check" in sys.argv:
        sys.stdout.writelines(f"{name} is out of date: python docs/make.py\n" for name in names)
        return 1 if names else 0
    for name in names:
        (ROOT / "docs" / name).write_text(PAGES[name](), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
