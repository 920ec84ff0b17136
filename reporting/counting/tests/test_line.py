"""Year-on-year follows heirs: a plan's first year beside the last of the plan before."""

from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_user
from reporting.counting.spans import adding_up, earlier, spans_before
from reporting.counting.sums import sums_of
from reporting.counting.tests.line import follow, two_years, year_of
from reporting.overview.facts import period_facts_of
from reporting.overview.trends import burn_up
from tasks.changing.tests.changing import apply
from tasks.changing.tests.replacing import next_plan, replacement, task_like
from tasks.duties.lineage import periods_before
from tasks.figures.answers import last_values
from tasks.models import Assignment, Duty
from tasks.periods.opening import open_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_assignment
from tasks.work.beside import entries_before

pytestmark = pytest.mark.django_db
ON, AFTER = date(2026, 6, 1), date(2026, 12, 20)


@pytest.fixture
def scene():
    return two_years()


@pytest.fixture
def new(scene):
    return follow(scene)


def before_of(period):
    return spans_before(
        period, sums_of(period), earlier(period), AFTER, adding_up(period.plan_id)
    )


def test_the_year_before_speaks_of_the_heirs(scene, new):
    [last] = before_of(year_of(new))
    assert last.words == "năm 2025"
    assert [(m.code, m.numerator, m.denominator) for m in last.measures] == [
        ("M.1.a", 2, 4)
    ]
    assert [(t.code, t.done) for t in last.tasks] == [("V.1", 1)]
    assert {f.code: f.total for f in last.figures}["moi-nguoi-da-boi-duong"] == 2
    [alike] = last.same.measures
    assert (alike.code, alike.now, alike.before, alike.units) == ("M.1.a", 3, 2, 1)
    [task] = last.same.tasks
    assert (task.code, task.units) == ("V.1", 1)


def test_the_year_of_the_change_is_the_new_plans_own(scene, new):
    later = open_period(
        plan=new, year=2027, today=date(2026, 12, 20), now=NOW + timedelta(days=190)
    )
    years = [(each.plan, each.year) for each in earlier(later)]
    assert years == [(new, 2026), (scene.plan, 2025)]
    assert periods_before(later).first().plan == new


def test_a_line_of_three_plans_is_followed(scene, new):
    third = next_plan(begins_on=date(2026, 6, 9))
    task = task_like(new.tasks.get(), third, "X.1")
    make_assignment(task, Assignment.objects.get(task=scene.task).agency)
    open_period(plan=third, year=2026, today=NOW.date(), now=NOW)
    apply(replacement(new, third, on=date(2026, 6, 9)))
    assert periods_before(year_of(third)).first() == year_of(scene.plan, 2025)
    [last] = before_of(year_of(third))
    assert [t.code for t in last.tasks] == ["X.1"]


def test_forms_show_what_was_answered_in_the_plan_before(scene, new):
    period = year_of(new)
    scene.trained.refresh_from_db()
    heir = scene.trained.replaced_by
    values = last_values(Assignment.objects.get(task=scene.task).agency_id, period)
    assert values[heir.pk].number == 2


def test_the_curve_and_the_sentence_have_the_year_before(scene, new):
    _, before = burn_up(year_of(new), AFTER)
    assert before is not None
    facts = period_facts_of(year_of(new), NOW.date())
    assert facts.before_year == 2025


def test_the_page_compares_with_the_plan_before_and_leads_there(scene, new, client):
    client.force_login(make_user("head", new.steering_agency))
    page = client.get(plan_page("/so-sanh/2026/", plan=new))
    body = page.content.decode()
    assert page.status_code == 200
    assert f"/ke-hoach/{scene.plan.code}/danh-sach/?ky=2025&amp;ma=III.2.a" in body
    assert "tăng 25 điểm phần trăm" in body


def test_entries_of_the_task_before_stand_beside_the_form(scene, new):
    duty = Duty.objects.get(period=year_of(new))
    assert entries_before(duty) == []
