"""Values: raw text of a source table becomes typed columns of the canonical tables; knows values and nothing of files."""

from pipeline.standardise.context import FileContext, Standardised
from pipeline.standardise.table import standardise

__all__ = ["FileContext", "Standardised", "standardise"]
