"""A change and an officer, a night, another administrator at the same moment."""

import pytest

from agencies.models import Agency
from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.changing import apply_change, rehearse_change
from tasks.changing.tests.changing import MOMENT, apply, draft_of, live, night
from tasks.changing.tests.undoing import APPLIED, LATER, SINCE, undo
from tasks.models import Assignment, Duty, Notice, PlanChange
from tasks.periods.opening import Synced
from tasks.tests import together
from tasks.tests.factories import TODAY
from tasks.tests.together import or_refusal
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


@pytest.fixture
def draft(given, period):
    return draft_of(given, agency_id=make_agency("Sở Xây dựng").pk)


def at_once(*calls):
    """Run the calls at the same moment; return results or refusals."""
    return together.at_once(*map(or_refusal, calls))


def applying(draft):
    digest = rehearse_change(change=draft, **MOMENT).digest
    return lambda: apply_change(
        change=draft, actor=draft.created_by, digest=digest, **MOMENT
    )


@pytest.mark.parametrize("attempt", range(3))
def test_an_officer_who_saves_meanwhile_is_carried_along_or_told(given, draft, attempt):
    duty = live(given.task).get()
    officer = make_user(agency=duty.agency)
    saving = {"done_on": TODAY, "text": "Đã rà soát", "progress": "done"}
    changed, saved = at_once(
        applying(draft),
        lambda: log_progress(duties=[duty], author=officer, **saving, **MOMENT),
    )
    now = live(given.task).get()
    if isinstance(changed, RuleBroken):
        assert "Xem lại rồi áp dụng" in changed.message
        assert now == duty
        assert now.entry_links.count() == 1
    else:
        assert now.agency.short_name == "Sở Xây dựng"
        assert isinstance(saved, RuleBroken)
        assert now.entry_links.count() == 0
    assert Duty.objects.live().count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_night_and_a_change_leave_one_duty(given, period, draft, attempt):
    changed, synced = at_once(applying(draft), lambda: night(period))
    assert not isinstance(changed, RuleBroken)
    assert isinstance(synced, Synced)
    assert live(given.task).get().agency.short_name == "Sở Xây dựng"


def test_two_administrators_apply_once(given, draft):
    results = at_once(applying(draft), applying(draft))
    assert sum(isinstance(each, RuleBroken) for each in results) == 1
    assert Assignment.objects.count() == 2
    assert live(given.task).count() == 1


@pytest.fixture
def change(draft):
    apply(draft, now=APPLIED)
    return draft


@pytest.mark.parametrize("attempt", range(3))
def test_who_saves_while_it_is_undone_stands_against_it_or_is_told(
    given, change, attempt
):
    heir = live(given.task).get()
    officer = make_user(agency=heir.agency)
    saving = {"done_on": TODAY, "text": "Đã rà soát", "progress": "done"}
    undone, saved = at_once(
        lambda: undo(change),
        lambda: log_progress(
            duties=[heir], author=officer, **saving, today=TODAY, now=SINCE
        ),
    )
    now = live(given.task).get()
    if isinstance(undone, RuleBroken):
        assert f"{officer} đã ghi nhật ký {heir}." in undone.message
        assert (now, now.entry_links.count()) == (heir, 1)
    else:
        assert isinstance(saved, RuleBroken)
        assert "vừa được hoàn tác" in saved.message
        assert now.agency.short_name == "Sở Tài chính"
    assert Duty.objects.live().count() == 1


def test_two_administrators_undo_once(given, change):
    for name in ("Sở Tài chính", "Sở Xây dựng"):
        make_user(agency=Agency.objects.get(short_name=name))
    results = at_once(lambda: undo(change), lambda: undo(change))
    assert sum(isinstance(each, RuleBroken) for each in results) == 1
    assert PlanChange.objects.get().state == "undone"
    assert Assignment.objects.get() == given
    assert Notice.objects.filter(created_at=LATER).count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_the_night_and_undoing_leave_one_duty(given, period, change, attempt):
    undone, synced = at_once(lambda: undo(change), lambda: night(period, now=SINCE))
    assert undone is None
    assert isinstance(synced, Synced)
    assert live(given.task).get().agency.short_name == "Sở Tài chính"
