"""What a night ended since an assignment ran out opens again when it lasts longer."""

from datetime import date

import pytest

from agencies.models import AgencyGroup, GroupMember
from agencies.tests.factories import make_agency, make_user
from tasks.changing import rehearse_change
from tasks.changing.tests.changing import MOMENT, apply, draft_of, live, night, opened
from tasks.models import Assignment, Duty, DutyEvent, EntryLink
from tasks.sums.keeping import differences
from tasks.tests.factories import NOW, TODAY, make_assignment, make_plan, make_task
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
LAST, LONGER = date(2026, 6, 5), date(2026, 12, 31)


@pytest.fixture
def given():
    task = make_task(make_plan(), "IV.5.1", assignee_text="Sở Tài chính")
    return make_assignment(task, make_agency("Sở Tài chính"), valid_to=LAST)


@pytest.fixture
def duty(given):
    """A duty with an entry, ended by the night after its assignment's last day."""
    eve = {"today": date(2026, 6, 1), "now": NOW}
    task = given.task
    Assignment.objects.update(valid_to=None)
    period = opened(task)
    Assignment.objects.update(valid_to=LAST)
    duty = live(task).get()
    log_progress(
        duties=[duty],
        author=make_user(agency=duty.agency),
        done_on=date(2026, 5, 30),
        text="Đã rà soát",
        progress="in_progress",
        **eve,
    )
    assert night(period).ended == 1
    duty.refresh_from_db()
    assert duty.state == "ended"
    return duty


def is_open_with_its_log(duty):
    duty.refresh_from_db()
    assert (duty.state, duty.reason, duty.ended_on) == ("open", "", None)
    assert duty.progress == "in_progress"
    assert EntryLink.objects.filter(duty=duty).count() == 1
    assert Duty.objects.filter(task=duty.task_id).count() == 1
    kinds = list(duty.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == [DutyEvent.Kind.ENDED, DutyEvent.Kind.RESUMED]
    assert differences(period=duty.period) == []


def test_a_longer_assignment_opens_what_the_night_ended(given, duty):
    Assignment.objects.update(valid_to=LONGER)
    assert night(duty.period).opened == 1
    is_open_with_its_log(duty)
    assert (night(duty.period).opened, night(duty.period).ended) == (0, 0)


def test_a_change_of_the_plan_opens_it_at_once_and_its_preview_says_so(given, duty):
    draft = draft_of(given, on=TODAY, valid_to=LONGER)
    preview = rehearse_change(change=draft, **MOMENT)
    assert [each.opened for each in preview.done] == [["Sở Tài chính"]]
    assert Duty.objects.get(pk=duty.pk).state == "ended"
    assert apply(draft)["opened"] == 1
    is_open_with_its_log(duty)
    assert duty.assignment.valid_to == LONGER


def test_who_comes_back_into_the_group_goes_on(duty):
    group = AgencyGroup.objects.create(code="nhom", name="Nhóm")
    make_assignment(duty.task, None, group=group)
    assert night(duty.period).opened == 0
    GroupMember.objects.create(group=group, agency=duty.agency)
    assert night(duty.period).opened == 1
    is_open_with_its_log(duty)


def test_what_a_person_ended_stays_ended(given, duty):
    Duty.objects.update(reason="Rút yêu cầu: nhầm")
    Assignment.objects.update(valid_to=LONGER)
    assert night(duty.period).opened == 0
    duty.refresh_from_db()
    assert duty.state == "ended"
