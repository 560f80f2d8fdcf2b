"""Synthetic towns: people, then the files offices would send about them, then the truth.

Never real persons: serials 9001–9999.
"""

from pipeline.synth.city import City, make_registry_city, write_city
from pipeline.synth.demo import DemoFacts, make_demo, write_demo
from pipeline.synth.model import Noise
from pipeline.synth.town import Town, make_town, write_files, write_town, write_truth

__all__ = [
    "City",
    "DemoFacts",
    "Noise",
    "Town",
    "make_demo",
    "make_registry_city",
    "make_town",
    "write_city",
    "write_demo",
    "write_files",
    "write_town",
    "write_truth",
]
