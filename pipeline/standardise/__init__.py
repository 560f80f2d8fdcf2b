"""Values: raw text of a source table becomes typed columns of the canonical tables; knows values and nothing of files."""
