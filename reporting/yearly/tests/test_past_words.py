"""Periods that are over keep their words, codes and agencies on every page (issue 16, D5)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.testing.examples import few_of
from reporting.yearly.freezing import facts_for
from tasks.changing.tests.changing import apply, draft_of, opened
from tasks.duties.past_words import (
    in_their_periods,
    speak_then,
    task_called,
    words_on,
)
from tasks.models import Period
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
OLD, NEW = "Kiểm tra việc thực hiện", "Kiểm tra, giám sát thường xuyên"
BEFORE = "trước đó là III.5.a"
#: Pages and files that name a task of a period: address, what it says; {code} is how
#: that period calls it.
PAGES = {
    "tasks:duties": "?ky={year}&ma={code}",
    "tasks:duties_csv": "?ky={year}&ma={code}",
    "tasks:plan": "?ky={year}",
    "tasks:desk": "?ky={year}",
    "reporting:matrix": "?ky={year}",
    "reporting:matrix_csv": "?ky={year}",
    "reporting:dashboard": "?ky={year}",
    "reporting:agency_results": "?ky={year}",
    "reporting:task_results": "?ky={year}",
    "reporting:yearly": "",
    "reporting:yearly_csv": "",
    "reporting:comparing": "",
}

USUAL = ["tasks:duties", "tasks:plan", "tasks:desk", "reporting:yearly"]


class Scene:
    """A task that a change of June 2026 renames and gives to another agency; 2025 is
    closed, 2026 runs.
    """

    def __init__(self):
        self.plan = make_plan()
        self.task = make_task(
            self.plan, "III.5.a", text=OLD, short_title=OLD, assignee_text="Sở Y tế"
        )
        self.before = make_agency("Sở Y tế")
        self.after = make_agency("Sở Tư pháp")
        self.other = make_task(self.plan, "III.6.a", short_title="Việc khác")
        self.given = make_assignment(self.task, self.before)
        self.past = make_period(self.plan, 2025)
        self.kept = make_duty(self.task, self.before, self.past)
        self.head = make_user("head", self.plan.steering_agency, is_superuser=True)
        moment = {"today": date(2026, 1, 5), "now": NOW}
        close_period(period=self.past, actor=self.head, **moment)
        self.past.refresh_from_db()
        self.now = opened(self.task)
        apply(draft_of(self.task, text=NEW, short_title=NEW, code="III.5.b"))
        apply(draft_of(self.given, agency_id=self.after.pk))
        self.task.refresh_from_db()


HISTORY = re.compile(r'<ol class="plan-history".*?</ol>', re.DOTALL)


@pytest.fixture
def scene():
    return Scene()


def address(scene, page, year):
    """Return the page of the year: its agency, its code."""
    then = year == 2025
    code = "III.5.a" if then else "III.5.b"
    args = {
        "tasks:desk": [(scene.before if then else scene.after).code],
        "reporting:task_results": [code],
        "reporting:yearly": [year],
        "reporting:yearly_csv": [year],
        "reporting:comparing": [year],
    }
    args["reporting:agency_results"] = args["tasks:desk"]
    query = PAGES[page].format(year=year, code=code)
    return plan_page(page, args=args.get(page, [])) + query


def said(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    whole = b"".join(answer) if answer.streaming else answer.content
    return whole.decode()


@pytest.mark.parametrize("page", few_of(PAGES, USUAL))
def test_each_year_speaks_with_its_own_words(scene, client, page):
    client.force_login(scene.head)
    then, now = (said(client, address(scene, page, year)) for year in (2025, 2026))
    assert "III.5.a" in then
    assert "III.5.b" not in then
    assert NEW not in then
    assert "III.5.b" in now
    now = HISTORY.sub("", now)  # the plan's page says what each clause said before
    assert "III.5.a" not in now.replace(BEFORE, "")  # the report says what changed
    if page != "reporting:comparing":
        assert OLD not in now.replace(NEW, "")


@pytest.mark.parametrize("page", ["tasks:duties", "reporting:task_results"])
def test_a_year_is_not_asked_by_the_code_of_another(scene, client, page):
    client.force_login(scene.head)
    wrong = address(scene, page, 2025).replace("III.5.a", "III.5.b")
    answer = client.get(wrong)
    assert answer.status_code == 404 or answer.context["total"] == 0


def test_the_report_of_each_year_names_its_agency(scene):
    told = {}
    for year in (2025, 2026):
        rows = Period.objects.select_related("plan__steering_agency")
        period = rows.get(plan=scene.plan, year=year)
        facts = facts_for(period=period, today=date(2026, 7, 1))
        told[year] = {task.code: task.assignees for task in facts.tasks}
    assert told[2025]["III.5.a"] == "Sở Y tế"
    assert told[2026]["III.5.b"] == "Sở Tư pháp"


def test_years_are_compared_though_the_code_changed(scene):
    make_duty(scene.other, scene.after, scene.past)
    period = Period.objects.select_related("plan__steering_agency").get(pk=scene.now.pk)
    facts = facts_for(period=period, today=date(2026, 7, 1))
    assert [span.key for span in facts.past] == ["2025"]
    assert {task.code for task in facts.past[0].tasks} == {"III.5.b", "III.6.a"}


def test_what_closes_late_is_stored_under_the_code_of_its_last_day(scene):
    assert scene.kept.snapshots.get().task_code == "III.5.a"
    task = make_task(scene.plan, "III.7.a", short_title="Tên cũ")
    duty = make_duty(task, scene.before, scene.now)
    change = draft_of(
        task, code="III.7.b", short_title="Tên mới", on=date(2026, 12, 20)
    )
    day = {"today": date(2026, 12, 28), "now": NOW}
    apply(change, **day)
    duty.refresh_from_db()
    close_period(period=scene.now, actor=scene.head, **day)
    assert duty.snapshots.get().task_code == "III.7.a"


def test_an_open_year_that_is_over_keeps_its_words_at_work(scene, client):
    task = make_task(scene.plan, "III.7.a", short_title="Tên cũ")
    duty = make_duty(task, scene.before, scene.now)
    later = make_period(scene.plan, 2027)
    again = make_duty(task, scene.before, later)
    change = draft_of(
        task, code="III.7.b", short_title="Tên mới", on=date(2026, 12, 20)
    )
    apply(change, today=date(2026, 12, 28), now=NOW)
    client.force_login(scene.head)
    for row, title in ((duty, "III.7.a Tên cũ"), (again, "III.7.b Tên mới")):
        html = text_of(client.get(reverse("tasks:duty", args=[row.pk])))
        assert f"{title}</h1>" in html


def test_what_outlives_its_year_speaks_with_the_newest_words(scene):
    task = make_task(scene.plan, "III.8", schedule="once", due_on=date(2026, 9, 1))
    duty = make_duty(task, scene.before, scene.past, schedule="once")
    apply(draft_of(task, code="III.9"))
    duty.task.refresh_from_db()
    assert [row.task.code for row in in_their_periods([duty])] == ["III.9"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_words_of_the_past_cost_the_same_for_any_number_of_rows(
    scene, number, django_assert_max_num_queries
):
    rows = [make_duty(scene.task, period=scene.past) for _ in range(number)]
    with django_assert_max_num_queries(1):
        in_their_periods(rows)
    others = [make_duty(scene.other, period=scene.past) for _ in range(number)]
    with django_assert_max_num_queries(0):
        in_their_periods(others)


def test_a_code_is_found_as_it_was_called(scene):
    plan, then, now = scene.plan.pk, scene.past.words_day(), scene.now.words_day()
    assert task_called(plan, "III.5.a", then).short_title == OLD
    assert task_called(plan, "III.5.b", then) is None
    assert task_called(plan, "III.5.b", now).short_title == NEW
    assert words_on(plan, now) == {}


def test_a_years_report_cites_the_plan_as_it_was_called(scene):
    """Its title and number changed since; the running year speaks with the new ones."""
    plan = scene.plan
    before = plan.title
    apply(draft_of(plan, title="Về việc gọi khác"))
    for period, title in ((scene.past, before), (scene.now, "Về việc gọi khác")):
        found = type(period).objects.get(pk=period.pk)
        speak_then(found)
        assert found.plan.title == title
