"""Command line: `python -m tests.towns.otherhand OUT --seed 11 --set A --families 1500 --period 2025-05`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .town import make_town


def main() -> None:
    """Make a town and print its counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.towns.otherhand", description="Make a town by another author's hand.")
    parser.add_argument("out", type=Path, help="folder for raw/ and truth/")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--set", dest="layout_set", choices=("A", "B"), default="A")
    parser.add_argument("--families", type=int, default=1500)
    parser.add_argument("--period", default="2025-05")
    parser.add_argument("--noise", type=float, default=1.0, help="multiplies every rate of damage: 2 is a bad office")
    parser.add_argument("--junk", action="store_true", help="lay lock files, an empty file and a letter among the lists")
    args = parser.parse_args()
    counts = make_town(args.out, args.seed, args.layout_set, args.families, args.period, noise=args.noise, junk=args.junk)
    print(json.dumps(counts, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
