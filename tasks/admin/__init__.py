"""The admin of the tasks room: the plan, its figures and the ledger."""

from tasks.admin import figures, ledger, plan, wording

__all__ = ["figures", "ledger", "plan", "wording"]
