"""Words and numbers as people and offices write them: names, NIK, short forms, what heads a sum. Leaves: they know no stage."""
