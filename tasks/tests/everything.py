"""One agency with a row of everything that hangs on agencies and duties.

A new model that names an agency or a duty gets its row here (`rows_of`), so that the
proofs of `test_rows_under_change.py` see what a merger, a hand-over, closing and undoing
do to it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import (
    Agency,
    AgencyGroup,
    GroupMember,
    Reorganisation,
    RoleOffer,
    User,
)
from agencies.tests.factories import make_agency, make_user
from tasks import models as rows
from tasks.models import Duty, Period, Plan
from tasks.reorganising.tests.reorganising import make_event, merge, plan_successor
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

BEFORE = date(2026, 5, 4)
EARLIER = NOW - timedelta(days=40)
#: A name in a personal column: no page, file or log may say it but the row's own.
CANARY = "Hoàng Yến Chim"


@dataclass
class Everything:
    """The rows that tests of a change begin with."""

    plan: Plan
    period: Period
    agency: Agency
    officer: User
    duty: Duty
    sent: Duty
    event: Reorganisation


def everything(plan: Plan | None = None) -> Everything:
    """Create a commune that will be merged, and a row of every model around it; under a
    plan that another one made already, where given.
    """
    elder, agency, other = (
        make_agency(name, kind="cap-xa") for name in ("Trước", "A", "B")
    )
    plan = plan or make_plan()
    period = Period.objects.filter(plan=plan, year=2026).first() or make_period(plan)
    past = merge(elder, new=agency, on=date(2025, 7, 1))
    Reorganisation.objects.filter(pk=past.pk).update(state="applied")
    rebuild_ancestry()
    duty = make_duty(make_task(plan), agency, period, progress="in_progress")
    make_duty(duty.task, other, period)
    once = make_task(plan, schedule="once")
    sent = make_duty(
        once, agency, period, state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )
    event = make_event()
    plan_successor(event, agency, other, code="xa-moi")
    make_plan(agency)
    scene = Everything(
        plan, period, agency, make_user("officer", agency), duty, sent, event
    )
    Duty.objects.filter(pk=duty.pk).update(holder=scene.officer)
    rows.Plan.objects.filter(steering_agency=agency).update(contact=scene.officer)
    for label, fields in rows_of(scene):
        apps.get_model(label)._default_manager.create(**fields)
    return scene


def rows_of(scene: Everything) -> list[tuple[str, dict[str, Any]]]:
    """Return label → the columns of one row of each model; makes what they name."""
    agency, duty, period, person = (
        scene.agency, scene.duty, scene.period, scene.officer,
    )  # fmt: skip
    steering = make_user("officer", scene.plan.steering_agency)
    group = AgencyGroup.objects.create(code=f"nhom-{agency.pk}", name="Nhóm")
    GroupMember.objects.create(group=group, agency=agency)
    make_assignment(duty.task, agency)
    figure = make_figure(duty.task)
    register, _ = rows.Register.objects.get_or_create(
        plan=scene.plan, code="so-kiem-tra", defaults={"name": "Cuộc kiểm tra"}
    )
    register.columns.get_or_create(
        code="ten", defaults={"label": "Họ tên", "kind": "person", "is_personal": True}
    )
    said = {"agency": agency, "period": period}
    by = {"recorded_at": EARLIER}
    entry = rows.ProgressEntry.objects.create(
        **said, **by, done_on=BEFORE, text="Họp dân", progress="done", author=person
    )
    proof = rows.Evidence.objects.create(
        agency=agency, number="12/BC", subject="Báo cáo", uploaded_by=person, **by
    )
    difficulty = rows.Difficulty.objects.create(
        plan=scene.plan, **said, **by, duty=duty, text="Thiếu kinh phí",
        raised_by=person, raised_on=BEFORE,
    )  # fmt: skip
    RoleOffer.objects.create(
        user=steering, agency=agency, role="clerk", offered_by=person, offered_on=TODAY
    )
    steered = rows.Plan.objects.get(steering_agency=agency)
    rows.Watch.objects.create(
        plan=steered, person=person, agency=agency, valid_from=BEFORE
    )
    rows.StandIn.objects.create(
        plan=steered, person=person, substitute=steering, valid_from=BEFORE,
        valid_to=TODAY,
    )  # fmt: skip
    rows.Referral.objects.create(
        difficulty=difficulty, agency=agency, due_on=TODAY, passed_by=steering,
        passed_on=BEFORE, **by,
    )  # fmt: skip
    letter = rows.UrgingLetter.objects.create(
        period=period, purpose="urge", issuer="so", about="Đôn đốc", text="Gửi gấp",
        created_by=steering, created_at=EARLIER,
    )  # fmt: skip
    letter.agencies.add(agency)
    grant = rows.ReaderGrant.objects.create(
        user=make_user(), team="Đoàn 1", decision_number="1/QĐ", decision_on=BEFORE,
        decision_issuer="UBND tỉnh", valid_from=BEFORE, valid_to=TODAY,
        granted_by=steering, granted_at=EARLIER,
    )  # fmt: skip
    grant.agencies.add(agency)
    signed = rows.UnitReport.objects.create(
        **said, **by, number="5/BC", signed_on=BEFORE, arrived_on=BEFORE,
        recorded_by=person,
    )  # fmt: skip
    rung, _ = rows.Rung.objects.get_or_create(
        plan=scene.plan, schedule="annual", basis="due", offset_days=-7,
        addressees="officers",
    )  # fmt: skip
    envelope = rows.Envelope.objects.create(person=person, planned_at=EARLIER)
    asked = rows.ContributionRequest.objects.create(
        duty=duty, agency=make_agency(), question="Cho số liệu", due_on=TODAY,
        asked_by=person, asked_on=BEFORE, **by,
    )  # fmt: skip
    weights = {"on_time": 100, "complete": 0, "evidence": 0, "freshness": 0}
    formula, _ = apps.get_model("reporting.ScoreFormula")._default_manager.get_or_create(
        plan=scene.plan, version=1,
        defaults={**weights, "published_on": BEFORE, "by": steering},
    )  # fmt: skip
    past = Period.objects.filter(plan=scene.plan, year=2025).first()
    past = past or make_period(scene.plan, 2025, state="closed")
    direction = rows.Direction.objects.create(
        plan=scene.plan, difficulty=difficulty, number="9/UBND", issued_on=BEFORE,
        text="Kiểm tra", recorded_by=steering, **by,
    )  # fmt: skip
    target, _ = rows.Target.objects.get_or_create(
        plan=scene.plan, position=1, text="Mục tiêu"
    )
    measure = rows.TargetMeasure.objects.create(
        target=target, code=str(agency.pk), short_title="Họp", kind="count", method="sum",
        numerator_text="Số cuộc", counting_unit="cuộc", task=duty.task,
    )  # fmt: skip
    extension = {
        "new_due_on": date(2026, 12, 20),
        "reason": "Bão",
        "granted_by": steering,
    }
    return [
        ("tasks.EntryLink", {"entry": entry, "duty": duty}),
        ("tasks.EvidenceLink", {"evidence": proof, "duty": duty, "added_by": person, **by}),
        ("tasks.DutyEvent", {"duty": duty, "kind": "opened", "effective_on": BEFORE, **by}),
        ("tasks.Extension", {"duty": duty, "period": period, "effective_on": BEFORE, **extension, **by}),
        ("tasks.Extension", {**said, "effective_on": BEFORE, **extension, **by}),
        ("tasks.LetterDuty", {"letter": signed, "duty": duty}),
        ("tasks.Correction", {"letter": signed, "act": "corrected", "reason": "Sai số", "made_by": person, **by}),
        ("tasks.Contribution", {"request": asked, "text": "Có", "given_by": steering, "given_on": BEFORE, **by}),
        ("tasks.ContributionRequest", {"duty": make_duty(duty.task, make_agency(), period), "agency": agency, "question": "Cho ý kiến", "due_on": TODAY, "asked_by": steering, "asked_on": BEFORE, **by}),
        ("tasks.Consent", {**said, "given_on": BEFORE, "words": "Đồng ý", "recorded_by": person, **by}),
        ("tasks.RegisterRow", {"register": register, "agency": agency, "held_by": agency, "day": BEFORE, "personal": {"ten": CANARY}, "entered_by": person, **by}),
        ("tasks.NothingToList", {"register": register, **said, "confirmed_by": person, **by}),
        ("tasks.FigureValue", {"figure": figure, **said, "number": 5, "entered_by": person, **by}),
        ("tasks.Draft", {"duty": duty, "person": person, "fields": {"text": ["Đang gõ"]}, "saved_at": EARLIER}),
        ("tasks.DutyMessage", {"duty": duty, "agency": agency, "from_steering": False, "text": "Hỏi", "waits": True, "author": person, "said_on": BEFORE, **by}),
        ("tasks.ExtensionRequest", {"duty": duty, **said, "wanted_on": TODAY, "reason": "Bão", "asked_by": person, "asked_on": BEFORE, **by}),
        ("tasks.ExtensionRequest", {**said, "wanted_on": TODAY, "reason": "Bão", "asked_by": person, "asked_on": BEFORE, **by}),
        ("tasks.DoubtNote", {"duty": duty, "key": "nothing", "about": "Báo không phát sinh", "text": "Đúng", "author": person, **by}),
        ("tasks.Doubt", {"duty": scene.sent, "kind": "swing", "words": "Tăng 10 lần", "found_at": EARLIER}),
        ("tasks.DirectedAgency", {"direction": direction, "agency": agency}),
        ("tasks.DifficultyFollow", {"difficulty": difficulty, "person": person, "since": EARLIER}),
        ("tasks.Notice", {"person": person, "kind": "accepted", "text": "Đã tiếp nhận", "created_at": EARLIER}),
        ("tasks.Pause", {"plan": scene.plan, "agency": agency, "reason": "Bão", "from_on": BEFORE, "until": BEFORE, "created_by": steering, "created_at": EARLIER}),
        ("tasks.Reminder", {"duty": duty, "person": person, "rung": rung, "occasion": TODAY, "envelope": envelope}),
        ("tasks.UrgedDuty", {"letter": letter, "duty": duty, "due_on": BEFORE, "standing": "Quá hạn"}),
        ("tasks.PeriodUnit", {"period": past, "agency": agency, "name": "A", "kind": "cap-xa", "level": "xa", "alive_on_data_day": True}),
        ("tasks.DutySnapshot", {"period": past, "duty": duty, "agency": agency, "task_code": duty.task.code, "state": "open", "progress": "done", "label": "Quá hạn", "counted": True}),
        ("tasks.MeasureWord", {**said, "measure": measure, "alive": True, "place": "numerator", "numerator": 1, "denominator": 0, "is_error": False}),
        ("tasks.StaleAgency", {"agency": agency}),
        ("tasks.FieldGrant", {"plan": scene.plan, "agency": agency, "name": "Hương ước", "legal_basis": "Mục IV.4", "valid_from": BEFORE, "granted_by": steering}),
        ("tasks.DraftInvite", {"plan": scene.plan, "agency": agency, "due_on": BEFORE, "asked_by": steering, "asked_at": EARLIER}),
        ("tasks.CarryDecision", {"event": scene.event, "predecessor": agency, "takes_code": "xa-moi"}),
        ("reporting.UnitDraft", {**said, "kind": "bao-cao", "number": 1, "author": person, "signer": person, "saved_at": EARLIER}),
        ("reporting.Dossier", {"kind": "nop-luu", "period": period, "first_day": BEFORE, "last_day": TODAY, "asked_by": person, "asked_at": EARLIER}),
        ("reporting.AgencyScore", {**said, "formula": formula, "computed_on": BEFORE, "inputs": {}}),
    ]  # fmt: skip
