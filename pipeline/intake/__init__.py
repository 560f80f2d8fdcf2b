"""One file taken in: what its lists call themselves, which rows repeat, what is told back, what becomes of every row."""
