"""The admin of the tasks room: the plan, its figures, the ladder."""

from tasks.admin import figures, ladder, ledger, plan, wording

__all__ = ["figures", "ladder", "ledger", "plan", "wording"]
