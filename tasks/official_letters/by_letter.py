"""Agencies that answer by letter only, and what the steering agency takes from letters and consents.

Who answers by letter only is a group of agencies like any other (dated, by kind or by
name, followed by heirs): its members are given no duty, so nothing of theirs is late,
urged, missing or in a rate. What they tell stands in lines of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Subquery

from agencies.models import Agency, AgencyGroup, GroupMember, User
from agencies.models.group import members_of
from kehoach.lib.refusals import RuleBroken
from tasks.duties.authority import can_review
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed, StaleVersion
from tasks.duties.locks import hold, hold_agencies, hold_periods, lock_duties, work_in
from tasks.duties.transitions import transition
from tasks.duties.versions import required_words
from tasks.figures.answers import Answer, check_numbers, current_values
from tasks.models import (
    LIVE,
    Assignment,
    Consent,
    Duty,
    DutyEvent,
    Figure,
    FigureValue,
    LetterFigure,
    Period,
    Plan,
    State,
    UnitReport,
)
from tasks.official_letters.unit_reports import record_unit_report
from tasks.periods.days import may_manage_periods
from tasks.periods.owed import BY_LETTER
from tasks.periods.syncing import end_all, sync_period

GROUP_NAME = "Cơ quan chỉ trả lời bằng văn bản"
ENDED_REASON = "Cơ quan chỉ trả lời bằng văn bản, không nhập trên hệ thống."


def group() -> AgencyGroup:
    """Return the group, made when it is first needed."""
    defaults = {"name": GROUP_NAME}
    return AgencyGroup.objects.get_or_create(code=BY_LETTER, defaults=defaults)[0]


def letter_only(day: date) -> QuerySet[Agency]:
    """Return the agencies that answer by letter only on the day (one query)."""
    key = Subquery(AgencyGroup.objects.filter(code=BY_LETTER).values("pk")[:1])
    return Agency.objects.alive_on(day).filter(members_of(key, day))


def _require_head(actor: User, plan: Plan, today: date) -> None:
    if not may_manage_periods(actor, plan.steering_agency_id, today):
        message = "Chỉ lãnh đạo cơ quan theo dõi kế hoạch quyết định được."
        raise NotAllowed(message)


def _require_reason(reason: str) -> str:
    message = "Ghi lý do hoặc văn bản làm căn cứ."
    return required_words(reason, "reason", message)[:300]


@transaction.atomic
def let_answer_by_letter(
    *,
    plan: Plan,
    agency: Agency,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """From today on the agency answers by letter only; what it has not sent ends, what
    it sent stays and counts in nothing any more.

    Raises RuleBroken when it does so already.
    """
    _require_head(actor, plan, today)
    said = _require_reason(reason)
    if letter_only(today).filter(pk=agency.pk).exists():
        message = f"{agency.short_name} đã thuộc diện chỉ trả lời bằng văn bản."
        raise RuleBroken(message)
    named = GroupMember.objects.filter(group=group(), agency=agency)
    _end(named.filter(included=False), today)
    if not letter_only(today).filter(pk=agency.pk).exists():
        GroupMember.objects.create(
            group=group(), agency=agency, reason=said, valid_from=today
        )
    for period in _running(today, agency):
        rows = Duty.objects.filter(agency=agency, period=period, is_requested=False)
        end_all(lock_duties(rows), ENDED_REASON, today, now, actor)
        rows.filter(state__in=LIVE).update(is_requested=True)


@transaction.atomic
def let_answer_on_portal(
    *,
    plan: Plan,
    agency: Agency,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """From today on the agency answers in the portal again: its duties come back."""
    _require_head(actor, plan, today)
    said = _require_reason(reason)
    if not letter_only(today).filter(pk=agency.pk).exists():
        message = f"{agency.short_name} không thuộc diện chỉ trả lời bằng văn bản."
        raise RuleBroken(message)
    named = GroupMember.objects.filter(group=group(), agency=agency)
    _end(named.filter(included=True), today)
    if letter_only(today).filter(pk=agency.pk).exists():
        GroupMember.objects.create(
            group=group(),
            agency=agency,
            included=False,
            reason=said,
            valid_from=today,
        )
    for period in _running(today, agency):
        ended = {"state": State.ENDED, "reason": ENDED_REASON}
        back = lock_duties(Duty.objects.filter(agency=agency, period=period, **ended))
        sent = Duty.objects.filter(agency=agency, period=period, is_requested=True)
        asked = sent.filter(assignment__mode=Assignment.Mode.REQUESTED)
        sent.exclude(pk__in=asked.values("pk")).update(is_requested=False)
        transition(
            back, DutyEvent.Kind.RESUMED, actor=actor, today=today, now=now, note=said
        )
        sync_period(period=period, today=today, now=now)


def _running(today: date, agency: Agency) -> list[Period]:
    """Return the open periods that have begun, locked in one order before the agency."""
    rows = Period.objects.filter(state=Period.State.OPEN, data_from__lte=today)
    found = hold_periods(rows)
    hold_agencies([agency.pk])
    return found


def _end(rows: QuerySet[GroupMember], today: date) -> None:
    """End the rows yesterday; what was decided today is taken back whole."""
    rows.filter(valid_from__gte=today).delete()
    standing = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    rows.filter(standing).update(valid_to=today - timedelta(days=1))


def askable(plan: Plan, agency: Agency, today: date) -> list[Figure]:
    """Return the figures that a letter of the agency may tell; of one that answers by
    letter only nothing on staff, equipment and money.
    """
    rows = Figure.objects.filter(plan=plan, is_active=True)
    rows = rows.exclude(across_agencies=Figure.Across.NONE)
    if letter_only(today).filter(pk=agency.pk).exists():
        rows = rows.filter(by_letter=True).exclude(type=Figure.Type.MONEY)
    return [figure for figure in rows if figure.is_asked_of(agency)]


@transaction.atomic
def record_letter(
    *,
    held: UnitReport | None,
    letter: Mapping[str, Any],
    answers: Mapping[int, object],
    seen: int | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> UnitReport:
    """Record a letter, unless it is `held`, and the numbers that it tells: both or
    nothing. It speaks for no duty.
    """
    common: dict[str, Any] = {"actor": actor, "today": today, "now": now}
    period = work_in(letter["period"], letter["agency"])
    given = {**letter, "period": period, "covers": ()}
    row = held or record_unit_report(**given, **common)
    record_letter_figures(letter=row, answers=answers, seen=seen, **common)
    return row


@transaction.atomic
def record_letter_figures(
    *,
    letter: UnitReport,
    answers: Mapping[int, object],
    seen: int | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Keep the numbers that the letter tells; return how many changed. Only of bodies
    that owe nothing: who owes a duty answers there. `seen` is the newest number that
    the form was filled against.

    Raises InvalidInput per field, NotAllowed, PeriodClosed, StaleVersion.
    """
    agency = letter.agency
    period = work_in(letter.period, agency)
    _lock_letter(letter)
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    if not period.is_open:
        raise PeriodClosed
    if not is_apart(agency, period, today):
        message = "Đơn vị phải báo cáo trên hệ thống: số liệu nhập ở nhiệm vụ."
        raise RuleBroken(message)
    if seen is not None and seen != newest_number(agency, period):
        message = "Người khác vừa ghi số liệu của cơ quan này. Xem lại rồi lưu tiếp."
        raise StaleVersion(message)
    figures = {row.pk: row for row in askable(period.plan, agency, today)}
    changed = check_numbers(
        plan_id=period.plan_id,
        figures=figures,
        answers=answers,
        current=current_values(agency.pk, period),
    )
    for figure_id, answer in changed.items():
        _keep(letter, figure_id, answer, actor, now)
    return len(changed)


