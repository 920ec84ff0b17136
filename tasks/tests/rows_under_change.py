"""What becomes of the rows of every model when agencies, people and periods change.

One line per model; `test_rows_under_change.py` fails for a model without one and for a
line that is not true. Acts: «merged» (merger, split, dissolution of an agency), «undone»
(that event undone; after a change of the plan every row is as before it), «closed» (its
period closed), «handed_over» (a person's roles handed over), «replaced» (another plan took
the place of its plan). `changes` says that the act writes, adds or removes such rows.
"""

from tasks.tests.row_rules import (
    ALONG,
    BACK,
    COUNTED_AGAIN,
    HEIRS_ANSWER,
    HEIRS_HEAR,
    HEIRS_REPORT,
    HERE,
    KEPT,
    LOCKED,
    LOOKED_AT,
    MEASURED,
    MERGING,
    OBSTACLE,
    PERSONAL,
    SAFETY,
    STANDS,
    STAYS,
    STORED,
    TALK_ALONG,
    UNREAD,
    UNTOUCHED,
    VOIDED,
    WITH_PERIOD,
    Row,
    Rule,
    by_event,
    changed,
)

#: What undoing leaves: the event and its journal, voided moves, who descended from whom.
EVENT_ITSELF = {
    "agencies.Reorganisation",
    "agencies.ReorganisationChange",
    "tasks.DutyEvent",
}
ROWS: dict[str, Row] = {
    "agencies.AccountEvent": Row(handed_over=PERSONAL),
    "agencies.Agency": by_event(
        "ends, or begins", "test_two_agencies_with_open_work_and_a_once_duty_are_joined"
    ),
    "agencies.Ancestry": Row(COUNTED_AGAIN, BACK),
    "agencies.AskedJob": Row(),
    "agencies.AuditPurge": Row(),
    "agencies.AuditRecord": Row(
        handed_over=changed(
            "says who gave and took which role",
            "role_offers::test_a_hand_over_says_who_gave_and_took_which_role",
        )
    ),
    "agencies.Device": Row(handed_over=PERSONAL),
    "agencies.GroupMember": by_event(
        "successors stand where predecessors were named",
        "test_named_members_and_assignments_go_on_with_the_plans_wording",
    ),
    "agencies.Membership": by_event(
        "ends; a role at the successor is offered",
        "test_people_lose_the_old_role_and_are_offered_the_new_one",
    )._replace(
        handed_over=changed(
            "goes to who follows, a delegation to its own end",
            "agency_pages::test_a_hand_over_moves_roles_primary_contact_and_reminders",
        )
    ),
    "agencies.PlannedAgency": Row(UNTOUCHED, BACK),
    "agencies.Reorganisation": by_event(
        "is applied once", "test_an_event_is_applied_once"
    ),
    "agencies.ReorganisationChange": by_event(
        "notes what each row was",
        "test_a_preview_leaves_no_trace_and_apply_does_what_it_said",
    ),
    "agencies.RoleOffer": Row(
        Rule(
            "stays open and cannot be taken any more",
            "role_offers::test_what_an_ended_agency_offered_is_not_taken",
        ),
        BACK,
        handed_over=Rule(
            "stays with the agency; another head takes it back or waits",
            "role_offers::test_a_head_takes_an_offer_back",
        ),
    ),
    "agencies.SignIn": Row(handed_over=PERSONAL),
    "agencies.SignInTry": Row(),
    "agencies.Succession": by_event(
        "names the agency that was planned",
        "test_two_agencies_with_open_work_and_a_once_duty_are_joined",
    ),
    "tasks.Plan": Row(
        changed(
            "is steered by who follows", f"{HERE}::test_who_follows_steers_the_plan"
        ),
        BACK,
        handed_over=changed(
            "who follows is asked about it",
            "personal::test_whom_to_ask_about_the_plan_goes_to_who_follows",
        ),
    ),
    "tasks.Assignment": by_event(
        "ends; who follows gets a dated one with the plan's wording",
        "test_named_members_and_assignments_go_on_with_the_plans_wording",
    ),
    "tasks.Period": Row(
        closed=changed(
            "is closed once",
            "closing::test_closing_twice_is_refused",
        )
    ),
    "tasks.PeriodEvent": Row(closed=STORED),
    "tasks.PeriodUnit": Row(UNTOUCHED, BACK, STORED),
    "tasks.Duty": by_event(
        "goes on at the successor, once, or stays because it was sent before",
        "test_two_agencies_with_open_work_and_a_once_duty_are_joined",
    )._replace(
        closed=LOCKED,
        handed_over=changed(
            "what the leaver worked on goes back to the primary contact",
            "at_head::test_what_a_leaver_held_goes_back_to_the_contact",
        ),
    ),
    "tasks.DutyEvent": Row(
        changed(
            "notes every move",
            "conservation::test_a_move_without_its_event_is_named",
        ),
        VOIDED,
        LOCKED,
    ),
    "tasks.Extension": STANDS._replace(undone=BACK),
    "tasks.DutySnapshot": Row(UNTOUCHED, BACK, STORED),
    "tasks.ProgressEntry": STANDS,
    "tasks.EntryLink": by_event(
        "stands at the successor as well",
        "test_two_agencies_with_open_work_and_a_once_duty_are_joined",
    )._replace(closed=LOCKED),
    "tasks.Evidence": STANDS,
    "tasks.EvidenceLink": by_event(
        "stands at the successor as well",
        "test_two_agencies_with_open_work_and_a_once_duty_are_joined",
    )._replace(closed=LOCKED),
    "tasks.UnitReport": STANDS,
    "tasks.Consent": STANDS,
    "tasks.LetterDuty": Row(STAYS, BACK, KEPT),
    "tasks.Difficulty": Row(HEIRS_HEAR, OBSTACLE, KEPT),
    "tasks.Referral": Row(HEIRS_ANSWER, BACK, KEPT),
    "tasks.ContributionRequest": Row(ALONG, BACK, LOCKED),
    "tasks.FigureValue": STANDS,
    "tasks.Register": Row(),
    "tasks.RegisterColumn": Row(),
    "tasks.FigureCount": Row(),
    "tasks.RegisterRow": Row(
        changed(
            "is kept by who follows; it happened at the old agency",
            "registers_move::test_rows_go_on_at_who_follows_and_come_back",
        ),
        BACK,
        KEPT,
    ),
    "tasks.NothingToList": STANDS,
    "tasks.DutyMessage": Row(TALK_ALONG, OBSTACLE, WITH_PERIOD),
    "tasks.ExtensionRequest": Row(TALK_ALONG, OBSTACLE, WITH_PERIOD),
    "tasks.Draft": Row(ALONG, BACK, KEPT, PERSONAL),
    "tasks.Doubt": Row(LOOKED_AT, BACK, KEPT),
    "tasks.DoubtNote": STANDS,
    "tasks.DirectedAgency": Row(HEIRS_REPORT, BACK),
    "tasks.DifficultyFollow": Row(handed_over=UNREAD),
    "tasks.Notice": Row(handed_over=PERSONAL),
    "tasks.Pause": Row(UNTOUCHED, BACK),
    "tasks.Envelope": Row(handed_over=PERSONAL),
    "tasks.ReaderGrant": Row(
        Rule(
            "stays as the decision says; it opens where the work went on, too",
            "readers::test_the_scope_follows_the_work_and_nothing_else",
        ),
        BACK,
        handed_over=PERSONAL,
    ),
    "tasks.FieldGrant": Row(
        Rule(
            "stays as its basis says; who follows its agency reads by it",
            "field_access::test_who_follows_reads_by_the_grant",
        ),
        BACK,
    ),
    "tasks.DraftInvite": Row(
        Rule(
            "stays with who was asked; who follows sees the draft and comments for it",
            "opinions::test_who_follows_an_agency_that_ended_comments_for_it",
        ),
        BACK,
        handed_over=PERSONAL,
    ),
    "tasks.DraftComment": Row(handed_over=PERSONAL),
    "tasks.DraftReply": Row(handed_over=PERSONAL),
    "tasks.Reminder": Row(
        changed(
            "what waits is dropped with the reason",
            f"{MERGING}::test_planned_reminders_of_moved_work_are_dropped",
        ),
        Rule(
            "what was dropped waits again",
            f"{SAFETY}::test_undo_lets_dropped_reminders_wait_again",
        ),
        KEPT,
        changed(
            "what waits for who left is dropped",
            "agency_pages::test_a_hand_over_moves_roles_primary_contact_and_reminders",
        ),
    ),
    "tasks.CarryDecision": Row(UNTOUCHED, BACK),
    "tasks.MeasureResult": Row(closed=MEASURED),
    "tasks.AgencySummary": Row(COUNTED_AGAIN, BACK, KEPT),
    "tasks.DutyCount": Row(COUNTED_AGAIN, BACK, KEPT),
    "tasks.MeasureWord": Row(UNTOUCHED, BACK, KEPT),
    "tasks.MeasureTotal": Row(closed=KEPT),
    "tasks.StaleAgency": Row(COUNTED_AGAIN, BACK, None, COUNTED_AGAIN),
    "tasks.PlanChange": Row(handed_over=PERSONAL),
    "tasks.SavedForm": Row(handed_over=PERSONAL),
    "tasks.Watch": Row(
        UNTOUCHED,
        BACK,
        handed_over=changed(
            "goes to who follows",
            "watching::test_a_hand_over_passes_on_what_was_watched",
        ),
    ),
    "tasks.StandIn": Row(
        handed_over=changed(
            "ends with the person",
            "watching::test_a_hand_over_passes_on_what_was_watched",
        ),
    ),
    "tasks.UrgingLetter": Row(UNTOUCHED, BACK, KEPT),
    "tasks.UrgedDuty": Row(UNTOUCHED, BACK, KEPT),
    "reporting.Dossier": Row(UNTOUCHED, BACK, KEPT),
    "reporting.YearlyReport": Row(closed=KEPT),
    "reporting.Erratum": Row(closed=KEPT),
    "reporting.NamedExample": Row(closed=KEPT),
    "reporting.AgencyScore": Row(UNTOUCHED, BACK, KEPT),
    "reporting.UnitOutline": Row(closed=KEPT),
    "reporting.UnitDraft": Row(STAYS, BACK, KEPT, PERSONAL),
}
#: Rows that name no agency, duty, period or person beside who wrote them.
NAMING_NOBODY = [
    "agencies.AgencyGroup",
    "agencies.GroupRule",
    "agencies.User",
    "reporting.AnnexColumn",
    "reporting.CommitteeEvent",
    "reporting.CommitteeReport",
    "reporting.FrozenReport",
    "reporting.IssuedLink",
    "reporting.Outline",
    "reporting.OutlineChange",
    "reporting.OutlineClause",
    "reporting.OutlineSection",
    "reporting.ReplacedReport",
    "reporting.ReportAnnex",
    "reporting.ReportTemplate",
    "reporting.ScoreFormula",
    "reporting.ScoreReply",
    "reporting.ScoreSwitch",
    "reporting.SectionText",
    "tasks.AdhocRequest",
    "tasks.CalendarRow",
    "tasks.Contribution",
    "tasks.Direction",
    "tasks.DirectionStep",
    "tasks.Correction",
    "tasks.Figure",
    "tasks.FigureDeadline",
    "tasks.FileScan",
    "tasks.FileTrouble",
    "tasks.Holiday",
    "tasks.JobRun",
    "tasks.LetterFigure",
    "tasks.OnceDecision",
    "tasks.PlanScope",
    "tasks.QuietHours",
    "tasks.ReminderRun",
    "tasks.ReturnReason",
    "tasks.Rung",
    "tasks.Section",
    "tasks.Target",
    "tasks.TargetMeasure",
    "tasks.PlanChangeLine",
    "tasks.PlanChangeRow",
    "tasks.Task",
    "tasks.TaskFigure",
    "tasks.WordVersion",
    "tasks.Wording",
]
ROWS |= dict.fromkeys(NAMING_NOBODY, Row())

