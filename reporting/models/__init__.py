"""Reports: what people write into them, their outline, what was frozen and signed."""

from reporting.models.annex import AnnexColumn, ReportAnnex
from reporting.models.chain import IssuedLink
from reporting.models.committee import CommitteeEvent, CommitteeReport
from reporting.models.dossier import Dossier
from reporting.models.examples import NamedExample
from reporting.models.issued import Erratum, ReplacedReport
from reporting.models.outline import (
    Outline,
    OutlineChange,
    OutlineClause,
    OutlineSection,
)
from reporting.models.score import (
    AgencyScore,
    ScoreFormula,
    ScoreReply,
    ScoreSwitch,
)
from reporting.models.template import ReportTemplate
from reporting.models.unit_paper import PaperKind, UnitDraft, UnitOutline
from reporting.models.yearly import FrozenReport, SectionText, YearlyReport

__all__ = [
    "AgencyScore",
    "AnnexColumn",
    "CommitteeEvent",
    "CommitteeReport",
    "Dossier",
    "Erratum",
    "FrozenReport",
    "IssuedLink",
    "NamedExample",
    "Outline",
    "OutlineChange",
    "OutlineClause",
    "OutlineSection",
    "PaperKind",
    "ReplacedReport",
    "ReportAnnex",
    "ReportTemplate",
    "ScoreFormula",
    "ScoreReply",
    "ScoreSwitch",
    "SectionText",
    "UnitDraft",
    "UnitOutline",
    "YearlyReport",
]
