"""Reports: what people write into them, what was frozen, what was signed."""

from reporting.models.committee import CommitteeEvent, CommitteeReport
from reporting.models.yearly import FrozenReport, SectionText, YearlyReport

__all__ = [
    "CommitteeEvent",
    "CommitteeReport",
    "FrozenReport",
    "SectionText",
    "YearlyReport",
]
