"""Judge every family, programme and month: owed, ordered, paid, received; wrong, missing, or not to be told yet.

Reach for `reconcile` with the canonical frames of one month and the rulebook. It knows programmes and nothing of files or link scores.
The invariants: a missing source is never read as "not paid"; what is unknown stays unknown; every case names its rule, its legal
basis and its rows; results depend on no row order.
"""

from pipeline.reconcile.case.priority import cutoffs, worklist
from pipeline.reconcile.inputs import UNSEEN, MonthInputs, Reconciled
from pipeline.reconcile.run import reconcile

__all__ = ["UNSEEN", "MonthInputs", "Reconciled", "cutoffs", "reconcile", "worklist"]
