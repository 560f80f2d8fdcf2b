"""Payments: rupiah, months, what became of the money, rows that pay two things or another family."""
