"""The tables of plans, duties, entries, figures, letters and requests."""

from tasks.models.adhoc import AdhocRequest
from tasks.models.assignment import Assignment
from tasks.models.by_letter import Consent, LetterFigure
from tasks.models.calendar_row import CalendarRow
from tasks.models.changing import (
    PlanChange,
    PlanChangeLine,
    PlanChangeRow,
)
from tasks.models.consulting import DraftComment, DraftInvite, DraftReply
from tasks.models.contribution import (
    Contribution,
    ContributionRequest,
    opened_by_request,
)
from tasks.models.correction import Correction
from tasks.models.deadline import FigureDeadline
from tasks.models.direction import DirectedAgency, Direction, DirectionStep
from tasks.models.doubt import Doubt, DoubtNote, ReturnReason
from tasks.models.draft import Draft
from tasks.models.duty import Duty, DutyEvent, DutySnapshot, Extension
from tasks.models.field_grant import FieldGrant, opened_by_field
from tasks.models.figure import Figure, FigureValue, TaskFigure
from tasks.models.figure_count import FigureCount
from tasks.models.file_scan import FileScan
from tasks.models.file_trouble import FileTrouble
from tasks.models.following import DifficultyFollow
from tasks.models.job_run import JobRun
from tasks.models.notice import Notice
from tasks.models.pause import Pause, pausing
from tasks.models.period import (
    Holiday,
    Period,
    PeriodEvent,
    PeriodUnit,
    periods_named,
    running_now,
    worked_now,
)
from tasks.models.plan import Plan, PlanScope, Section, Task
from tasks.models.progress import (
    Difficulty,
    EntryLink,
    Evidence,
    EvidenceLink,
    ProgressEntry,
)
from tasks.models.quiet import QuietHours
from tasks.models.reader import ReaderGrant
from tasks.models.referral import Referral
from tasks.models.register import Register, RegisterColumn
from tasks.models.register_row import NothingToList, RegisterRow
from tasks.models.reminder import Envelope, Reminder, ReminderRun
from tasks.models.reorganising import CarryDecision, OnceDecision
from tasks.models.rung import Channel, Rung
from tasks.models.saved_form import SavedForm
from tasks.models.states import (
    CLOSED,
    LIVE,
    REPORTED,
    TO_DO,
    DueFrom,
    PlanState,
    Progress,
    Proof,
    Recurrence,
    Schedule,
    State,
)
from tasks.models.summary import (
    AgencySummary,
    DutyCount,
    MeasureTotal,
    MeasureWord,
    StaleAgency,
)
from tasks.models.talk import DutyMessage, ExtensionRequest
from tasks.models.target import MeasureResult, Target, TargetMeasure
from tasks.models.unit_report import LetterDuty, UnitReport
from tasks.models.urging import UrgedDuty, UrgedFor, UrgingLetter
from tasks.models.watch import StandIn, Watch
from tasks.models.wording import Wording
from tasks.models.words import WordVersion

__all__ = [
    "CLOSED",
    "LIVE",
    "REPORTED",
    "TO_DO",
    "AdhocRequest",
    "AgencySummary",
    "Assignment",
    "CalendarRow",
    "CarryDecision",
    "Channel",
    "Consent",
    "Contribution",
    "ContributionRequest",
    "Correction",
    "Difficulty",
    "DifficultyFollow",
    "DirectedAgency",
    "Direction",
    "DirectionStep",
    "Doubt",
    "DoubtNote",
    "Draft",
    "DraftComment",
    "DraftInvite",
    "DraftReply",
    "DueFrom",
    "Duty",
    "DutyCount",
    "DutyEvent",
    "DutyMessage",
    "DutySnapshot",
    "EntryLink",
    "Envelope",
    "Evidence",
    "EvidenceLink",
    "Extension",
    "ExtensionRequest",
    "FieldGrant",
    "Figure",
    "FigureCount",
    "FigureDeadline",
    "FigureValue",
    "FileScan",
    "FileTrouble",
    "Holiday",
    "JobRun",
    "LetterDuty",
    "LetterFigure",
    "MeasureResult",
    "MeasureTotal",
    "MeasureWord",
    "NothingToList",
    "Notice",
    "OnceDecision",
    "Pause",
    "Period",
    "PeriodEvent",
    "PeriodUnit",
    "Plan",
    "PlanChange",
    "PlanChangeLine",
    "PlanChangeRow",
    "PlanScope",
    "PlanState",
    "Progress",
    "ProgressEntry",
    "Proof",
    "QuietHours",
    "ReaderGrant",
    "Recurrence",
    "Referral",
    "Register",
    "RegisterColumn",
    "RegisterRow",
    "Reminder",
    "ReminderRun",
    "ReturnReason",
    "Rung",
    "SavedForm",
    "Schedule",
    "Section",
    "StaleAgency",
    "StandIn",
    "State",
    "Target",
    "TargetMeasure",
    "Task",
    "TaskFigure",
    "UnitReport",
    "UrgedDuty",
    "UrgedFor",
    "UrgingLetter",
    "Watch",
    "WordVersion",
    "Wording",
    "opened_by_field",
    "opened_by_request",
    "pausing",
    "periods_named",
    "running_now",
    "worked_now",
]
