"""Synthetic towns: people, then the files offices would send about them, then the truth.

Never real persons: serials 9001–9999.
"""

from pipeline.synth.model import Noise
from pipeline.synth.town import Town, make_town, write_files, write_truth

__all__ = ["Noise", "Town", "make_town", "write_files", "write_truth"]
