"""«Tổng quan»: every number opens exactly its rows, in a fixed number of queries."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from agencies.tests.factories import make_agency, make_user
from reporting.counting.measure_rows import ROW_GROUPS, rows_in
from reporting.counting.tasks import task_counts
from reporting.overview.dashboard import dashboard_of, silent_agencies
from reporting.overview.facts import period_facts_of
from tasks.models import Direction, DutySnapshot
from tasks.sums.targets import count_measures, measure_rows, refresh_measures
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_period, make_task
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
AFTER = date(2026, 12, 20)


@pytest.fixture
def scene():
    return make_scene()


def fill(scene, units):
    for number in range(units):
        duty = make_unit(scene)
        answer(scene, duty, trained=1, charged=2 + number, must_have=True)
        silent_unit(scene)


def page_of(client, user, **query):
    client.force_login(user)
    return client.get(plan_page("reporting:dashboard"), query)


@pytest.mark.parametrize("who", ["clerk", "reader"])
@pytest.mark.parametrize("units", [1, 12])
def test_at_most_twelve_queries_at_any_size(
    scene, client, units, who, django_assert_max_num_queries
):
    fill(scene, units)
    make_period(scene.plan, 2027)
    make_period(scene.plan, 2025, state="closed")
    client.force_login(getattr(scene, who))
    page = plan_page("reporting:dashboard")
    with django_assert_max_num_queries(15):  # agencies that changed are counted again
        assert client.get(page).status_code == 200
    refresh_measures(today=timezone.localdate())
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200


def test_totals_follow_the_rows(scene):
    fill(scene, 2)
    make_unit(scene, first_sent_on=date(2026, 12, 18))
    make_unit(scene, state="submitted", accepted_on=None)
    make_unit(scene, is_requested=True)
    make_unit(scene, state="waived", reason="Không thuộc diện")
    found = dashboard_of(scene.period, AFTER).totals
    assert (found["owed"], found["sent"], found["done"]) == (6, 4, 3)
    assert (found["late"], found["waiting"], found["requested"]) == (2, 1, 1)
    parts = dashboard_of(scene.period, AFTER).parts
    assert sum(part.number for part in parts) == 6


def test_every_number_of_tasks_opens_as_many_rows(scene, client):
    fill(scene, 2)
    make_unit(scene, first_sent_on=date(2026, 12, 18))
    make_unit(scene, state="submitted", accepted_on=None)
    make_unit(scene, is_requested=True)
    html = page_of(client, scene.reader).content.decode()
    links = re.findall(
        r'data-label="(?:Phải báo cáo|Đã gửi|Đã thực hiện|Quá hạn, kể cả bổ sung)"[^>]*>'
        r'<a href="([^"]+)">([\d.]+)</a>',
        html,
    )
    assert len(links) == 4
    for address, number in links:
        response = client.get(address.replace("&amp;", "&"))
        assert response.context["total"] == int(number), address
        assert len(response.context["lines"]) == int(number)


def test_every_number_of_measures_opens_its_rows(scene, client):
    fill(scene, 2)
    answer(scene, make_unit(scene), trained=9, charged=1, must_have=False)
    client.force_login(scene.reader)
    counts = count_measures(period=scene.period, data_day=date(2026, 12, 14))
    assert counts
    for count in counts:
        address = plan_page("reporting:measure_rows", args=[count.measure.code])

        def shown(group, at=address):
            return client.get(at, {"ky": 2026, "nhom": group}).context["shown"]

        n = count.numbers
        assert shown("tu-so").numerator == n.numerator
        assert shown("mau-so").denominator == n.denominator
        assert len(shown("khong-thuoc-dien").rows) == n.not_applicable
        assert len(shown("chua-bao-cao").rows) == n.not_reported
        assert len(shown("loi").rows) == n.errors
        assert len(shown("").rows) == n.units


def test_groups_of_rows_do_not_overlap(scene):
    fill(scene, 2)
    answer(scene, make_unit(scene), must_have=False)
    day = date(2026, 12, 14)
    rows = measure_rows(period=scene.period, measure=scene.yes, data_day=day)
    apart = ("tu-so", "chua-dat", "khong-thuoc-dien", "chua-bao-cao")
    assert sum(len(rows_in(group, rows).rows) for group in apart) == len(rows)
    assert set(ROW_GROUPS) > set(apart)


def test_silent_agencies_are_counted_and_listed(scene, client):
    fill(scene, 14)
    html = page_of(client, scene.reader).content.decode()
    assert re.search(r"<strong>14</strong> <span>đơn vị chưa phản hồi", html)
    response = client.get(plan_page("reporting:silent"), {"ky": 2026})
    assert response.context["page"].paginator.count == 14
    silent = list(silent_agencies(scene.period))
    assert len(silent) == 14
    assert list(silent_agencies(scene.period, carried_over=False)) == silent
    answer = response.context["answer"]
    assert all(agency.short_name in answer for agency in silent)
    assert not period_facts_of(scene.period, AFTER).carried_over
    before = make_period(scene.plan, 2025)
    assert all(
        period_facts_of(each, AFTER).carried_over for each in (scene.period, before)
    )


def test_agency_people_go_to_their_desk_and_see_no_rows(scene, client):
    stranger = make_user("head", make_agency())
    response = page_of(client, stranger)
    assert response.status_code == 302
    assert response.url == reverse("tasks:desk_home")
    rows = plan_page("reporting:measure_rows", args=["II.1"])
    for address in (rows, plan_page("reporting:silent")):
        assert client.get(address).status_code == 404
    assert page_of(client, stranger, ky=2026).status_code == 404


def test_the_steering_agency_and_leaders_read_it(scene, client):
    for user in (scene.clerk, scene.reader):
        assert page_of(client, user).status_code == 200


def test_nonsense_in_the_address_is_not_found(scene, client):
    client.force_login(scene.reader)
    rows = plan_page("reporting:measure_rows", args=["II.1"])
    assert client.get(rows, {"nhom": "x"}).status_code == 404
    assert client.get(rows, {"ky": "x"}).status_code == 404
    missing = plan_page("reporting:measure_rows", args=["II.99"])
    assert client.get(missing).status_code == 404


def test_agency_names_are_escaped(scene, client):
    agency = make_agency("<b>Sở</b>")
    scene_unit = make_unit(scene, agency=agency)
    address = plan_page("reporting:measure_rows", args=["II.3"])
    client.force_login(scene.reader)
    html = client.get(address).content.decode()
    assert escape(scene_unit.agency.short_name) in html
    assert "<b>Sở</b>" not in html


def test_a_closed_period_counts_what_it_stored(scene):
    duty = make_unit(scene)
    DutySnapshot.objects.create(
        period=scene.period,
        duty=duty,
        agency=duty.agency,
        task_code=scene.task.code,
        state="accepted",
        progress="done",
        label="Hoàn thành quá hạn",
        counted=True,
    )
    scene.period.state = "closed"
    scene.period.save()
    duty.state = "open"
    duty.save()
    silent_unit(scene)
    count = task_counts(scene.period, AFTER)[0]
    assert (count.owed, count.reported, count.done, count.late) == (1, 1, 1, 0)


@pytest.mark.slow
def test_every_address_of_the_pages_opens(scene, client):
    answer(scene, make_unit(scene), trained=9, charged=4)
    silent_unit(scene)
    client.force_login(scene.clerk)
    pages = (
        plan_page("reporting:dashboard"),
        plan_page("reporting:yearly", args=[2026]),
    )
    for page in pages:
        html = client.get(page).content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        addresses = set(re.findall(r'href="(/[^"]+)"', main))
        assert len(addresses) > 8
        for address in addresses:
            response = client.get(address.replace("&amp;", "&"))
            assert response.status_code == 200, address
            response.getvalue()  # a file that is read to its end is closed


def test_a_direction_whose_day_has_passed_is_said_to_be_late(scene, client):
    when = timezone.localdate()
    direction = Direction.objects.create(
        plan=scene.plan, number="118/UBND-NC", issued_on=date(2026, 6, 1),
        text="Kiểm tra", due_on=when, recorded_by=scene.reader,
        recorded_at=timezone.now(),
    )  # fmt: skip
    direction.agencies.create(agency=scene.plan.steering_agency)
    page = page_of(client, scene.reader).content.decode()
    assert f"gần nhất: {when:%d/%m/%Y}" in page
    eve = when - timedelta(days=1)
    Direction.objects.update(due_on=eve)
    page = page_of(client, scene.reader).content.decode()
    assert f"quá ngày {eve:%d/%m/%Y}" in page
    assert "gần nhất:" not in page


def test_a_period_that_opened_nothing_has_no_answers_of_everybody(scene, client):
    client.force_login(scene.reader)

    def told():
        response = client.get(plan_page("reporting:silent"), {"ky": 2026})
        yearly = client.get(plan_page("reporting:yearly", args=[2026]))
        shown = response.content.decode() + yearly.content.decode()
        return response.context["answer"], shown

    text, shown = told()
    assert text.endswith("chưa có nhiệm vụ nào phải báo cáo.")
    assert "Mọi đơn vị đã" not in shown
    assert "Các đơn vị đã báo cáo đầy đủ" not in shown
    make_unit(scene)
    text, shown = told()
    assert text.endswith("mọi đơn vị đã phản hồi.")
    assert "Mọi đơn vị đã phản hồi" in shown
    assert "Mọi đơn vị đã báo cáo đầy đủ" in shown
    assert "Các đơn vị đã báo cáo đầy đủ" in shown


def test_headings_count_what_the_plan_has(scene, client):
    make_task(scene.plan, "III.2.b")
    html = page_of(client, scene.reader).content.decode()
    assert ">2 nhiệm vụ</h2>" in html
    assert "trách nhiệm</h2>" not in html
    make_task(scene.plan, "IV.1.a")
    html = page_of(client, scene.reader).content.decode()
    assert ">1 trách nhiệm</h2>" in html
    yearly = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    for page in (html, yearly):
        assert not re.search(r"(12|20|07) (nhiệm vụ|trách nhiệm|mục tiêu)", page)
