"""A town of another author's hand: its people, the files an office would receive of them, and the truth.

`make_town(out, seed, layout_set, families, period)` or `python -m tests.towns.otherhand OUT --seed 11 --set A`.
"""

from .town import make_town

__all__ = ["make_town"]
