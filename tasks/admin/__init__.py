"""The admin of the tasks room: the plan, its figures, the ladder, the ledger, requests."""

from tasks.admin import adhoc, figures, ladder, ledger, plan, wording

__all__ = ["adhoc", "figures", "ladder", "ledger", "plan", "wording"]
