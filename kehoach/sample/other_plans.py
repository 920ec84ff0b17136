"""Plans beside the first one: an annex with quarters and months, a plan of several years
that another agency steers, a draft, and an amendment in the middle of the year.

All of it is composed; codes clash with those of the first plan on purpose.
"""

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q

from agencies.models import Agency, Membership
from kehoach.sample.parts_of_year import run_part
from kehoach.sample.sample_day import person_acting
from kehoach.sample.sample_work import Pace, SampleWork
from kehoach.sample.samples import SAMPLE_MARK, at_noon, staff
from tasks.changing import apply_change, draft_change, rehearse_change, save_draft
from tasks.consulting.asking import agencies_named_in, ask_opinions
from tasks.consulting.commenting import Commented, answer_comment, comment
from tasks.models import Plan, PlanState, Task
from tasks.periods.calendars import new_period, proposed_periods
from tasks.periods.opening import open_period
from tasks.plan.loading import load_plan

FOLDER = Path(__file__).resolve().parent / "plans"
RUNNING = ("cai-cach-hanh-chinh", "chuyen-doi-so")
DRAFT = "an-toan-thong-tin"
#: The year that the composed plans begin in.
_YEAR = 2026
_PACE = Pace(0.6, 0.2)
#: Days before today that are left to who tries the portal.
_LEFT = 15


def other_plans(*, today: date, now: datetime) -> None:
    """Load the plans, each once; of those that run the year is opened and worked on."""
    known = set(Plan.objects.values_list("code", flat=True))
    for name in (*RUNNING, DRAFT):
        if f"mau-{name}" in known:
            continue
        plan = load_plan(FOLDER / name)
        plan.state = PlanState.DRAFT if name == DRAFT else PlanState.RUNNING
        plan.save(update_fields=["state"])
        if name == DRAFT:
            _consult(plan, today, now)
        else:
            _work(plan, today, now)


def _work(plan: Plan, today: date, now: datetime) -> None:
    """Open the plan's first year and let the agencies report what was due."""
    day = min(today, new_period(plan, _YEAR, "nam").data_to)
    period = open_period(plan=plan, year=_YEAR, today=day, now=now)
    there = Q(duties__period=period) | Q(pk=plan.steering_agency_id)
    staff(Agency.objects.alive_on(day).filter(there).distinct(), date(2025, 7, 1))
    if plan.code == f"mau-{RUNNING[0]}":
        _amend(plan, today)
    last = day - timedelta(days=_LEFT)
    if last > period.data_from:
        dice = random.Random(plan.code)  # noqa: S311 -- sample data, not secrets
        SampleWork(period, dice).between(period.data_from, last, _PACE)
    for part in proposed_periods(plan, _YEAR):
        if part.is_interim:
            run_part(plan=plan, year=_YEAR, kind=part.kind, today=today)


def _consult(plan: Plan, today: date, now: datetime) -> None:
    """Ask two agencies what they think of the draft: one comment is answered, one waits."""
    officer = Membership.Role.OFFICER
    when: dict[str, Any] = {"today": today, "now": now}
    asked = agencies_named_in(plan, today)[:2]
    staff([plan.steering_agency, *asked], date(2025, 7, 1))
    who = person_acting(plan.steering_agency, officer)
    due_on = today + timedelta(days=_LEFT)
    ask_opinions(plan=plan, agencies=asked, due_on=due_on, actor=who, **when)
    clause = Task.objects.get(plan=plan, code="PL.1.3")
    said: tuple[tuple[Commented, str], ...] = (
        (clause, "Đề nghị nêu số đợt tuyên truyền tối thiểu trong năm."),
        (plan, "Thống nhất nội dung; đề nghị nêu rõ nguồn kinh phí của cấp xã."),
    )
    comments = [
        comment(
            row=row,
            text=f"{SAMPLE_MARK}{words}",
            actor=person_acting(agency, officer),
            **when,
        )
        for agency, (row, words) in zip(asked, said, strict=False)
    ]
    for first in comments[:1]:
        text = f"{SAMPLE_MARK}Tiếp thu, ghi ít nhất 02 đợt một năm."
        answer_comment(comment=first, verdict="taken", text=text, actor=who, **when)


def _amend(plan: Plan, today: date) -> None:
    """Apply a decision of the middle of the year that moves the day of one task."""
    effective = date(_YEAR, 6, 15)
    if today < effective:
        return
    task = Task.objects.get(plan=plan, code="III.1.b")
    head = person_acting(plan.steering_agency, Membership.Role.HEAD)
    values = {"due_on": date(_YEAR, 9, 30), "schedule_text": "Quý III"}
    draft = draft_change(
        edits=[(task, values)], actor=head, today=effective, now=at_noon(effective)
    )
    basis = {
        "basis_number": "01/QĐ-UBND",
        "basis_on": effective - timedelta(days=3),
        "basis_title": f"{SAMPLE_MARK}Điều chỉnh thời hạn một nhiệm vụ",
        "effective_on": effective,
    }
    change = save_draft(change=draft, basis=basis, open_work={})
    seen = rehearse_change(change=change, today=effective, now=at_noon(effective))
    if not seen.problems:
        apply_change(
            change=change,
            actor=head,
            digest=seen.digest,
            today=effective,
            now=at_noon(effective),
        )
