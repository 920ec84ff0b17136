"""Opening the next period says what differs from the one before."""

from datetime import date

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.changing import apply_change, draft_change, rehearse_change, save_draft
from tasks.changing.drafting import Wanted
from tasks.periods.opening import new_period, open_period
from tasks.periods.rolling_over import coming_duties, roll_over
from tasks.tests.factories import NOW, TODAY, make_assignment, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def plan():
    plan = make_plan()
    finance, health = make_agency("Sở Tài chính"), make_agency("Sở Y tế")
    for code, agencies in (("IV.1", (finance, health)), ("IV.2", (finance,))):
        task = make_task(plan, code, schedule="annual")
        for agency in agencies:
            make_assignment(task, agency)
    make_assignment(make_task(plan, "IV.3", schedule="once"), finance)
    open_period(plan=plan, year=2026, **MOMENT)
    return plan


def applied(plan, edits, more):
    boss = make_user(is_superuser=True)
    draft = draft_change(edits=edits, more=more, plan=plan.pk, actor=boss, **MOMENT)
    basis = {
        "basis_number": "9/QĐ", "basis_on": TODAY, "basis_title": "Sửa đổi",
        "effective_on": TODAY,
    }  # fmt: skip
    draft = save_draft(change=draft, basis=basis, open_work={})
    digest = rehearse_change(change=draft, **MOMENT).digest
    apply_change(change=draft, actor=boss, digest=digest, **MOMENT)


def compared(plan, year, day):
    wanted = new_period(plan, year, "nam")
    rows = {"periods": list(plan.periods.all()), "tasks": list(plan.tasks.all())}
    return roll_over(wanted, coming_duties(wanted, day), **rows)


def test_nothing_differs_when_nothing_changed(plan):
    found = compared(plan, 2027, date(2027, 1, 5))
    assert found.is_same
    assert found.totals == (3, 3)


def test_the_first_period_has_nothing_before_it(plan):
    assert compared(plan, 2026, TODAY) is None


def test_tasks_words_and_agencies_that_differ_are_named(plan, client):
    first, second = plan.tasks.filter(code__in=("IV.1", "IV.2")).order_by("code")
    given = first.assignments.get(agency__short_name="Sở Y tế")
    building = make_agency("Sở Xây dựng")
    new = {
        "section_id": first.section_id, "code": "IV.4", "text": "Mới",
        "short_title": "Việc mới", "schedule": "annual", "schedule_text": "Hằng năm",
        "given": [{"agency_id": building.pk, "group_id": None, "role": "lead"}],
    }  # fmt: skip
    applied(
        plan,
        [(first, {"text": "Lời khác"})],
        [
            Wanted("assignment", given),
            Wanted("task", second),
            Wanted("task", None, new),
        ],
    )
    found = compared(plan, 2027, date(2027, 1, 5))
    assert [each.code for each in found.added] == ["IV.4"]
    assert [each.code for each in found.ended] == ["IV.2"]
    assert [(each.code, each.before, each.after) for each in found.others] == [
        ("IV.1", 2, 1)
    ]
    assert [each.code for each in found.reworded] == ["IV.1"]
    assert (found.joined, found.left) == (("Sở Xây dựng",), ("Sở Y tế",))
    assert found.totals == (3, 2)
    client.force_login(make_user(is_superuser=True))
    said = text_of(client.get(f"/ke-hoach/{plan.code}/ky-bao-cao/?nam=2027"))
    assert "Khác kỳ năm 2026 lúc mở" in said
    for words in ("IV.4 Việc mới", "Nhiệm vụ thôi thực hiện", "Sở Xây dựng"):
        assert words in said
