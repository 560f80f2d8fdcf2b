"""How well aid is aimed: error rates with their bounds, and samples an auditor can redraw.

Reach for `rates` after `reconcile`, for `draw_sample` and `estimate` when a month is to be checked by visits. The invariants: families are
never divided by persons; what is unknown widens the bounds and is never counted as wrong; identity findings count in no rate.
"""

from pipeline.targeting.rates import rates
from pipeline.targeting.sample import draw_sample, estimate, sample_size

__all__ = ["draw_sample", "estimate", "rates", "sample_size"]
