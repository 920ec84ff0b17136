"""Reports: what people write into them, what was frozen, what was signed."""

from reporting.models.committee import CommitteeEvent, CommitteeReport
from reporting.models.score import (
    AgencyScore,
    ScoreFormula,
    ScoreReply,
    ScoreSwitch,
)
from reporting.models.yearly import FrozenReport, SectionText, YearlyReport

__all__ = [
    "AgencyScore",
    "CommitteeEvent",
    "CommitteeReport",
    "FrozenReport",
    "ScoreFormula",
    "ScoreReply",
    "ScoreSwitch",
    "SectionText",
    "YearlyReport",
]