def _lock_letter(letter: UnitReport) -> None:
    """Raise StaleVersion when somebody took the letter off meanwhile."""
    rows = hold(UnitReport.objects.standing())
    if not rows.filter(pk=letter.pk).exists():
        message = "Người khác vừa gỡ văn bản này. Tải lại trang rồi ghi tiếp."
        raise StaleVersion(message)


def newest_number(agency: Agency, period: Period) -> int:
    """Return the newest number that was told for the agency, 0 without one."""
    rows = FigureValue.objects.filter(agency=agency, period=period)
    found: int | None = rows.aggregate(newest=Max("pk"))["newest"]
    return found or 0


def is_apart(agency: Agency, period: Period, today: date) -> bool:
    """Return whether the agency stands in lines of its own: it answers by letter only,
    or is only asked for what it does.
    """
    if letter_only(today).filter(pk=agency.pk).exists():
        return True
    rows = Duty.objects.live().filter(agency=agency, period=period)
    return rows.exists() and not rows.scored().exists()


def _keep(
    letter: UnitReport, figure_id: int, answer: Answer, actor: User, now: datetime
) -> None:
    where = {
        "figure_id": figure_id,
        "agency_id": letter.agency_id,
        "period_id": letter.period_id,
    }
    FigureValue.objects.filter(is_current=True, **where).update(is_current=False)
    value = FigureValue.objects.create(
        **where,
        **answer.fields(),
        is_current=not answer.is_empty,
        entered_by=actor,
        recorded_at=now,
        reason=f"Theo văn bản số {letter.number}"[:300],
    )
    LetterFigure.objects.create(letter=letter, value=value)


@transaction.atomic
def record_consent(
    *,
    agency: Agency,
    period: Period,
    given_on: date,
    words: str,
    actor: User,
    today: date,
    now: datetime,
) -> Consent:
    """Record that a body which is only asked agreed to stand in the report."""
    period = work_in(period, agency)
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    if not period.is_open:
        raise PeriodClosed
    said = required_words(words, "words", "Ghi ai đồng ý và bằng cách nào.")
    if given_on > today:
        message = "Ngày đồng ý không được sau ngày hôm nay."
        raise InvalidInput(message, field="given_on")
    if Consent.objects.standing().filter(agency=agency, period=period).exists():
        message = f"Đã ghi đồng ý của {agency.short_name}."
        raise RuleBroken(message)
    return Consent.objects.create(
        agency=agency,
        period=period,
        given_on=given_on,
        words=said[:300],
        recorded_by=actor,
        recorded_at=now,
    )
