"""Words that head a row of sums: JUMLAH, TOTAL, Sub jumlah, Jml per RW, what a page hands on to the next (Pindahan); and the
`Gampong Jawa Total` of Excel's command Subtotal.

Reach for it wherever rows of people are told from sums: while reading, and once more among the rows that were read.
"""

from __future__ import annotations

TOTAL_WORDS = (
    r"(?:(?i:(?:sub[\s-]*|grand[\s-]*)?(?:j ?u ?m ?l ?a ?h|t ?o ?t ?a ?l|jml)"
    r"|(?:di)?pindah(?:an|kan))\b|(?i:[^\d;]{2,60}?\s(?:grand )?total\s*$))"
)
"""Pattern of the first words of such a row, after any signs."""