_REPLACING = "replacing"
_WENT = f"{_REPLACING}::test_open_work_goes_on_in_the_heir_with_entries_holder_and_the_new_day"
_ONLY = Rule(
    "stays as it was written", f"{HERE}::test_replacing_a_plan_changes_what_is_said"
)
_FOLLOWS = changed(
    "goes where its duty goes", f"{HERE}::test_replacing_a_plan_changes_what_is_said"
)
_ENDS = changed(
    "is over, and says since when",
    f"{_REPLACING}::test_the_old_plan_is_over_from_the_day",
)
_NAMES = changed(
    "names its heir", f"{_REPLACING}::test_targets_and_measures_name_their_heirs"
)
_ITSELF = changed(
    "is the change itself", f"{_REPLACING}::test_work_and_answers_are_exact_to_undo"
)
#: What becomes of rows when another plan takes the place of theirs.
REPLACED = {
    "tasks.Plan": _ENDS,
    "tasks.WordVersion": _ENDS,
    "tasks.Task": _NAMES,
    "tasks.Figure": _NAMES,
    "tasks.PlanChange": _ITSELF,
    "tasks.PlanChangeLine": _ITSELF,
    "tasks.PlanChangeRow": _ITSELF,
    "tasks.Notice": changed(
        "tells each agency once", f"{_REPLACING}::test_an_agency_is_told_once"
    ),
    "tasks.Duty": changed(
        "goes on in the duty of the heir, ends, or is finished", _WENT
    ),
    "tasks.DutyEvent": changed("notes every move", _WENT),
    "tasks.EntryLink": changed("stands at the heir as well", _WENT),
    "tasks.EvidenceLink": changed("stands at the heir as well", _WENT),
    "tasks.FigureValue": changed(
        "is stored again under the heir of its figure",
        f"{_REPLACING}::test_answers_go_on_as_answers_of_the_heir",
    ),
    "tasks.Draft": _FOLLOWS,
    "tasks.DutyMessage": _FOLLOWS,
    "tasks.ExtensionRequest": _FOLLOWS,
    "tasks.ContributionRequest": _FOLLOWS,
    "tasks.Reminder": changed(
        "what waits is dropped with the reason",
        f"{HERE}::test_replacing_a_plan_changes_what_is_said",
    ),
    "tasks.Extension": Rule(
        "stays; the later day counts on",
        f"{_REPLACING}::test_a_later_day_that_was_granted_stays",
    ),
    "tasks.DutySnapshot": _ONLY,
    "tasks.ProgressEntry": _ONLY,
    "tasks.Evidence": _ONLY,
    "tasks.DoubtNote": _ONLY,
    "tasks.LetterDuty": _ONLY,
    "tasks.Difficulty": _ONLY,
    "tasks.Doubt": _ONLY,
    "tasks.UrgedDuty": _ONLY,
    "tasks.DutyCount": COUNTED_AGAIN,
    "tasks.AgencySummary": COUNTED_AGAIN,
    "tasks.StaleAgency": COUNTED_AGAIN,
}
for _label, _rule in REPLACED.items():
    ROWS[_label] = ROWS[_label]._replace(replaced=_rule)
