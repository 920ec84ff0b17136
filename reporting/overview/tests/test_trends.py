"""«Diễn biến»: curves, the last seven days, who needs help, comparisons."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from reporting.facts.curve import curve_of
from reporting.overview.trends import burn_up, week_changes, who_needs_help
from tasks.models import Difficulty, Duty, DutyEvent, DutySnapshot, ProgressEntry
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_duty, make_period, make_plan, make_task

TODAY = date(2026, 12, 20)
FIRST = date(2025, 12, 15)
DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))


@given(
    st.dictionaries(st.one_of(st.none(), DAYS), st.integers(0, 50), max_size=30),
    st.integers(0, 400),
)
def test_a_curve_never_falls_and_never_passes_its_total(sent, length):
    last = FIRST + timedelta(days=length)
    curve = curve_of("Năm 2026", FIRST, last, sent)
    sums = [point.sent for point in curve.points]
    assert sums == sorted(sums)
    assert curve.total == sum(sent.values())
    assert all(0 <= point.share <= 1 for point in curve.points)
    assert curve.points[-1].day == last
    until = sum(n for day, n in sent.items() if day and day <= last)
    assert sums[-1] == until
    assert len(curve.points) == length // 7 + 1


class Scene:
    """A plan with this and last year's period."""

    def __init__(self):
        self.steering = make_agency("Sở Nội vụ")
        self.plan = make_plan(self.steering)
        self.period = make_period(self.plan)
        self.task = make_task(self.plan, "III.1")
        self.reader = make_user("officer", self.steering)

    def unit(self, name="UBND xã An", **fields):
        return make_duty(self.task, make_agency(name), self.period, **fields)

    def sent(self, day, name="UBND xã Gửi"):
        duty = self.unit(name, state="submitted", first_sent_on=day, submitted_at=NOW)
        self.move(duty, "submitted", day)
        return duty

    def move(self, duty, kind, day, **fields):
        return DutyEvent.objects.create(
            duty=duty, kind=kind, effective_on=day, recorded_at=NOW, **fields
        )


@pytest.fixture
def scene(db, clock):
    clock.at(TODAY)
    return Scene()


def test_the_curve_counts_sendings_by_week_and_last_year_from_its_snapshot(scene):
    scene.sent(FIRST + timedelta(days=3))
    scene.sent(FIRST + timedelta(days=10), "UBND xã Hai")
    ours = make_duty(scene.task, scene.steering, scene.period)
    Duty.objects.filter(pk=ours.pk).update(state="submitted", first_sent_on=FIRST)
    last = make_period(scene.plan, 2025, state="closed")
    for counted in (True, False):
        duty = make_duty(make_task(scene.plan), scene.steering, last)
        DutySnapshot.objects.create(
            period=last,
            duty=duty,
            agency=scene.steering,
            task_code="III.1",
            state="accepted",
            progress="done",
            label="Hoàn thành",
            first_sent_on=date(2024, 12, 20),
            counted=counted,
        )
    this, before = burn_up(scene.period, TODAY)
    assert [point.sent for point in this.points[:3]] == [1, 1, 1]
    assert (this.total, this.units) == (1, 1)
    assert (before.total, before.points[0].sent) == (1, 1)
    assert before.label == "Năm 2025"


def test_the_last_seven_days_leave_out_older_and_voided_moves(scene):
    scene.sent(TODAY, "UBND xã Một")
    scene.sent(TODAY - timedelta(days=6), "UBND xã Hai")
    old = scene.sent(TODAY - timedelta(days=7), "UBND xã Ba")
    scene.move(old, "returned", TODAY, voided_at=NOW)
    found = week_changes(scene.period, TODAY)
    assert (found.sent, found.returned, found.accepted) == (2, 0, 0)


def test_an_agency_that_speaks_for_the_first_time_is_named(scene):
    duty = scene.unit("UBND xã Mới")
    scene.unit("UBND xã Im")
    ProgressEntry.objects.create(
        agency=duty.agency,
        period=scene.period,
        done_on=TODAY,
        text="Đã làm",
        progress="done",
        author=scene.reader,
        recorded_at=NOW.replace(month=12, day=18),
    )
    assert week_changes(scene.period, TODAY).new_agencies == (duty.agency,)


