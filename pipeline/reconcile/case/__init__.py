"""From a draft to a case: its id, evidence, rank and life over the months."""
