"""Small towns by a third hand, written from CONVENTIONS and DOMAIN alone: kinds in several variants, decoys, four months, two sets of layouts."""

from .town import make_town

__all__ = ["make_town"]
