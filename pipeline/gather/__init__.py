"""The files of a month beside each other: which may speak for it, which repeat, replace or complete another, what lacks."""
