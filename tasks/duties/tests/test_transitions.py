"""One table of moves; the day of a supplement holds until the duty is sent again."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from agencies.tests.factories import make_agency, make_user
from tasks.duties.as_of import as_they_were, duties_on, stood
from tasks.duties.errors import DutyNotOpen, StaleVersion
from tasks.duties.transitions import MOVES, WRITTEN_ELSEWHERE, To, transition
from tasks.evidence.keeping import attach_evidence, unlink_evidence
from tasks.models import Duty, DutyEvent, EvidenceLink, State, UnitReport
from tasks.models.due_days import due_now_case, due_now_of
from tasks.models.status import Standing, standing_case, standing_of
from tasks.official_letters.unit_reports import record_unit_report
from tasks.pages.calendar import agenda_of
from tasks.periods.closing import unlock_duty
from tasks.periods.syncing import end_all
from tasks.reminders.due_today import urgeable
from tasks.review.deciding import resume_duty, return_duty, waive_duty
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_plan
from tasks.work.at_head import prepare_duty
from tasks.work.extensions import extend_duty
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
#: When the supplement is due, a working day long before the period's.
AGAIN = TODAY + timedelta(days=5)


@pytest.fixture
def reviewer():
    return make_user("head", make_agency("Sở Nội vụ", code="so-noi-vu"))


@pytest.fixture
def duty(reviewer):
    period = make_period(make_plan(reviewer.memberships.get().agency))
    return make_duty(period=period, due_on=date(2026, 12, 16))


@pytest.fixture
def officer(duty):
    return make_user("officer", duty.agency)


@pytest.fixture
def head(duty):
    return make_user("head", duty.agency)


def log(duty, officer, **more):
    return log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp dân.",
        progress="done", **{**MOMENT, **more},
    )  # fmt: skip


def moment(days: int) -> dict[str, date | datetime]:
    """Return a moment some days after the first."""
    return {"today": TODAY + timedelta(days=days), "now": NOW + timedelta(days=days)}


@pytest.fixture
def returned(duty, officer, head, reviewer):
    log(duty, officer)
    submit_duty(duty=duty, actor=head, **MOMENT)
    return return_duty(
        duty=duty,
        reason="Bổ sung số đơn.",
        new_due_on=AGAIN,
        earlier=True,
        day_off=True,
        actor=reviewer,
        **MOMENT,
    )


def test_the_table_says_every_move_and_every_state():
    assert set(DutyEvent.Kind) == MOVES.keys() | set(WRITTEN_ELSEWHERE)
    for move in MOVES.values():
        assert move.comes_from
        assert set(move.comes_from) <= set(State.values)
        assert isinstance(move.to, State | To)


def test_nobody_else_writes_a_state_or_builds_an_event():
    """`Duty.state`, `DutyEvent(` and `version +=` stand where the table is, in the
    bulk writers of a reorganisation and of the sample data, and nowhere else.
    """
    builders = re.compile(r"(?<![\w.])DutyEvent\(")
    found = [
        path
        for app in ("tasks", "reporting", "agencies", "kehoach")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        and builders.search(path.read_text().replace("class DutyEvent(", ""))
    ]
    assert [path.name for path in found] == ["transitions.py"]


def test_a_move_from_a_wrong_state_writes_nothing(duty, head):
    with pytest.raises(DutyNotOpen, match="đang ở trạng thái «Đang mở»"):
        transition([duty], DutyEvent.Kind.SENT_BACK, actor=head, **MOMENT)
    assert not duty.events.exists()
    with pytest.raises(TypeError, match="return_due_on"):
        transition([duty], DutyEvent.Kind.RETURNED, actor=head, **MOMENT)


def test_the_day_of_the_supplement_holds_while_the_head_has_it(
    returned, officer, head, reviewer
):
    log(returned, officer, **moment(1))
    prepare_duty(duty=returned, actor=officer, **moment(1))
    duty = Duty.objects.get(pk=returned.pk)
    assert (duty.state, duty.due_now) == ("prepared", AGAIN)
    assert standing_of(duty, AGAIN) == Standing.RETURNED_READY
    late = AGAIN + timedelta(days=1)
    assert standing_of(duty, late) == Standing.RETURNED_LATE
    assert urgeable(late).filter(pk=duty.pk).exists()
    events = agenda_of(officer, AGAIN, AGAIN, TODAY)
    assert [event.kind for event in events] == ["bo-sung"]
    assert not any(
        event.kind == "han"
        for event in agenda_of(officer, TODAY, date(2026, 12, 31), TODAY)
    )
    submit_duty(duty=duty, actor=head, **moment(2))
    duty.refresh_from_db()
    assert duty.due_now == duty.due_on == date(2026, 12, 16)
    assert standing_of(duty, late) == Standing.WAITING


def test_the_past_of_a_supplement_is_told_from_its_events(returned, officer, head):
    log(returned, officer, **moment(1))
    prepare_duty(duty=returned, actor=officer, **moment(1))
    submit_duty(duty=returned, actor=head, **moment(9))
    late = AGAIN + timedelta(days=1)
    (row,) = stood(returned.period, late)
    assert row.standing == Standing.RETURNED_LATE
    (row,) = as_they_were(stood(returned.period, AGAIN))
    assert (row.standing, row.due_now) == (Standing.RETURNED_READY, AGAIN)


def test_a_prepared_duty_before_its_return_was_no_supplement(
    duty, officer, head, reviewer
):
    log(duty, officer)
    prepare_duty(duty=duty, actor=officer, **MOMENT)
    submit_duty(duty=duty, actor=head, **moment(2))
    return_duty(
        duty=duty, reason="Thiếu.", new_due_on=TODAY + timedelta(days=9), earlier=True, day_off=True,
        actor=reviewer, **moment(3),
    )  # fmt: skip
    (row,) = stood(duty.period, TODAY)
    assert row.standing == Standing.AWAITING_HEAD


def test_python_and_sql_agree_on_the_day_that_counts(returned, officer):
    for _ in range(2):
        row = Duty.objects.annotate(day=due_now_case()).get()
        values = Duty.objects.values("state", "due_on", "return_due_on").get()
        assert row.day == row.due_now == due_now_of(values) == AGAIN
        stands = Duty.objects.annotate(s=standing_case(AGAIN)).get().s
        assert stands == standing_of(row, AGAIN)
        log(row, officer)
        prepare_duty(duty=row, actor=officer, **MOMENT)


def test_an_extension_of_a_supplement_leaves_the_first_day(returned, officer, reviewer):
    log(returned, officer)
    prepare_duty(duty=returned, actor=officer, **MOMENT)
    later = AGAIN + timedelta(days=4)
    extend_duty(
        duty=returned, new_due_on=later, reason="Mưa lũ.", actor=reviewer, **moment(1)
    )
    returned.refresh_from_db()
    assert (returned.due_on, returned.due_now) == (date(2026, 12, 16), later)
    (row,) = as_they_were(stood(returned.period, TODAY))
    assert (row.due_on, row.return_due_on) == (date(2026, 12, 16), AGAIN)


def test_taken_back_by_an_edit_it_is_returned_again(returned, officer):
    log(returned, officer)
    prepare_duty(duty=returned, actor=officer, **MOMENT)
    log(returned, officer)
    returned.refresh_from_db()
    assert (returned.state, returned.due_now) == ("returned", AGAIN)


def test_a_waiver_taken_back_asks_no_supplement(returned, reviewer):
    waive_duty(duty=returned, reason="Không có.", actor=reviewer, **MOMENT)
    resume_duty(duty=returned, reason="Có.", actor=reviewer, **MOMENT)
    returned.refresh_from_db()
    assert (returned.state, returned.return_due_on) == ("open", None)
    returned.return_due_on = AGAIN
    with pytest.raises(IntegrityError), transaction.atomic():
        returned.save()


def test_every_change_of_the_row_makes_open_forms_stale(duty, officer, head, reviewer):
    """Extension, unlock, arrival of a letter, ending: each forgot the version."""

    def steps():
        yield extend_duty(
            duty=duty, new_due_on=date(2026, 12, 21), reason="Lũ.", actor=reviewer,
            **MOMENT,
        )  # fmt: skip
        yield record_unit_report(
            agency=duty.agency, period=duty.period, number="12/BC-UBND",
            signed_on=TODAY, arrived_on=TODAY, actor=reviewer, **MOMENT,
        )  # fmt: skip
        log(duty, officer)
        prepare_duty(duty=duty, actor=officer, **MOMENT)
        evidence = attach_evidence(
            duties=[duty], actor=officer, subject="Kế hoạch", number="1/KH", **MOMENT
        )
        duty.refresh_from_db()
        prepare_duty(duty=duty, actor=officer, **MOMENT)
        yield unlink_evidence(evidence=evidence, duty=duty, actor=officer, **MOMENT)
        duty.period.state = "closed"
        duty.period.closed_at = NOW
        duty.period.save()
        yield unlock_duty(
            duty=duty,
            reason="Sửa số.",
            until=TODAY,
            day_off=True,
            actor=reviewer,
            **MOMENT,
        )
        yield end_all(Duty.objects.all(), "Hết việc", TODAY, NOW)

    seen, known = duty.version, 0
    for _ in steps():
        duty.refresh_from_db()
        assert duty.version > seen
        seen, known = duty.version, known + 1
    assert known == 5
    assert UnitReport.objects.exists()
    assert EvidenceLink.objects.filter(removed_at__isnull=False).exists()
    assert duties_on(TODAY).get().state_on == "ended"


def test_a_stale_form_says_what_happened_meanwhile(duty, officer, reviewer):
    opened = duty.version
    extend_duty(
        duty=duty, new_due_on=date(2026, 12, 21), reason="Lũ.", actor=reviewer, **MOMENT
    )
    with pytest.raises(StaleVersion, match=f"{reviewer}: gia hạn lúc 09:30"):
        log(duty, officer, version=opened)


def test_a_waiver_taken_back_is_no_supplement_in_the_past_either(
    returned, officer, reviewer
):
    waive_duty(duty=returned, reason="Không có.", actor=reviewer, **MOMENT)
    resume_duty(duty=returned, reason="Có.", actor=reviewer, **moment(1))
    prepare_duty(duty=returned, actor=officer, **moment(2))
    (row,) = stood(returned.period, AGAIN + timedelta(days=1))
    assert row.standing == Standing.AWAITING_HEAD
