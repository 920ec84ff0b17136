"""Reasons to look twice: one rule, told to the agency before and to the reviewer after."""

from tasks.work.doubts.explaining import explain_doubt
from tasks.work.doubts.figures import previous_periods
from tasks.work.doubts.of_duties import ToldDoubt, doubts_of, find_again

__all__ = ["ToldDoubt", "doubts_of", "explain_doubt", "find_again", "previous_periods"]
