"""Which period a page means where none is named: the one that runs, and after its end the
old year until its report is issued.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from agencies.tests.factories import make_user
from kehoach.testing.examples import few_of
from reporting.yearly.freezing import freeze, issue
from reporting.yearly.putting_right import start_replacement
from reporting.yearly.report_words import save_words
from reporting.yearly.tests.signing import SIGNED, complete, hand_in_newest
from tasks.duties.access import current_period
from tasks.duties.gates import working_period
from tasks.models import Duty, Period
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
EARLY = date(2026, 11, 29)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: day → the year that is meant while the report of 2026 is not issued.
DAYS = [
    (date(2026, 11, 29), 2026),
    (date(2026, 12, 14), 2026),
    (date(2026, 12, 15), 2026),
    (date(2026, 12, 16), 2026),
    (date(2026, 12, 31), 2026),
    (date(2027, 1, 1), 2026),
    (date(2027, 1, 31), 2026),
    (date(2027, 2, 1), 2027),
]


class Scene:
    """A plan whose 2027 was opened early, beside 2025 (closed), 2026 and its half."""

    def __init__(self):
        self.plan = make_plan()
        self.task = make_task(self.plan)
        half = {"data_to": date(2026, 6, 14), "unit_due": date(2026, 6, 16)}
        self.last = make_period(self.plan, 2025, state="closed")
        make_period(self.plan, 2026, kind="6-thang", **half)
        self.old = make_period(self.plan, 2026)
        self.new = make_period(self.plan, 2027)
        self.owed = make_duty(self.task, period=self.old)
        self.agency = self.owed.agency
        make_assignment(self.task, self.agency)
        self.next = make_duty(self.task, self.agency, self.new)
        self.officer = make_user("officer", self.agency)
        self.steering = make_user("head", self.plan.steering_agency)
        self.admin = make_user(is_superuser=True, is_staff=True)

    def issue(self, day):
        """Issue the report of 2026 on the day, with all that goes before."""
        common = {"actor": self.steering, "today": day}
        now = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
        close_period(period=self.old, now=now, **common)
        self.old.refresh_from_db()
        complete(self.old)
        freeze(period=self.old, now=now, **common)
        words = SIGNED | {"issued_on": day}
        save_words(period=self.old, values=words, version=0, now=now, **common)
        hand_in_newest(self.old, self.steering, day)
        issue(period=self.old, **common)


@pytest.fixture
def scene():
    return Scene()


def year_meant(scene, day):
    return current_period(scene.plan, day).year


@pytest.mark.parametrize(("day", "year"), DAYS)
def test_the_old_year_is_meant_until_the_latest_day(scene, day, year):
    found = current_period(scene.plan, day)
    assert (found.kind, found.year) == ("nam", year)
    close_period(period=scene.old, actor=scene.steering, today=date(2026, 12, 20), now=datetime(2026, 12, 20, tzinfo=ZONE))  # fmt: skip
    assert year_meant(scene, day) == year, "figures may be frozen long before"


def test_once_the_report_is_issued_the_new_year_is_meant(scene):
    scene.issue(date(2026, 12, 30))
    assert Period.objects.get(pk=scene.old.pk).reported_on == date(2026, 12, 30)
    assert year_meant(scene, date(2026, 12, 31)) == 2027
    assert year_meant(scene, date(2027, 1, 15)) == 2027


def test_a_replacement_being_drafted_does_not_bring_the_old_year_back(scene):
    scene.issue(date(2026, 12, 30))
    day = date(2027, 1, 4)
    start_replacement(
        period=scene.old, kind="thay-the", reason="Sai số", actor=scene.steering,
        today=day, now=datetime(2027, 1, 4, 9, tzinfo=ZONE),
    )  # fmt: skip
    assert Period.objects.get(pk=scene.old.pk).reported_on == date(2026, 12, 30)
    assert year_meant(scene, day) == 2027


def test_the_latest_day_is_a_setting(scene, settings):
    settings.OLD_YEAR_UNTIL = (1, 10)
    assert year_meant(scene, date(2027, 1, 10)) == 2026
    assert year_meant(scene, date(2027, 1, 11)) == 2027


def test_without_another_one_the_last_that_ran_is_meant_and_never_nothing(scene):
    only = make_plan()
    assert current_period(only, EARLY) is None
    first = make_period(only, 2027)
    assert current_period(only, EARLY) == first
    ran = make_period(only, 2024, state="closed")
    assert current_period(only, EARLY) == ran


#: page → (who looks, how it says its year).
PAGES = {
    "tasks:desk": "officer",
    "tasks:unit_report": "officer",
    "tasks:new_difficulty": "officer",
    "tasks:ask_extension_for_all": "officer",
    "tasks:desk_sheet": "officer",
    "reporting:agency_results": "officer",
    "tasks:duties": "steering",
    "tasks:plan": "steering",
    "tasks:review": "steering",
    "tasks:letters": "steering",
    "reporting:dashboard": "steering",
    "reporting:matrix": "steering",
    "reporting:trends": "steering",
    "reporting:silent": "steering",
    "reporting:scores": "steering",
}


def period_of(response):
    """Return the period that a page was about."""
    for holder in ("about", "page"):
        held = getattr(response.context.get(holder), "period", None)
        if held is not None:
            return held
    return response.context["period"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "day",
    few_of([EARLY, date(2026, 12, 15), date(2026, 12, 31)], [date(2026, 12, 31)]),
)
def test_every_page_means_the_same_period(scene, client, name, day, clock):
    needs_agency = PAGES[name] == "officer"
    address = plan_page(name, args=[scene.agency.code] if needs_agency else [])
    clock.at(day)
    client.force_login(getattr(scene, PAGES[name]))
    assert period_of(client.get(address)) == scene.old


@pytest.mark.parametrize("day", [EARLY, date(2026, 12, 16)])
def test_the_yearly_report_is_that_of_the_meant_year(scene, client, day, clock):
    clock.at(day)
    client.force_login(scene.steering)
    assert client.get(plan_page("reporting:yearly_home")).url.endswith("/2026/")


def test_what_outlived_a_closed_year_goes_on_in_the_one_that_runs(scene):
    task = make_task(scene.plan, schedule="once")
    row = make_duty(task, scene.agency, scene.last, due_on=None)
    assert working_period(row, EARLY) == scene.old


def test_an_early_period_says_so_and_is_offered(scene, client, clock):
    desk = reverse("tasks:desk", args=[scene.agency.code])
    clock.at(EARLY)
    client.force_login(scene.officer)
    page, early = (text_of(client.get(desk + more)) for more in ("", "?ky=2027"))
    client.force_login(scene.steering)
    listed = text_of(client.get(f"{plan_page('tasks:duties')}?ky=2027"))
    told = "Năm 2027 được mở trước: số liệu tính từ ngày <strong>15/12/2026</strong>"
    assert told in early
    assert told in listed
    assert told not in page
    assert "đã mở trước, số liệu từ 15/12/2026, hạn 16/12/2027: 1 nhiệm vụ" in page
    assert f'href="{desk}">Xem kỳ đang chạy' in early


@pytest.mark.parametrize("how", ["open", "reopened"])
def test_the_desk_lists_first_what_is_owed_of_the_old_year(scene, client, how, clock):
    day = date(2027, 2, 4)
    if how == "reopened":
        day = date(2027, 1, 4)
        scene.issue(date(2026, 12, 30))
        Duty.objects.filter(pk=scene.owed.pk).update(reopened_until=day)
    desk = reverse("tasks:desk", args=[scene.agency.code])
    clock.at(day)
    client.force_login(scene.officer)
    response = client.get(desk)
    assert response.context["period"] == scene.new
    first, *others = response.context["desk"].groups
    assert first.title == "Còn nợ của năm 2026"
    assert [line.duty for line in first.lines] == [scene.owed]
    assert first.lines[0].period == scene.old
    assert scene.next in [line.duty for group in others for line in group.lines]
    assert response.context["desk"].total == 1, "the old year is no part of the new"
    page = text_of(response)
    assert "Năm 2026</a> cũng đang mở" not in page


def test_the_head_sends_what_is_left_of_the_old_year_by_itself(scene, client, clock):
    Duty.objects.filter(pk=scene.owed.pk).update(state="prepared")
    head = make_user("head", scene.agency)
    clock.at(date(2027, 2, 4))
    client.force_login(head)
    response = client.get(reverse("tasks:desk", args=[scene.agency.code]))
    says = response.context["says"]
    assert says[0].text == "1 việc"
    assert says[0].href.endswith("&ky=2026")
    assert response.context["desk"].groups[0].code == "nam-truoc"


@pytest.mark.parametrize("day", [date(2026, 12, 20), date(2027, 1, 10)])
def test_the_overview_lets_one_look_at_the_other_years(scene, client, day, clock):
    overview = plan_page("reporting:dashboard")
    clock.at(day)
    client.force_login(scene.steering)
    html = text_of(client.get(overview))
    new, closed = (text_of(client.get(f"{overview}?ky={y}")) for y in (2027, 2025))
    assert '<option value="2026" selected>Năm 2026</option>' in html
    assert '<option value="2025">Năm 2025 (đã chốt)</option>' in html
    assert '<option value="2027" selected>Năm 2027' in new
    assert '<option value="2026">Năm 2026</option>' in new
    assert '<option value="2025" selected>Năm 2025 (đã chốt)</option>' in closed
    assert "năm 2025 (đã chốt)</h1>" in closed
