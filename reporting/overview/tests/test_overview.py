"""What «Tổng quan» says first: the judgement, the verdicts, what waits, the answer."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.counting.judgement import Before, Share, judge, year_before
from reporting.counting.targets import TargetCounts
from reporting.counting.tasks import TaskCount
from reporting.counting.verdicts import verdict_groups
from reporting.overview.dashboard import dashboard_of
from reporting.overview.facts import period_facts_of, share_before, share_of_both
from reporting.overview.says import answer_of, compared_in_part, says_of
from tasks.models import DutySnapshot, Period, Plan, Target, TargetMeasure, Task
from tasks.models.status import Standing
from tasks.periods.closing import close_period
from tasks.sums.four_numbers import FourNumbers
from tasks.sums.targets import MeasureCount
from tasks.sums.verdicts import MET, UNKNOWN_VERDICT, UNMET, UNSTATED
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_period
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

DAY = date(2026, 11, 29)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 29, 14, 5)


def period(**fields):
    days = {"data_from": date(2025, 12, 15), "data_to": date(2026, 12, 14)}
    asked = {"kind": "nam", "year": 2026, "unit_due": date(2026, 12, 16)}
    plan = Plan(short_title="Dân chủ ở cơ sở")
    return Period(plan=plan, **(days | asked | fields))


def count(code, standings, levels):
    found = TaskCount(Task(code=code), standings=standings)
    found.levels = levels
    return found


def judged(before=None, sent=55, owed=100):
    standings = {Standing.WAITING: sent, Standing.IN_TIME: owed - sent}
    return judge(period(), DAY, [count("III.1", standings, {})], before)


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        (Share(80, 100), "Chậm hơn cùng kỳ 25 điểm phần trăm"),
        (Share(50, 100), "Nhanh hơn cùng kỳ 5 điểm phần trăm"),
        (Share(110, 200), "Bằng cùng kỳ"),
    ],
)
def test_the_judgement_compares_the_two_percentages_that_it_prints(before, verdict):
    found = judged(Before("năm 2025", before, 60, 60))
    assert found.verdict == verdict
    assert (found.tone == "red") == verdict.startswith("Chậm")


def test_the_first_year_is_not_compared():
    assert judged().verdict == ""
    assert judged().deadline == "Còn 17 ngày đến hạn gửi 16/12."


def test_only_all_is_a_hundred_and_only_nothing_is_nought():
    assert [Share(999, 1000).percent, Share(1, 1000).percent] == [99, 1]
    assert [Share(3, 3).percent, Share(0, 3).percent, Share(0, 0).percent] == [
        100,
        0,
        0,
    ]


def test_a_leap_day_has_a_day_a_year_before():
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(DAY) == date(2025, 11, 29)


def test_what_is_furthest_behind_is_named_with_its_share():
    counts = [
        count("III.1", {Standing.WAITING: 9, Standing.IN_TIME: 1}, {"tinh": (9, 10)}),
        count("III.2", {Standing.WAITING: 2, Standing.OVERDUE: 8}, {"xa": (2, 10)}),
    ]
    found = judge(period(), DAY, counts, None)
    assert (found.level.name, found.level.share.percent) == ("cấp xã", 20)
    assert (found.task.name, found.task.share.percent) == ("nhiệm vụ III.2", 20)
    alike = [count(code, {Standing.WAITING: 1}, {}) for code in ("III.1", "III.2")]
    assert judge(period(), DAY, alike, None).task is None


def measured(code, numerator, denominator, *, silent=0, not_applicable=0, **fields):
    stated, kind = fields.get("stated", 100), fields.get("kind", "rate")
    target = Target(code=code, short_title=code, threshold=stated)
    measure = TargetMeasure(
        code=code, kind=kind, method="units_yes", counting_unit="đơn vị"
    )
    numbers = FourNumbers(
        numerator=Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        not_applicable=not_applicable,
        not_reported=silent,
        units=10,
    )
    return TargetCounts(target, (MeasureCount(measure, numbers, Decimal(0)),), 2026)


def test_verdicts_say_what_is_missing_and_decide_nothing_of_too_few():
    groups = verdict_groups(
        [
            measured("II.1", 10, 10),
            measured("II.2", 7, 10),
            measured("II.3", 4, 4, silent=6),
            measured("II.4", 5, None, stated=None, kind="count"),
            measured("II.5", 2, 10),
            measured("II.6", 10, 10, stated=95),
            measured("II.7", 0, 0),
            measured("II.8", 0, 0, not_applicable=10),
        ]
    )
    found = {g.word: [(v.target.code, v.gap) for v in g.verdicts] for g in groups}
    assert found == {
        UNMET: [("II.5", "thiếu 8 đơn vị"), ("II.2", "thiếu 3 đơn vị")],
        UNKNOWN_VERDICT: [
            ("II.3", "cần ít nhất 5 đơn vị"),
            ("II.7", "chưa có số để tính"),
            ("II.8", "không có đơn vị thuộc diện"),
        ],
        MET: [("II.1", ""), ("II.6", "vượt 5 điểm phần trăm")],
        UNSTATED: [("II.4", "")],
    }


@pytest.fixture
def scene(db):
    return make_scene()


def stored_before(scene, agencies, days):
    """Close a year before, whose duties of the agencies were sent on these days."""
    before = make_period(scene.plan, 2025)
    for agency, day in zip(agencies, days, strict=True):
        duty = make_duty(scene.task, agency, before)
        DutySnapshot.objects.create(
            period=before,
            duty=duty,
            agency=agency,
            task_code=scene.task.code,
            state="accepted",
            progress="done",
            label="Hoàn thành đúng hạn",
            counted=True,
            first_sent_on=day,
        )
    Period.objects.filter(pk=before.pk).update(state="closed")


DAYS = [date(2025, 11, 1), date(2025, 11, 29), date(2025, 12, 9)]


def before_of(scene):
    return share_before(scene.period, period_facts_of(scene.period, DAY))


def test_the_same_day_of_the_closed_year_is_read_with_the_period(scene):
    agencies = [silent_unit(scene).agency for _ in range(3)]
    stored_before(scene, agencies, DAYS)
    assert before_of(scene) == Before("năm 2025", Share(2, 3), 3, 3)
    Period.objects.filter(year=2025).update(state="open")
    assert before_of(scene) is None


def test_only_agencies_that_owe_in_both_years_are_compared(scene):
    sent = make_unit(scene).agency
    quiet = silent_unit(scene).agency
    silent_unit(scene)
    gone = make_agency("UBND xã Đã Sáp Nhập")
    stored_before(scene, [sent, quiet, gone], DAYS)
    before = before_of(scene)
    assert before == Before("năm 2025", Share(2, 2), 2, 3)
    assert share_of_both(scene.period, DAY) == Share(1, 2)


def test_too_few_agencies_in_both_years_compare_nothing(scene):
    for _ in range(3):
        silent_unit(scene)
    stored_before(scene, [silent_unit(scene).agency], DAYS[:1])
    assert before_of(scene) is None


def test_no_agency_in_both_years_compares_nothing(scene):
    silent_unit(scene)
    stored_before(scene, [make_agency("UBND xã Đã Sáp Nhập")], DAYS[:1])
    assert before_of(scene) is None


def test_a_part_of_the_agencies_is_said_to_be_one():
    standings = {Standing.WAITING: 55, Standing.IN_TIME: 45}
    counts = [count("III.1", standings, {})]
    before = Before("năm 2025", Share(80, 100), 50, 60)
    found = judge(period(), DAY, counts, before, Share(40, 80))
    assert compared_in_part(found) == (
        "Chậm hơn cùng kỳ 30 điểm phần trăm trên 50/60 đơn vị có ở cả hai kỳ:"
        " 50%, năm 2025 là 80%. "
    )


@pytest.mark.django_db
def test_every_part_opens_as_many_rows_as_it_says(scene, client):
    make_unit(scene)
    make_unit(scene, state="submitted", accepted_on=None)
    silent_unit(scene)
    make_unit(scene, state="returned", accepted_on=None, return_due_on=date(2026, 1, 5))
    client.force_login(scene.clerk)
    page = client.get(plan_page("reporting:dashboard"), {"ky": 2026})
    parts = page.context["parts"]
    assert sum(part.number for part, _ in parts) == page.context["page"].totals["owed"]
    for part, url in parts:
        assert client.get(url).context["total"] == part.number, part
    sent = next(part.href for part in page.context["says"]["first"] if part.href)
    assert client.get(sent).context["total"] == page.context["page"].totals["sent"]


@pytest.mark.django_db
def test_one_number_for_what_waits_in_badge_and_overview(scene, client):
    make_unit(scene, state="submitted", accepted_on=None)
    make_unit(scene, state="submitted", accepted_on=None, is_requested=True)
    client.force_login(scene.clerk)
    html = client.get(plan_page("reporting:dashboard"), {"ky": 2026}).content.decode()
    badge = re.search(r"Tiếp nhận.*?nav-badge[^>]*>(\d+)", html, re.DOTALL)
    told = re.search(r"<strong>(\d+)</strong> <span>chờ tiếp nhận", html)
    assert (badge[1], told[1]) == ("2", "2")


@pytest.mark.django_db
def test_a_leader_sees_no_work_of_the_steering_agency(scene, client):
    make_unit(scene, state="submitted", accepted_on=None)
    client.force_login(scene.reader)
    html = client.get(plan_page("reporting:dashboard"), {"ky": 2026}).content.decode()
    assert "Trình lãnh đạo UBND tỉnh" in html
    assert "Chờ anh/chị" not in html


@pytest.mark.django_db
def test_the_answer_carries_hour_numbers_and_names(scene):
    make_unit(scene)
    silent = silent_unit(scene).agency
    page = dashboard_of(
        scene.period, DAY, before=Before("năm 2025", Share(80, 100), 2, 2)
    )
    text = answer_of(page, NOW)
    assert text.startswith("Đến 14:05 ngày 29/11/2026, ")
    assert "đã gửi 1/2 nhiệm vụ (50%); cùng ngày năm 2025 là 80% (80/100)" in text
    assert silent.short_name in text or not page.silent_count
    assert "50%" in "".join(part.text for part in says_of(page)["first"])


@pytest.mark.django_db
def test_the_answer_of_a_measure_names_who_is_missing(scene, client):
    answer(scene, make_unit(scene), trained=3, charged=4, must_have=True)
    silent = silent_unit(scene).agency
    client.force_login(scene.clerk)
    address = plan_page("reporting:measure_rows", args=[scene.figures.code])
    text = client.get(address, {"ky": 2026}).context["answer"]
    assert "1/2 đơn vị đã báo cáo, đạt 3/4" in text
    assert f"Chưa báo cáo: {silent.short_name}." in text


def test_the_answer_of_a_closed_year_names_no_hour(scene):
    answer(scene, make_unit(scene), trained=1, charged=2)
    head = make_user("head", scene.plan.steering_agency)
    moment = datetime(2026, 12, 20, 9, tzinfo=ZONE)
    close_period(period=scene.period, actor=head, today=moment.date(), now=moment)
    scene.period.refresh_from_db()
    said = answer_of(dashboard_of(scene.period, date(2027, 1, 5)), NOW)
    assert said.startswith("Số liệu đã chốt, Kế hoạch")
    assert "14:05" not in said
    assert said.endswith("Quá hạn chưa gửi: 0; quá hạn bổ sung: 0.")