def test_who_needs_help_and_why(scene):
    late = scene.unit("UBND xã Trễ")
    scene.sent(TODAY - timedelta(days=30), "UBND xã Xong")
    back = scene.sent(TODAY - timedelta(days=30), "UBND xã Sửa")
    for day in (20, 10):
        scene.move(back, "returned", TODAY - timedelta(days=day))
    Difficulty.objects.create(
        plan=scene.plan,
        agency=late.agency,
        period=scene.period,
        text="Thiếu người",
        raised_by=scene.reader,
        raised_on=TODAY,
        recorded_at=NOW,
    )
    found = who_needs_help(scene.period, TODAY)
    assert [
        (each.name, each.late, each.stale, each.returned_twice, each.difficulties)
        for each in found
    ] == [("UBND xã Trễ", 1, 0, 0, 1), ("UBND xã Sửa", 0, 0, 1, 0)]


def test_every_number_of_who_needs_help_opens_its_rows(scene, client):
    scene.unit("UBND xã Trễ")
    back = scene.sent(TODAY - timedelta(days=30), "UBND xã Sửa")
    for day in (20, 10):
        scene.move(back, "returned", TODAY - timedelta(days=day))
    once = scene.sent(TODAY - timedelta(days=30), "UBND xã Một")
    scene.move(once, "returned", TODAY)
    scene.move(once, "returned", TODAY, voided_at=NOW)
    common = {"plan": scene.plan, "period": scene.period, "raised_by": scene.reader}
    rows = [
        Difficulty.objects.create(
            agency=duty.agency, text="Khó", raised_on=TODAY, recorded_at=NOW, **common
        )
        for duty in (back, back, once)
    ]
    Difficulty.objects.filter(pk=rows[1].pk).update(merged_into=rows[0])
    client.force_login(scene.reader)
    page = client.get(plan_page("reporting:helping"), {"ky": 2026}).content.decode()
    links = re.findall(
        r'href="(/(?:ke-hoach/[^/"]+/danh-sach|vuong-mac)/[^"]+)">([\d.]+)</a>', page
    )
    assert len(links) == 12
    assert {number for address, number in links if "hai-lan" in address} == {"0", "1"}
    for address, number in links:
        found = client.get(html.unescape(address)).context
        shown = found["total"] if "total" in found else found["page"].paginator.count
        assert shown == int(number), address


def test_every_number_opens_exactly_its_rows(scene, client):
    scene.unit("UBND xã Trễ")
    done = scene.sent(TODAY - timedelta(days=2), "UBND xã Xong")
    Duty.objects.filter(pk=done.pk).update(
        state="accepted", progress="done", accepted_on=TODAY
    )
    scene.move(done, "accepted", TODAY)
    scene.unit("UBND xã Mời", is_requested=True)
    client.force_login(scene.reader)
    page = client.get(plan_page("reporting:trends"), {"ky": 2026}).content.decode()
    links = re.findall(
        r'href="(/ke-hoach/[^/"]+/danh-sach/[^"]+)">(?:<strong>)?([\d.]+)(?:</strong>|</a>)',
        page,
    )
    assert len(links) >= 15
    for address, number in links:
        found = client.get(html.unescape(address))
        assert found.context["total"] == int(number), address


def test_the_part_has_no_frame_and_strangers_none_at_all(scene, client):
    scene.unit()
    client.force_login(scene.reader)
    url = plan_page("reporting:trends")
    assert "<html" in client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Đơn vị cần hỗ trợ" in part
    client.force_login(make_user("officer", make_agency()))
    assert client.get(url).status_code == 404
    assert client.get(plan_page("reporting:helping")).status_code == 404


@pytest.mark.parametrize("units", [1, 3, 40])
@pytest.mark.parametrize(("name", "queries"), [("trends", 12), ("helping", 6)])
def test_the_pages_cost_the_same_at_any_size(scene, client, name, queries, units):
    for number in range(units):
        scene.unit(f"UBND xã {number}")
    client.force_login(scene.reader)
    with CaptureQueriesContext(connection) as seen:
        client.get(plan_page(f"reporting:{name}"))
    assert len(seen) == queries, [q["sql"][:80] for q in seen]
