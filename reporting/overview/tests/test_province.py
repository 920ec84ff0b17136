"""«Sổ tổng hợp toàn tỉnh»: every agency's answers, and who is missing, by name."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.tests.factories import make_agency, make_user
from reporting.overview.province import province_sheets
from tasks.duties.shown import PeriodDuties
from tasks.models import Duty, FigureValue
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_duty, make_figure
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit, silent_unit
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
HELD = "Đã có 1/2 đơn vị phải báo cáo; 1 đơn vị chưa gửi, xem tờ «Đơn vị chưa có»."


@pytest.fixture
def scene():
    found = make_scene()
    answer(found, make_unit(found), trained=30, charged=40, has_rule=True)
    silent_unit(found)
    return found


@pytest.fixture
def officer(scene):
    return make_user("officer", scene.period.plan.steering_agency)


def book_of(client, scene):
    address = plan_page("reporting:province", args=[scene.period.key])
    answer = client.get(address)
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.getvalue()))


def lines(sheet, head="TT"):
    """Return the rows below the heads as dictionaries, and the line above them."""
    rows = [list(row) for row in sheet.values]
    at = next(i for i, row in enumerate(rows) if row[0] == head)
    found = [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]
    return found, dict(zip(rows[at], rows[at - 1], strict=True))


def test_the_book_names_the_agencies_held_of_those_expected(client, scene, officer):
    client.force_login(officer, backend=BACKEND)
    book = book_of(client, scene)
    assert book.sheetnames == [
        *("Thông tin", "Nhiệm vụ", "Kết quả", "Số liệu", "Đơn vị chưa có"),
    ]
    about = {row[0]: row[1] for row in book["Thông tin"].values}
    assert about["Đơn vị phải báo cáo"] == 2
    assert (about["Đã có"], about["Chưa gửi"]) == (1, 1)
    for name in book.sheetnames[1:]:
        assert book[name]["A2"].value == HELD
    (missing,), _ = lines(book["Đơn vị chưa có"])
    silent = Duty.objects.get(first_sent_on=None).agency
    assert (missing["Đơn vị"], missing["Tình trạng"]) == (silent.name, "Chưa gửi")
    assert (missing["Phải thực hiện"], missing["Đã gửi"]) == (1, 0)


def test_figures_are_numbers_summed_for_the_province(client, scene, officer):
    word = make_figure(scene.task, type="text", across_agencies="none", label="Chữ")
    unit = Duty.objects.exclude(first_sent_on=None).get().agency
    common = {"period": scene.period, "entered_by": scene.clerk, "recorded_at": NOW}
    FigureValue.objects.create(figure=word, agency=unit, text="=1+1", **common)
    client.force_login(officer, backend=BACKEND)
    found, sums = lines(book_of(client, scene)["Số liệu"])
    by_unit = {row["Đơn vị"]: row for row in found}
    said = by_unit.pop(unit.name)
    (silent,) = by_unit.values()
    for figure in (scene.trained, scene.charged):
        value = FigureValue.objects.get(figure=figure, agency=unit).number
        assert said[figure.label] == value == sums[figure.label]
        assert silent[figure.label] is None
    assert said["Chữ"] == "=1+1"
    assert sums["Chữ"] is None
    assert said[scene.has_rule.label] == "Có"
    assert sums[scene.has_rule.label] == 1
    assert (said["Đã gửi"], silent["Đã gửi"]) == (1, 0)


def test_what_was_not_sent_is_not_summed(client, scene, officer):
    silent = Duty.objects.get(first_sent_on=None).agency
    FigureValue.objects.create(
        figure=scene.trained,
        agency=silent,
        period=scene.period,
        number=Decimal(1000),
        entered_by=scene.clerk,
        recorded_at=NOW,
    )
    client.force_login(officer, backend=BACKEND)
    found, sums = lines(book_of(client, scene)["Số liệu"])
    (row,) = (row for row in found if row["Đơn vị"] == silent.name)
    assert row[scene.trained.label] is None
    assert sums[scene.trained.label] < 1000


def test_entries_and_duties_are_all_there(client, scene, officer):
    duty = Duty.objects.get(first_sent_on=None)
    head = make_user("officer", duty.agency)
    log_progress(
        duties=[duty], author=head, today=AFTER, now=NOW, done_on=scene.period.data_to,
        text="- Họp dân.\n+ Phát tờ rơi.", progress="in_progress",
    )  # fmt: skip
    client.force_login(officer, backend=BACKEND)
    book = book_of(client, scene)
    (entry,), _ = lines(book["Kết quả"], "Mã")
    assert entry["Nội dung đã thực hiện"] == "- Họp dân.\n+ Phát tờ rơi."
    assert entry["Đơn vị"] == duty.agency.name
    duties, _ = lines(book["Nhiệm vụ"], "Mã")
    assert len(duties) == Duty.objects.count()


def test_a_body_that_is_asked_only_is_not_expected(client, scene, officer):
    asked = make_agency("Mặt trận")
    make_duty(scene.task, asked, scene.period, is_requested=True)
    client.force_login(officer, backend=BACKEND)
    book = book_of(client, scene)
    assert book["Nhiệm vụ"]["A2"].value == HELD
    assert len(lines(book["Đơn vị chưa có"])[0]) == 1
    assert asked.name in {row["Đơn vị"] for row in lines(book["Số liệu"])[0]}


def test_a_closed_period_is_as_it_stood(client, scene, officer):
    head = make_user("head", scene.period.plan.steering_agency)
    scene.period.refresh_from_db()
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    Duty.objects.filter(first_sent_on=None).update(first_sent_on=AFTER)
    FigureValue.objects.filter(figure=scene.trained).update(is_current=False)
    client.force_login(officer, backend=BACKEND)
    book = book_of(client, scene)
    assert book["Nhiệm vụ"]["A2"].value == HELD
    assert lines(book["Số liệu"])[1][scene.trained.label] is not None


def test_strangers_see_nothing(client, scene):
    address = plan_page("reporting:province", args=[scene.period.key])
    client.force_login(make_user("head", Duty.objects.first().agency), backend=BACKEND)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_the_yearly_page_offers_the_book(client, scene, officer):
    client.force_login(officer, backend=BACKEND)
    page = client.get(plan_page("reporting:yearly", args=[scene.period.key]))
    assert plan_page("reporting:province", args=[scene.period.key]) in page.text


def test_the_book_costs_the_same_queries_for_more_agencies(scene):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            shown = PeriodDuties(scene.period, AFTER)
            for sheet in province_sheets(shown, shown.rows()):
                assert list(sheet.rows) is not None
        counts.append(len(found))
        make_unit(scene)
        silent_unit(scene)
    assert counts[0] == counts[1] <= 8
